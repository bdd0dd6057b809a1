import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseName } from "../name-text.ts";
import { apexOf, DRAFT_PREFIX, fileNameOf } from "./file-name.ts";
import { readSnapshot } from "./read.ts";
import type { SavedZone, SnapshotEnd, SnapshotName } from "./snapshot.ts";
import { writeSnapshot } from "./write.ts";

/** The snapshots of an instance's zones, a file each. One process has the folder for itself. */
export interface SnapshotFolder {
  /** The zones that have a snapshot, be it readable or not, in ascending order. What somebody else has put there is none. */
  apexes(): Promise<readonly string[]>;
  /**
   * Writes a zone's snapshot, and puts it in the place of the one before at one stroke when it is durable. `end` is called
   * when all names have been read, and what it gives is of that instant: reading gives the names with its changes. One
   * snapshot is written at a time: names are first asked for when the writes before have ended. Rejects with the system's
   * error, or with what `names` or `end` throw; the snapshot before stands then, as it does whenever the process is killed.
   */
  write(apex: string, names: AsyncIterable<readonly SnapshotName[]>, end: () => SnapshotEnd): Promise<void>;
  /** The zone's snapshot, undefined where there is none (see {@link readSnapshot}). */
  read(apex: string): Promise<SavedZone | undefined>;
}

/** Opens the folder, which is made if it is missing, for its owner alone. What a killed process left half written is removed. */
export async function openSnapshotFolder(path: string): Promise<SnapshotFolder> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  for (const name of await readdir(path)) if (name.startsWith(DRAFT_PREFIX)) await rm(join(path, name));
  let last: Promise<unknown> = Promise.resolve();
  return {
    apexes: async () =>
      (await readdir(path, { withFileTypes: true }))
        .flatMap((entry) => (entry.isFile() ? (apexOf(entry.name) ?? []) : []))
        .filter(isApex)
        .sort(),
    write: (apex, names, end) => {
      const written = last.then(() => writeSnapshot(path, fileNameOf(apex), names, end));
      last = written.catch(() => undefined);
      return written;
    },
    read: async (apex) => {
      try {
        return await readSnapshot(join(path, fileNameOf(apex)), apex);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
    },
  };
}

function isApex(text: string): boolean {
  try {
    return parseName(text).length > 1;
  } catch {
    return false;
  }
}
