import { posix } from "node:path";
import { codeOf, importsOf, type SourceFile, type SourceImport } from "./source-text.ts";

/** Reads a table of source files and returns what breaks the rule, one line each, beginning with the path. */
export type HouseRule = (files: readonly SourceFile[]) => string[];

const matchesAny = (path: string, patterns: readonly RegExp[]): boolean =>
  patterns.some((pattern) => pattern.test(path));

/** Path within `src` that a relative import leads to; it begins with `..` where it leaves `src`. */
const target = (file: SourceFile, specifier: string): string =>
  posix.normalize(posix.join(posix.dirname(file.path), specifier));

const isRelative = (specifier: string): boolean => /^\.{1,2}(\/|$)/.test(specifier);

interface Layer {
  readonly files: RegExp;
  /** What its files may import besides each other. */
  readonly imports: readonly RegExp[];
}

const COMPOSITION =
  /^((announcer|daemon|dns-side-client|durability-watch|instances|open-key-sealer|open-store|command-store)\.ts$|publisher\/)/;
const CLOCK = /^clock\.ts$/;
const ZONE = /^zone\//;
const DNSSEC = /^dnssec\//;
const DELEGATION = /^delegation\//;

/** Who may import whom. A file belongs to the first layer that it matches. */
export const LAYERS: readonly Layer[] = [
  { files: /^main\.ts$/, imports: [/^(?!\.\.)/] },
  { files: COMPOSITION, imports: [/^(?!\.\.|main\.ts$)/] },
  { files: /^(config|redis-settings)\.ts$/, imports: [ZONE, DNSSEC, /^server\//] },
  { files: CLOCK, imports: [] },
  { files: /^cli\//, imports: [ZONE, DNSSEC, DELEGATION, CLOCK, /^admin-api\/client-types\.ts$/] },
  {
    files: /^admin-api\//,
    imports: [
      // The names in memory belong to the side that answers, and a store is known by its contract only.
      /^zone\/(?!replica[./-]|store\/)/,
      /^zone\/store\/(shared-)?port\.ts$/,
      /^dnssec\/keys\/(?!manager[./-])/,
      DELEGATION,
    ],
  },
  { files: DELEGATION, imports: [ZONE, DNSSEC] },
  { files: /^server\//, imports: [ZONE, DNSSEC] },
  { files: DNSSEC, imports: [ZONE] },
  { files: ZONE, imports: [] },
];

/** The import law: which folder may know of which. */
export const importLaw: HouseRule = (files) =>
  files.flatMap((file) => {
    const layer = LAYERS.find(({ files: own }) => own.test(file.path));
    if (layer === undefined) return [`${file.path}: has no place in the layout`];
    return importsOf(file.text).flatMap(({ specifier }) => {
      if (specifier === undefined) return [`${file.path}: imports a computed path`];
      if (!isRelative(specifier)) return [];
      const path = target(file, specifier);
      const own = layer.files.test(path) && path !== "main.ts";
      return own || matchesAny(path, layer.imports) ? [] : [`${file.path}: may not import ${path}`];
    });
  });

interface Guarded {
  readonly modules: RegExp;
  readonly only: readonly RegExp[];
  /** Names that everybody may import: they move no octet. */
  readonly free?: RegExp;
}

const SOCKETS = [/^server\/(udp|tcp)[./-]/, DELEGATION];

/** Which modules only some files may import. */
export const GUARDED: readonly Guarded[] = [
  { modules: /^(node:)?sqlite$/, only: [/^zone\/store\/sqlite/] },
  { modules: /^ioredis(\/|$)/, only: [/^zone\/store\/redis[./-]/] },
  { modules: /^(node:)?dgram$/, only: SOCKETS },
  { modules: /^(node:)?net$/, only: SOCKETS, free: /^(isIP(v4|v6)?|AddressInfo)$/ },
  { modules: /^dns2(\/|$)/, only: [DELEGATION] },
  { modules: /^(@?fastify)([/-]|$)/, only: [/^admin-api\//] },
  { modules: /^prom-client(\/|$)/, only: [/^admin-api\//] },
];

const touches = ({ modules, free }: Guarded, { specifier, names }: SourceImport): boolean => {
  if (specifier === undefined || !modules.test(specifier)) return false;
  return free === undefined || names.length === 0 || names.some((name) => !free.test(name));
};

/** Who may import what moves octets, keeps them or speaks HTTP. */
export const guardedModules: HouseRule = (files) =>
  files.flatMap((file) =>
    importsOf(file.text).flatMap((found) =>
      GUARDED.some((guarded) => touches(guarded, found) && !matchesAny(file.path, guarded.only))
        ? [`${file.path}: may not import ${found.names.join(", ")} of ${found.specifier}`]
        : [],
    ),
  );

/** A rule that forbids code to everybody but some files. What stands in comments and strings is not code. */
const codeOnlyIn =
  (pattern: RegExp, only: readonly RegExp[], processName?: string): HouseRule =>
  (files) =>
    files
      .filter((file) => !matchesAny(file.path, only))
      .flatMap((file) => {
        const used = [...codeOf(file.text).matchAll(new RegExp(pattern, "g"))].map(([code]) => code);
        // The same by way of an import of the global.
        const imported = importsOf(file.text).filter(
          ({ specifier, names }) =>
            /^(node:)?process$/.test(specifier ?? "") &&
            names.some((name) => name === "*" || name === processName),
        );
        const ways =
          processName === undefined
            ? used
            : [...used, ...imported.map(() => `${processName} of node:process`)];
        return ways.map((way) => `${file.path}: may not use ${way.replace(/\s+/g, "")}`);
      });

/** The environment is read in one place. */
export const environment: HouseRule = codeOnlyIn(
  /\bprocess\s*(\?\.|\.)\s*env\b|\bprocess\s*(\?\.)?\[|\}\s*=\s*process\b/,
  [/^config\.ts$/],
  "env",
);

/** Time is an argument; only files whose name says so read a clock. */
export const clocks: HouseRule = codeOnlyIn(
  /\bDate\s*\.\s*now\b|\bnew\s+Date\b(?!\s*\(\s*[^)\s])|(?<!\bnew\s+)\bDate\s*\(|\bTemporal\s*\.\s*Now\b|\bperformance\s*\.\s*now\b|\bprocess\s*\.\s*hrtime\b/,
  [/(^|\/)[^/]*clock[^/]*$/],
  "hrtime",
);

/** Only what talks to a person writes to the console; the rest logs. */
export const consoles: HouseRule = codeOnlyIn(/\bconsole\s*(\?\.|\.|\[)/, [/^cli\//, /^main\.ts$/]);

const MAX_LINES = 250;

/** No file is longer than a reader can hold. */
export const fileLength: HouseRule = (files) =>
  files.flatMap(({ path, text }) => {
    const lines = text.replace(/\n$/, "").split("\n").length;
    return lines > MAX_LINES ? [`${path}: ${lines} lines, ${MAX_LINES} are allowed`] : [];
  });

/** What is not done is not in the sources. */
export const unfinished: HouseRule = (files) =>
  files.flatMap(({ path, text }) =>
    [...text.matchAll(/\b(TODO|FIXME|XXX|HACK)\b/g)].map(([word]) => `${path}: says ${word}`),
  );
