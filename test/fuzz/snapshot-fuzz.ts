/**
 * node test/fuzz/snapshot-fuzz.ts [--seed N] [--count N] [--seconds N]   snapshots of a zone with octets changed, left out and
 * put in: what is read is what was written, or a refusal. In half of them the digest is made right again, so that the lines
 * themselves are read.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DomainError } from "../../src/zone/errors.ts";
import { fileNameOf } from "../../src/zone/snapshot/file-name.ts";
import { openSnapshotFolder, type SnapshotFolder } from "../../src/zone/snapshot/folder.ts";
import type { SnapshotName } from "../../src/zone/snapshot/snapshot.ts";
import { APEX, end, gone, named, namesIn, pages, put } from "../support/saved-zone.ts";
import { type Random, randomFrom } from "./random.ts";

export interface FuzzOptions {
  readonly seed: number;
  readonly count: number;
  readonly seconds?: number;
}

export interface FuzzResult {
  readonly files: number;
  /** Files that were read to their end, of those with a digest made right again. */
  readonly read: number;
  /** By what they say, without the path. */
  readonly refusals: Readonly<Record<string, number>>;
}

const DIGEST_OCTETS = 65;
/** What means something in JSON, or is no UTF-8. */
const PIECES = ["\n", "[", "]", "{", "}", ",", '"', "\\", "null", "-", "1e999", "9", "[]\n", "\xff", "\0"];

type Mutation = (octets: Buffer, random: Random) => Buffer;

const piece = (random: Random): Buffer => Buffer.from(PIECES[random(PIECES.length)]!, "latin1");
const spliced = (octets: Buffer, from: number, to: number, middle: Uint8Array): Buffer =>
  Buffer.concat([octets.subarray(0, from), middle, octets.subarray(Math.max(from, to))]);

const MUTATIONS: readonly Mutation[] = [
  (octets, random) => {
    const copy = Buffer.from(octets);
    if (copy.length > 0) copy[random(copy.length)]! ^= 1 << random(8);
    return copy;
  },
  (octets, random) => octets.subarray(0, random(octets.length + 1)),
  (octets, random) => {
    const from = random(octets.length + 1);
    return spliced(octets, from, from + 1 + random(20), Buffer.alloc(0));
  },
  (octets, random) => {
    const at = random(octets.length + 1);
    return spliced(octets, at, at, piece(random));
  },
  (octets, random) => {
    const at = random(octets.length + 1);
    return spliced(octets, at, at + 1, piece(random));
  },
  // Repeated, near or far.
  (octets, random) => {
    const from = random(octets.length + 1);
    const at = random(octets.length + 1);
    return spliced(octets, at, at, octets.subarray(from, from + random(100)));
  },
  // A line less, twice or elsewhere.
  (octets, random) => {
    const lines = octets.toString("latin1").split("\n");
    const [line = ""] =
      random(2) === 0 ? lines.splice(random(lines.length), 1) : lines.slice(random(lines.length));
    if (random(2) === 0) lines.splice(random(lines.length), 0, line);
    return Buffer.from(lines.join("\n"), "latin1");
  },
];

function mutated(octets: Buffer, random: Random): Buffer {
  let changed = octets;
  for (let changes = 1 + random(3); changes > 0; changes--)
    changed = MUTATIONS[random(MUTATIONS.length)]!(changed, random);
  return changed;
}

const sealed = (body: Buffer): Buffer =>
  Buffer.concat([body, Buffer.from(`${createHash("sha256").update(body).digest("hex")}\n`)]);

/** What every name has whose line was read, whoever has written it. */
const isName = ({ user, uri, ttl, expiresAt, revision }: SnapshotName): boolean =>
  typeof user === "string" &&
  typeof uri === "string" &&
  [ttl, revision, expiresAt ?? 0].every((number) => Number.isSafeInteger(number) && number >= 0);

/** The names of the file; the message of the refusal where it is one. Throws what is neither. */
async function readOrRefused(folder: SnapshotFolder): Promise<readonly SnapshotName[] | string> {
  try {
    return (await namesIn(folder))!;
  } catch (error) {
    if (!(error instanceof DomainError) || !error.code.startsWith("snapshot-")) throw error;
    return error.message.replace(/.*(damaged|version)/, "$1").replace(/(zone|version) .*/, "$1");
  }
}

/** Runs until one of the bounds is reached. Throws at the first fault, with the file that shows it in base64. */
export async function fuzzSnapshots(options: FuzzOptions): Promise<FuzzResult> {
  const { seed, count, seconds = Number.POSITIVE_INFINITY } = options;
  const random = randomFrom(seed);
  const path = mkdtempSync(join(tmpdir(), "paynamed-fuzz-"));
  const file = join(path, fileNameOf(APEX));
  const until = performance.now() + seconds * 1_000;
  const refusals: Record<string, number> = {};
  let [files, read] = [0, 0];
  try {
    const folder = await openSnapshotFolder(path);
    const names = Array.from({ length: 300 }, (_, i) =>
      named(`user${i}`, { expiresAt: i % 3 === 0 ? null : i }),
    );
    await folder.write(
      APEX,
      pages(names.slice(0, 5), names.slice(5)),
      end(gone("user7"), put(named("user8"))),
    );
    const whole = readFileSync(file);
    const written = JSON.stringify(await namesIn(folder));
    for (; files < count && performance.now() < until; files++) {
      const isSealed = random(2) === 0;
      const octets = isSealed
        ? sealed(mutated(whole.subarray(0, -DIGEST_OCTETS), random))
        : mutated(whole, random);
      writeFileSync(file, octets);
      const shown = octets.toString("base64");
      const result = await readOrRefused(folder).catch((cause: unknown) => {
        throw new Error(`seed ${seed}, file ${files}: ${shown}`, { cause });
      });
      if (typeof result === "string") {
        refusals[result] = (refusals[result] ?? 0) + 1;
        continue;
      }
      const sound = isSealed ? result.every(isName) : JSON.stringify(result) === written;
      if (!sound) throw new Error(`seed ${seed}, file ${files} gives other names: ${shown}`);
      if (isSealed) read++;
    }
  } finally {
    rmSync(path, { recursive: true });
  }
  return { files, read, refusals };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: String(process.pid) },
      count: { type: "string", default: "1000000000" },
      seconds: { type: "string", default: "60" },
    },
  });
  const seed = Number(values.seed);
  const bounds = { count: Number(values.count), seconds: Number(values.seconds) };
  console.log({ seed, ...(await fuzzSnapshots({ seed, ...bounds })) });
}
