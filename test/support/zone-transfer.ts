import { tmpdir } from "node:os";
import type { Entry, ImportedZone, TransferStore } from "../../src/zone/store/transfer-port.ts";

/** A copy of a zone that is read to its end. */
export interface ReadCopy extends ImportedZone {
  readonly entries: readonly Entry[];
}

/** `meanwhile` runs between the making of the copy and its reading. */
export async function readCopy(
  store: TransferStore,
  apex: string,
  meanwhile = async (): Promise<unknown> => undefined,
): Promise<ReadCopy> {
  const copy = await store.copyZone(apex, { folder: tmpdir(), progress: () => undefined });
  try {
    await meanwhile();
    const entries: Entry[] = [];
    for await (const batch of copy.entries) entries.push(...batch);
    const { zone, keySet, releases } = copy;
    return {
      zone,
      keySet: keySet && { ...keySet, sealed: Uint8Array.from(keySet.sealed) },
      releases,
      entries,
    };
  } finally {
    await copy.close();
  }
}

/** Imports a zone, `size` entries at a time. */
export async function importZone(
  store: TransferStore,
  { entries, ...zone }: ReadCopy,
  { digest = "0".repeat(64), size = 2 } = {},
): Promise<void> {
  const { apex } = zone.zone;
  for (let done = await store.beginImport(apex, digest); done < entries.length; ) {
    done = await store.importEntries(apex, digest, done, entries.slice(done, done + size));
  }
  await store.finishImport(digest, zone);
}
