import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  clocks,
  consoles,
  environment,
  fileLength,
  GUARDED,
  guardedModules,
  type HouseRule,
  importLaw,
  LAYERS,
  unfinished,
} from "./support/house-rules.ts";
import { codeOf, importsOf, type SourceFile } from "./support/source-text.ts";

const SRC = join(import.meta.dirname, "../src");

const sources: readonly SourceFile[] = globSync("**/*.ts", { cwd: SRC })
  .sort()
  .map((path) => ({ path: path.replaceAll("\\", "/"), text: readFileSync(join(SRC, path), "utf8") }));

const RULES: Readonly<Record<string, HouseRule>> = {
  "folders import only what the law lets them": importLaw,
  "sockets, stores, dns2, fastify and prom-client stay where they belong": guardedModules,
  "one file reads the environment": environment,
  "only clocks read the clock": clocks,
  "only the command line writes to the console": consoles,
  "no file is over 250 lines": fileLength,
  "nothing is marked as unfinished": unfinished,
};

describe("the sources keep the house rules", () => {
  test("there are sources to judge", () => {
    expect(sources.length).toBeGreaterThan(10);
  });

  test.each(Object.entries(RULES))("%s", (_, rule) => {
    expect(rule(sources)).toEqual([]);
  });
});

/** What a rule says of one file with this text. */
const judge = (rule: HouseRule, path: string, text: string): string[] => rule([{ path, text }]);

/** What the law says of an import of `to` (both within src) by `from`. */
const law = (from: string, to: string): string[] =>
  judge(importLaw, from, `import { x } from "${"../".repeat(from.split("/").length - 1) || "./"}${to}";`);

/** Who may not import what, both within src. */
const UNLAWFUL: readonly (readonly [string, string])[] = [
  ["daemon.ts", "main.ts"],
  ["cli/serve.ts", "main.ts"],
  ["cli/serve.ts", "daemon.ts"],
  ["cli/serve.ts", "config.ts"],
  ["cli/names.ts", "admin-api/routes/names.ts"],
  ["cli/serve.ts", "server/respond.ts"],
  ["config.ts", "admin-api/ports.ts"],
  ["config.ts", "clock.ts"],
  ["clock.ts", "zone/name.ts"],
  ["server/respond.ts", "clock.ts"],
  ["server/respond.ts", "dns-side-client.ts"],
  ["admin-api/app.ts", "server/respond.ts"],
  ["admin-api/app.ts", "config.ts"],
  ["admin-api/app.ts", "zone/replica.ts"],
  ["admin-api/app.ts", "zone/replica/replica.ts"],
  ["admin-api/app.ts", "zone/store/sqlite.ts"],
  ["admin-api/app.ts", "zone/store/redis/store.ts"],
  ["admin-api/app.ts", "dnssec/signer.ts"],
  ["admin-api/app.ts", "dnssec/keys/manager.ts"],
  ["server/respond.ts", "admin-api/ports.ts"],
  ["server/respond.ts", "delegation/doctor.ts"],
  ["server/respond.ts", "publisher/publisher.ts"],
  ["delegation/doctor.ts", "server/respond.ts"],
  ["delegation/doctor.ts", "admin-api/client-types.ts"],
  ["dnssec/signer.ts", "server/transport.ts"],
  ["dnssec/signer.ts", "config.ts"],
  ["zone/name.ts", "dnssec/signer.ts"],
  ["zone/name.ts", "config.ts"],
  ["zone/name.ts", "../test/support/x.ts"],
  ["main.ts", "../package.json"],
];

/** Who may not import which module. */
const OUT_OF_PLACE: readonly (readonly [string, string])[] = [
  ["zone/store/memory.ts", "node:sqlite"],
  ["daemon.ts", "node:sqlite"],
  ["zone/store/port.ts", "ioredis"],
  ["daemon.ts", "ioredis/built/cluster"],
  ["server/respond.ts", "node:dgram"],
  ["server/udprate.ts", "dgram"],
  ["daemon.ts", "node:net"],
  ["zone/rdata/a.ts", "net"],
  ["server/udp/socket.ts", "dns2"],
  ["server/metrics.ts", "fastify"],
  ["server/metrics.ts", "prom-client"],
  ["daemon.ts", "fastify-plugin"],
  ["daemon.ts", "@fastify/swagger"],
];

