import { run } from "./foreign-process.ts";

/** Where a server listens. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** A record as dig prints it; the owner with its last dot. */
interface DigRecord {
  readonly name: string;
  readonly ttl: number;
  readonly type: string;
  readonly rdata: string;
}

export interface DigResult {
  /** RCODE as a word: `NOERROR`, `NXDOMAIN`, `SERVFAIL`, … */
  readonly status: string;
  /** Header flags in lower case: `qr`, `aa`, `tc`, `rd`, `ra`, `ad`, `cd`. */
  readonly flags: readonly string[];
  readonly answer: readonly DigRecord[];
  readonly authority: readonly DigRecord[];
  readonly additional: readonly DigRecord[];
  /** The whole output, for what the fields do not hold: EDNS options, extended errors. */
  readonly text: string;
}

function section(text: string, title: string): DigRecord[] {
  const [, lines = ""] = new RegExp(`^;; ${title} SECTION:\\n((?:[^;\\n].*\\n)*)`, "m").exec(text) ?? [];
  return [...lines.matchAll(/^(\S+)\s+(\d+)\s+IN\s+(\S+)[ \t]+(.*)$/gm)].map(
    ([, name, ttl, type, rdata]) => ({
      name: name!,
      ttl: Number(ttl),
      type: type!,
      rdata: rdata!,
    }),
  );
}

/** What dig printed, as a value. Throws where there is no answer in it. */
function parseDig(text: string): DigResult {
  const status = /^;; ->>HEADER<<-.* status: (\w+)/m.exec(text)?.[1];
  const flags = /^;; flags:([^;]*);/m.exec(text)?.[1];
  if (status === undefined || flags === undefined) throw new Error(`dig got no answer:\n${text}`);
  return {
    status,
    flags: flags.trim().split(/\s+/),
    answer: section(text, "ANSWER"),
    authority: section(text, "AUTHORITY"),
    additional: section(text, "ADDITIONAL"),
    text,
  };
}

let asked = 0;

/**
 * Another address of 127.0.0.0/16 for each question. dig sets SO_REUSEPORT, and the kernel may give a free port to two such
 * sockets of one user at once: were their address and their server the same too, one would be handed the answers to both.
 */
const nextSource = (): string => {
  const [subnet, host] = [Math.floor(asked / 254) % 256, 1 + (asked % 254)];
  asked++;
  return `127.0.${subnet}.${host}`;
};

/**
 * Asks a server on a loopback address with dig, once: silence is not asked again but rejects. `options` are dig's own:
 * `+dnssec`, `+tcp`, `+cd`, …
 */
export async function dig(
  { host, port }: Endpoint,
  name: string,
  type: string,
  ...options: readonly string[]
): Promise<DigResult> {
  const args = [
    "-r",
    "-b",
    nextSource(),
    `@${host}`,
    "-p",
    `${port}`,
    "-q",
    name,
    "-t",
    type,
    "+nosplit",
    "+tries=1",
    "+time=10",
  ];
  return parseDig(await run("dig", [...args, ...options]));
}

/** Whether a server answers at all; one try of a second. */
export const answers = (server: Endpoint): Promise<boolean> =>
  dig(server, ".", "NS", "+time=1").then(
    () => true,
    () => false,
  );
