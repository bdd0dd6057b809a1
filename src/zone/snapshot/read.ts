import { createHash } from "node:crypto";
import { readChanges, readHead, readNames } from "./lines.ts";
import { OpenFile } from "./open-file.ts";
import {
  batchesOf,
  FORMAT,
  type SavedZone,
  type SnapshotHead,
  type SnapshotName,
  VERSION,
} from "./snapshot.ts";

/** SHA-256 in hexadecimal, and the end of its line. */
const DIGEST_OCTETS = 65;
const FIRST_LINE = `${FORMAT} ${VERSION}\n`;
const NEWLINE = 0x0a;

/** A file that is as it was written. Offsets are octets from its beginning. */
interface Verified {
  readonly digest: string;
  readonly head: SnapshotHead;
  readonly changesAt: number;
  /** Where the changes end. */
  readonly headAt: number;
}

/**
 * Opens the snapshot of a zone. All of it is read and held against its digest before anything in it is believed: what is given
 * is what was written. The names are read in a second pass. Rejects with DomainError `snapshot-damaged`, or `snapshot-format`
 * for a version that this program does not know, or the system's error where the file cannot be read.
 */
export async function readSnapshot(path: string, apex: string): Promise<SavedZone> {
  const file = await OpenFile.open(path);
  try {
    const verified = await verify(file, apex);
    return { head: verified.head, batches: { [Symbol.asyncIterator]: () => batches(path, verified) } };
  } finally {
    await file.close();
  }
}

async function verify(file: OpenFile, apex: string): Promise<Verified> {
  const end = file.size - DIGEST_OCTETS;
  const beginning = await file.text(0, Math.min(file.size, 2 * FIRST_LINE.length));
  const version = new RegExp(`^${FORMAT} (\\d+)\n`).exec(beginning)?.[1];
  if (version === undefined) throw file.damaged("it does not begin as one");
  if (version !== String(VERSION)) throw file.foreign(version);
  const hash = createHash("sha256");
  let at = 0;
  let headAt = 0;
  for await (const chunk of file.chunks(0, end)) {
    hash.update(chunk);
    // The head's own line ends where the digest begins: the end before that is looked for.
    const before = chunk.subarray(0, end - 1 - at).lastIndexOf(NEWLINE);
    if (before >= 0) headAt = at + before + 1;
    at += chunk.length;
  }
  const digest = hash.digest("hex");
  if ((await digestIn(file)) !== digest) throw file.damaged("its octets are not those that were written");
  const read = readHead(await file.text(headAt, end));
  if (read === undefined) throw file.damaged("there is no head where it belongs");
  const { head, changesAt } = read;
  if (head.zone.apex !== apex) throw file.damaged(`it is of zone ${head.zone.apex}`);
  return { digest, head, changesAt, headAt };
}

/** The digest that the file ends with; undefined where it ends otherwise, as one does that is too short. */
async function digestIn(file: OpenFile): Promise<string | undefined> {
  const line = await file.text(Math.max(file.size - DIGEST_OCTETS, 0), file.size);
  return /^([0-9a-f]{64})\n$/.exec(line)?.[1];
}

async function* batches(path: string, verified: Verified): AsyncGenerator<readonly SnapshotName[], void> {
  const { digest, changesAt, headAt } = verified;
  const file = await OpenFile.open(path);
  try {
    if ((await digestIn(file)) !== digest) throw file.damaged("it was replaced while it was read");
    const strange = (): never => {
      throw file.damaged("a line is not of this form");
    };
    const changes = new Map<string, SnapshotName | null>();
    for await (const line of file.lines(changesAt, headAt))
      for (const { user, record } of readChanges(line) ?? strange()) changes.set(user, record);
    for await (const line of file.lines(FIRST_LINE.length, changesAt)) {
      const names = readNames(line) ?? strange();
      yield names.filter(({ user }) => !changes.has(user));
    }
    yield* batchesOf([...changes.values()].filter((record) => record !== null));
  } finally {
    await file.close();
  }
}