describe("the import law", () => {
  test.each([
    ["main.ts", "daemon.ts"],
    ["main.ts", "cli/program.ts"],
    ["daemon.ts", "config.ts"],
    ["daemon.ts", "publisher/publisher.ts"],
    ["daemon.ts", "clock.ts"],
    ["publisher/publisher.ts", "dns-side-client.ts"],
    ["config.ts", "server/dns-side/messages.ts"],
    ["cli/keys.ts", "clock.ts"],
    ["publisher/publisher.ts", "server/respond.ts"],
    ["config.ts", "zone/zone-config.ts"],
    ["cli/names.ts", "admin-api/client-types.ts"],
    ["cli/doctor.ts", "delegation/doctor.ts"],
    ["cli/names.ts", "cli/client.ts"],
    ["admin-api/routes/names.ts", "zone/payment/payment-uri.ts"],
    ["admin-api/routes/names.ts", "zone/store/port.ts"],
    ["admin-api/routes/keys.ts", "dnssec/keys/key-set.ts"],
    ["admin-api/routes/zones.ts", "delegation/cloudflare.ts"],
    ["server/respond.ts", "zone/replica/replica.ts"],
    ["server/respond.ts", "dnssec/denial.ts"],
    ["delegation/doctor.ts", "dnssec/chain/verify.ts"],
    ["dnssec/signer.ts", "zone/rrset.ts"],
    ["zone/store/sqlite.ts", "zone/errors.ts"],
  ])("%s may import %s", (from, to) => {
    expect(law(from, to)).toEqual([]);
  });

  test.each(UNLAWFUL)("%s may not import %s", (from, to) => {
    expect(law(from, to)).toEqual([`${from}: may not import ${to}`]);
  });

  test("a file that is in no layer is refused", () => {
    expect(judge(importLaw, "util.ts", "")).toEqual(["util.ts: has no place in the layout"]);
    expect(judge(importLaw, "common/util.ts", "")).toEqual(["common/util.ts: has no place in the layout"]);
  });

  test.each([
    'import type { A } from "../dnssec/signer.ts";',
    'import { type A } from "../dnssec/signer.ts";',
    'import * as a from "../dnssec/signer.ts";',
    'import "../dnssec/signer.ts";',
    'import\n  {\n  a,\n}\nfrom "../dnssec/signer.ts"',
    'export { a } from "../dnssec/signer.ts";',
    "export * from '../dnssec/signer.ts';",
    'export type { A } from "../dnssec/signer.ts";',
    'const a = await import("../dnssec/signer.ts");',
    "const a = await import(`../dnssec/signer.ts`);",
    'type A = import("../dnssec/signer.ts").A;',
    'const a = require("../dnssec/signer.ts");',
    `const a = \`\${await import("../dnssec/signer.ts")}\`;`,
  ])("is held for %j", (text) => {
    expect(judge(importLaw, "zone/name.ts", text)).toEqual(["zone/name.ts: may not import dnssec/signer.ts"]);
  });

  test("a computed path cannot be judged and is refused", () => {
    expect(judge(importLaw, "zone/name.ts", "await import(path);")).toEqual([
      "zone/name.ts: imports a computed path",
    ]);
  });

  test.each(LAYERS)("$files is seen to refuse", ({ files }) => {
    expect(UNLAWFUL.some(([from]) => files.test(from))).toBe(true);
  });
});

describe("who may import what", () => {
  test.each([
    ["zone/store/sqlite.ts", "node:sqlite"],
    ["zone/store/sqlite-schema.ts", "node:sqlite"],
    ["zone/store/sqlite/store.ts", "node:sqlite"],
    ["zone/store/redis/connection.ts", "ioredis"],
    ["server/udp/socket.ts", "node:dgram"],
    ["server/tcp/listener.ts", "node:net"],
    ["delegation/probe.ts", "node:net"],
    ["delegation/resolvers.ts", "dns2"],
    ["admin-api/app.ts", "fastify"],
    ["admin-api/metrics.ts", "prom-client"],
    ["admin-api/app.ts", "@fastify/swagger"],
  ])("%s may import %s", (path, module) => {
    expect(judge(guardedModules, path, `import x from "${module}";`)).toEqual([]);
  });

  test.each(OUT_OF_PLACE)("%s may not import %s", (path, module) => {
    expect(judge(guardedModules, path, `import x from "${module}";`)).toEqual([
      `${path}: may not import * of ${module}`,
    ]);
  });

  test.each(GUARDED)("$modules is seen to be refused", ({ modules }) => {
    expect(OUT_OF_PLACE.some(([, module]) => modules.test(module))).toBe(true);
  });

  test("everybody may ask node:net what an address is, and nothing else", () => {
    const judged = (text: string): string[] => judge(guardedModules, "zone/rdata/a.ts", text);
    expect(judged('import { isIP, isIPv4 as four, isIPv6 } from "node:net";')).toEqual([]);
    expect(judged('import type { AddressInfo } from "node:net";')).toEqual([]);
    expect(judged('import { isIPv4, connect } from "node:net";')).toHaveLength(1);
    expect(judged('import { connect as isIP } from "node:net";')).toHaveLength(1);
    expect(judged('import net, { isIP } from "node:net";')).toHaveLength(1);
    expect(judged('import * as isIP from "node:net";')).toHaveLength(1);
    expect(judged('import "node:net";')).toHaveLength(1);
    expect(judged('export { isIP, Socket } from "node:net";')).toHaveLength(1);
    expect(judged('const { isIP } = await import("node:net");')).toHaveLength(1);
  });
});

