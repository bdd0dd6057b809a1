import { resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { zoneUnknown } from "../refusal.ts";
import type { Entry, ZoneCopy } from "../transfer-port.ts";
import { zoneReader } from "../zone-record.ts";
import { storeFailure } from "./failure.ts";
import { prepareStatements } from "./statements.ts";
import { countReleases, type EntryRow, entryRows } from "./transfer-statements.ts";

/**
 * See `TransferStore.copyZone`. A read transaction on a connection of its own keeps the zone as it is while others write; the
 * write-ahead log grows until it is closed. Throws {@link DomainError} `zone-unknown`, `store-unavailable`.
 */
export function copyZone(path: string, apex: string, batchSize: number): ZoneCopy {
  const db = new DatabaseSync(resolve(path), { readOnly: true });
  try {
    db.exec("BEGIN");
    const statements = prepareStatements(db);
    const row = statements.zone.get(apex);
    if (row === undefined) throw zoneUnknown(apex);
    const keySet = statements.keySet.get(apex);
    return {
      zone: zoneReader()(row),
      keySet: keySet && { version: keySet.version, sealed: keySet.sealed },
      releases: countReleases(db, apex),
      entries: inBatches(db, apex, batchSize),
      close: async () => {
        if (db.isOpen) db.close();
      },
    };
  } catch (error) {
    db.close();
    throw storeFailure(error);
  }
}

async function* inBatches(
  db: DatabaseSync,
  apex: string,
  batchSize: number,
): AsyncGenerator<readonly Entry[]> {
  let batch: Entry[] = [];
  try {
    for (const row of entryRows(db, apex)) {
      batch.push(entryOf(row));
      if (batch.length < batchSize) continue;
      yield batch;
      batch = [];
      await setImmediate();
    }
  } catch (error) {
    throw storeFailure(error);
  }
  if (batch.length > 0) yield batch;
}

function entryOf({ user, uri, ttl, expiresAt, holder, revision, releasedAt }: EntryRow): Entry {
  if (releasedAt !== null) return { kind: "release", user, holder, releasedAt };
  return { kind: "name", user, uri: uri!, ttl: ttl!, expiresAt, holder, revision: revision! };
}
