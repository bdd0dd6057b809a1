import { userSkeleton } from "../../payment/user-skeleton.ts";
import { importMismatch, importUnderWay, zoneTaken } from "../refusal.ts";
import type { Entry, ImportedZone, TransferStore } from "../transfer-port.ts";
import type { Connection } from "./connection.ts";
import { type CopySource, copyZone } from "./copy.ts";
import { importedKeys, importKeys, ZONES, zoneKeys } from "./keys.ts";
import { checkInstant, foreign, recordText, releaseText } from "./record.ts";
import { LIST_ZONE } from "./scripts.ts";
import { BEGIN_IMPORT, DISCARD_IMPORT, FINISH_IMPORT, IMPORT_ENTRIES } from "./transfer-scripts.ts";
import { newMark } from "./write.ts";

/**
 * The store's methods for zones that are carried from one store to another. What is imported stands under keys of its own, which
 * are renamed at the end.
 */
export const transferMethods = (source: CopySource): TransferStore => {
  const { connection } = source;
  return {
    copyZone: (apex, options) => copyZone(source, apex, options),
    importUnderWay: async (apex) => {
      const { progress } = importKeys(apex);
      const [digest, entries] = await connection.read(progress, (client) =>
        client.hmget(progress, "digest", "entries"),
      );
      return digest == null ? undefined : { digest, entries: countOf(entries, apex) };
    },
    beginImport: async (apex, digest) => {
      const { progress, staged } = importKeys(apex);
      const keys = [zoneKeys(apex).zone, progress, ...staged];
      const [found, entries] = (await connection.write(BEGIN_IMPORT, keys, [digest])) as readonly string[];
      if (found === "taken") throw zoneTaken(apex);
      if (found !== digest) throw importUnderWay(apex);
      return countOf(entries, apex);
    },
    importEntries: async (apex, digest, before, entries) => {
      const { progress, staged } = importKeys(apex);
      const after = before + entries.length;
      const args = [digest, before, after, ...encoded(entries)];
      const taken = await connection.write(IMPORT_ENTRIES, [progress, ...staged], args);
      if (taken === 0) throw importMismatch(apex);
      return after;
    },
    finishImport: (digest, zone) => finishImport(connection, digest, zone),
    discardImport: async (apex) => {
      const { progress, staged } = importKeys(apex);
      return (await connection.write(DISCARD_IMPORT, [progress, ...staged], [])) === 1;
    },
  };
};

function countOf(text: string | null | undefined, apex: string): number {
  const count = Number(text ?? NaN);
  if (!Number.isSafeInteger(count)) throw foreign(`the import of the zone ${apex}`);
  return count;
}

/** How many of the entries are names, then those, then the releases, as the script reads them. */
function encoded(entries: readonly Entry[]): (string | number)[] {
  const names: (string | number)[] = [];
  const releases: (string | number)[] = [];
  let count = 0;
  for (const entry of entries) {
    const { user, holder } = entry;
    if (entry.kind === "name") {
      const skeleton = userSkeleton(user);
      names.push(user, recordText(entry), entry.expiresAt ?? "", skeleton === user ? "" : skeleton);
      count += 1;
    } else {
      checkInstant(entry.releasedAt);
      releases.push(user, releaseText({ holder, releasedAt: entry.releasedAt }), entry.releasedAt);
    }
  }
  return [count, ...names, ...releases];
}

async function finishImport(
  connection: Connection,
  digest: string,
  { zone: record, keySet, releases }: ImportedZone,
): Promise<void> {
  const { generation, serial, names, ...config } = record;
  const { apex } = config;
  // First the list, then the zone, as with a creation.
  await connection.write(LIST_ZONE, [ZONES], [apex]);
  const { progress, staged } = importKeys(apex);
  const filled = importedKeys(apex);
  const { zone, changes, keySet: keySetKey, ...others } = zoneKeys(apex);
  const further = Object.values(others).filter((key) => !filled.includes(key));
  const keys = [zone, progress, ...staged, ...filled, changes, keySetKey, ...further];
  const args = [digest, JSON.stringify(config), generation, serial, names, releases, newMark()];
  const sealed = [keySet?.version ?? 0, Buffer.from(keySet?.sealed ?? [])];
  const reply = await connection.write(FINISH_IMPORT, keys, [...args, ...sealed]);
  if (reply === "done") return;
  if (reply === "taken") throw zoneTaken(apex);
  if (reply === "mismatch") throw importMismatch(apex);
  throw foreign(`"${reply}", which is of a zone that is not there,`);
}