describe("the environment", () => {
  test.each([
    "process.env.HOME",
    "process . env",
    "process?.env",
    'process["env"]',
    "const { env } = process;",
    'import { env } from "node:process";',
    'import process from "node:process";',
    `\`\${process.env.HOME}\``,
  ])("%j is for config.ts alone", (text) => {
    expect(judge(environment, "daemon.ts", text)).toHaveLength(1);
    expect(judge(environment, "zone/config.ts", text)).toHaveLength(1);
    expect(judge(environment, "config.ts", text)).toEqual([]);
  });

  test.each([
    "process.exitCode = 1;",
    "// process.env",
    '"process.env"',
    "subprocess.env",
    "process.environment",
  ])("%j is for everybody", (text) => {
    expect(judge(environment, "daemon.ts", text)).toEqual([]);
  });
});

describe("the clock", () => {
  test.each([
    "Date.now()",
    "const now = Date.now;",
    "new Date()",
    "new Date( )",
    "new Date;",
    "Date()",
    "performance.now()",
    "process.hrtime.bigint()",
    'import { hrtime } from "node:process";',
    `\`\${Date.now()}\``,
  ])("%j is for clocks alone", (text) => {
    expect(judge(clocks, "dnssec/signer.ts", text)).toHaveLength(1);
    expect(judge(clocks, "clock/signer.ts", text)).toHaveLength(1);
    expect(judge(clocks, "dnssec/clock.ts", text)).toEqual([]);
    expect(judge(clocks, "server/monotonic-clock.ts", text)).toEqual([]);
  });

  test.each([
    "new Date(seconds * 1000)",
    "new Date((a + b) * 1000)",
    "Date.UTC(2026, 0)",
    "/* Date.now() */",
    "candidate()",
  ])("%j is for everybody", (text) => {
    expect(judge(clocks, "dnssec/signer.ts", text)).toEqual([]);
  });
});

describe("the console", () => {
  test.each(["console.log(1)", "console?.log(1)", 'console["log"](1)', "x => console.error(x)"])(
    "%j is for the command line alone",
    (text) => {
      expect(judge(consoles, "daemon.ts", text)).toHaveLength(1);
      expect(judge(consoles, "server/cli/print.ts", text)).toHaveLength(1);
      expect(judge(consoles, "main.ts", text)).toEqual([]);
      expect(judge(consoles, "cli/print.ts", text)).toEqual([]);
    },
  );

  test("a word in a text is not a call", () => {
    expect(judge(consoles, "daemon.ts", '// console.log\nconst a = "console.log";')).toEqual([]);
  });
});

describe("the length of a file", () => {
  test("250 lines are the most", () => {
    expect(judge(fileLength, "a.ts", "x\n".repeat(250))).toEqual([]);
    expect(judge(fileLength, "a.ts", "x\n".repeat(251))).toEqual(["a.ts: 251 lines, 250 are allowed"]);
    expect(judge(fileLength, "a.ts", `${"x\n".repeat(250)}x`)).toHaveLength(1);
  });
});

describe("marks of unfinished work", () => {
  test.each(["TODO", "FIXME", "XXX", "HACK"])("%s is found, in comments too", (word) => {
    expect(judge(unfinished, "a.ts", `// ${word}: later`)).toEqual([`a.ts: says ${word}`]);
  });

  test("words that contain them are not", () => {
    expect(judge(unfinished, "a.ts", "const MASTODON = HACKNEY;")).toEqual([]);
  });
});

describe("reading sources as text", () => {
  test("comments, texts and patterns are blank, at their length", () => {
    const text = [
      'const a = \'x\' /* y */ + "\\"z"; // w',
      `const b = /[/"]'/.test(c) ? d / e / f : \`g \${h + \`i\${{ j: 1 }.j}\`} k\`;`,
      "const l = m;",
    ].join("\n");
    const code = codeOf(text);
    expect(code).toHaveLength(text.length);
    expect(code.replace(/ +/g, " ")).toBe(
      "const a = ' ' + \" \"; \nconst b = / /.test(c) ? d / e / f : h + { j: 1 }.j ;\nconst l = m;",
    );
  });

  test("an import in a comment or a text is none", () => {
    expect(importsOf('// import "a"\n/* import("b") */ const c = \'import "d"\';')).toEqual([]);
  });

  test("imports come with the names that the other module gives them", () => {
    const text = `
      import a, { b as c, type D, type } from "m1";
      import type { E } from 'm2';
      import type F from "m3";
      export * as g from "m4";
      import "m5";
      export { default as h } from "m6";
    `;
    expect(importsOf(text)).toEqual([
      { specifier: "m1", names: ["*", "b", "D", "type"] },
      { specifier: "m2", names: ["E"] },
      { specifier: "m3", names: ["*"] },
      { specifier: "m4", names: ["*"] },
      { specifier: "m5", names: [] },
      { specifier: "m6", names: ["default"] },
    ]);
  });
});
