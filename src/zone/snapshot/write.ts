import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { DRAFT_PREFIX } from "./file-name.ts";
import { changesLine, headLine, namesLine } from "./lines.ts";
import { batchesOf, FORMAT, type SnapshotEnd, type SnapshotName, VERSION } from "./snapshot.ts";

/**
 * Writes a snapshot under a name of its own, and puts it in the place of `fileName` at one stroke when it is durable. Whatever
 * fails, and whenever the process ends, the file before it stays whole; a draft may be left behind then.
 */
export async function writeSnapshot(
  folder: string,
  fileName: string,
  names: AsyncIterable<readonly SnapshotName[]>,
  end: () => SnapshotEnd,
): Promise<void> {
  const draft = join(folder, DRAFT_PREFIX + randomUUID());
  try {
    const file = await open(draft, "wx", 0o600);
    try {
      await writeLines(file, names, end);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, join(folder, fileName));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  const directory = await open(folder, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function writeLines(
  file: FileHandle,
  names: AsyncIterable<readonly SnapshotName[]>,
  end: () => SnapshotEnd,
): Promise<void> {
  const digest = createHash("sha256");
  let length = 0;
  const writeLine = async (line: string): Promise<void> => {
    const octets = Buffer.from(`${line}\n`);
    digest.update(octets);
    length += octets.length;
    await file.appendFile(octets);
  };
  await writeLine(`${FORMAT} ${VERSION}`);
  for await (const page of names) for (const batch of batchesOf(page)) await writeLine(namesLine(batch));
  const { head, changes } = end();
  const changesAt = length;
  for (const batch of batchesOf(changes)) await writeLine(changesLine(batch));
  await writeLine(headLine(head, changesAt));
  await file.appendFile(`${digest.digest("hex")}\n`);
}
