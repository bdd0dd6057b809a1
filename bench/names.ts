import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

export const DOMAIN = "example.com";
export const APEX = `_bitcoin-payment.${DOMAIN}`;
export const NAME_SERVERS = ["ns1.example.net", "ns2.example.net"] as const;
export const TTL = 300;

const HOT_NAMES = 1_000;
/** More than one core answers with a proof, so that no run asks for an unknown name twice. */
const UNKNOWN_A_SECOND = 200_000;
/** How long a workload is asked before its first run. */
export const WARM_UP_SECONDS = 1;
const URI_OCTETS = { min: 256, max: 350 };
const MAX_STRING_OCTETS = 255;
const LINES_A_CHUNK = 1_000;

export interface Names {
  /** A line each: {"name": "user@example.com", "uri": "bitcoin:…"}. */
  readonly ndjson: string;
  /** The same names as an unsigned zone, RFC 1035 §5. */
  readonly zone: string;
  /** dnsperf's input: 1,000 of the names, or all of them when they are fewer. */
  readonly known: string;
  /** Every name once, in random order. */
  readonly knownCold: string;
  /** Names that do not exist: one file for each run, and the first for warming up. No name is in two of them. */
  readonly unknown: readonly string[];
  readonly sample: { readonly owner: string; readonly uri: string };
  readonly absent: string;
}

export interface NamesSize {
  readonly names: number;
  readonly seconds: number;
  readonly runs: number;
}

const owner = (user: string): string => `${user}.user.${APEX}`;

/** SplitMix with 32 bits: the same numbers on every machine, below `limit`. */
function numbers(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return Math.floor((((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32) * limit);
  };
}

const CONSONANTS = "bcdfghjklmnprstvwyz";
const VOWELS = "aeiou";

/** A user as people choose them: two to five syllables, some with a number. */
function pronounceable(next: (limit: number) => number): string {
  let user = "";
  for (let syllables = 2 + next(4); syllables > 0; syllables--)
    user += CONSONANTS[next(CONSONANTS.length)]! + VOWELS[next(VOWELS.length)]!;
  return next(3) === 0 ? user + next(1_000) : user;
}

/** So many different users, the same at every call. */
export function users(count: number): readonly string[] {
  const next = numbers(353);
  const found = new Set<string>();
  while (found.size < count) found.add(pronounceable(next));
  return [...found];
}

const BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/** The URI of name number `index`: as long as one with a BOLT 12 offer, of random letters. */
export function uriOf(index: number): string {
  const next = numbers(index);
  const octets = URI_OCTETS.min + next(URI_OCTETS.max - URI_OCTETS.min + 1);
  let uri = "bitcoin:?lno=lno1";
  while (uri.length < octets) uri += BECH32[next(BECH32.length)];
  return uri;
}

/** Users that no name has, for they alone have a hyphen. */
function* unknownUsers(first: number, count: number): Generator<string> {
  const next = numbers(first);
  for (let i = first; i < first + count; i++) yield `${pronounceable(next)}-${i.toString(36)}`;
}

function* zoneLines(all: readonly string[]): Generator<string> {
  yield `$ORIGIN ${APEX}.`;
  yield `$TTL ${TTL}`;
  yield `@ 3600 IN SOA ${NAME_SERVERS[0]}. hostmaster.${DOMAIN}. 1 14400 3600 1209600 60`;
  for (const server of NAME_SERVERS) yield `@ 3600 IN NS ${server}.`;
  yield `$ORIGIN user.${APEX}.`;
  for (const [index, user] of all.entries()) {
    const uri = uriOf(index);
    yield `${user} IN TXT "${uri.slice(0, MAX_STRING_OCTETS)}" "${uri.slice(MAX_STRING_OCTETS)}"`;
  }
}

function* ndjsonLines(all: readonly string[]): Generator<string> {
  for (const [index, user] of all.entries())
    yield JSON.stringify({ name: `${user}@${DOMAIN}`, uri: uriOf(index) });
}

function* queryLines(asked: Iterable<string>): Generator<string> {
  for (const user of asked) yield `${owner(user)} TXT`;
}

/** Fisher and Yates. */
function shuffled(all: readonly string[]): readonly string[] {
  const next = numbers(321);
  const order = [...all];
  for (let i = order.length - 1; i > 0; i--) {
    const j = next(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

function* chunks(lines: Iterable<string>): Generator<string> {
  let pending: string[] = [];
  for (const line of lines) {
    pending.push(line);
    if (pending.length < LINES_A_CHUNK) continue;
    yield `${pending.join("\n")}\n`;
    pending = [];
  }
  if (pending.length > 0) yield `${pending.join("\n")}\n`;
}

/** Writes everything that servers and load need into the folder: the same octets for the same size. */
export async function writeNames(folder: string, { names, seconds, runs }: NamesSize): Promise<Names> {
  const write = async (file: string, lines: Iterable<string>): Promise<string> => {
    const path = join(folder, file);
    await pipeline(Readable.from(chunks(lines)), createWriteStream(path));
    return path;
  };
  const all = users(names);
  const cold = shuffled(all);
  const unknown: string[] = [];
  for (let run = 0, first = 0; run <= runs; run++) {
    const count = UNKNOWN_A_SECOND * (run === 0 ? WARM_UP_SECONDS : seconds);
    unknown.push(await write(`unknown-${run}.txt`, queryLines(unknownUsers(first, count))));
    first += count;
  }
  return {
    ndjson: await write("names.ndjson", ndjsonLines(all)),
    zone: await write("names.zone", zoneLines(all)),
    // The last of the shuffled order, so that a cold run does not begin with them.
    known: await write("known.txt", queryLines(cold.slice(-HOT_NAMES))),
    knownCold: await write("known-cold.txt", queryLines(cold)),
    unknown,
    sample: { owner: owner(all[0]!), uri: uriOf(0) },
    absent: owner("nobody-here"),
  };
}
