/**
 * Writes one snapshot after the other until it is killed or a write fails; the code of that failure goes to stderr. Each has the
 * names of {@link numbered} and is said on stdout, as a line with its number, when it is written.
 * Usage: node snapshot-child.ts <folder> <names of the first> <names more in each>
 */
import { writeSync } from "node:fs";
import { openSnapshotFolder } from "../../src/zone/snapshot/folder.ts";
import type { SnapshotName } from "../../src/zone/snapshot/snapshot.ts";
import { APEX, HEAD, named, pages } from "./saved-zone.ts";

/** The names of a snapshot: every one says which it is of. */
export const numbered = (snapshot: number, count: number): readonly SnapshotName[] =>
  Array.from({ length: count }, (_, i) => named(`user${i}`, { revision: snapshot }));

async function main([path = "", first = "", more = ""]: readonly string[]): Promise<void> {
  const folder = await openSnapshotFolder(path);
  for (let snapshot = 1; ; snapshot++) {
    const names = numbered(snapshot, Number(first) + snapshot * Number(more));
    const head = { ...HEAD, serial: snapshot, names: names.length };
    await folder.write(APEX, pages(names), () => ({ head, changes: [] }));
    writeSync(1, `${snapshot}\n`);
  }
}

if (import.meta.main) {
  await main(process.argv.slice(2)).catch((error: NodeJS.ErrnoException) => {
    writeSync(2, String(error.code));
  });
}
