import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { DomainError } from "../errors.ts";
import { userSkeleton } from "../payment/user-skeleton.ts";
import { cursorAfter, userBefore } from "./cursor.ts";
import type { Store, Write } from "./port.ts";
import {
  alone,
  importUnderWay,
  inBatch,
  keySetConflict,
  policyMismatch,
  storeClosed,
  type WritePointer,
  zoneTaken,
  zoneUnknown,
} from "./refusal.ts";
import { countExpiring } from "./sqlite/count-expiring.ts";
import { openDatabase, transact } from "./sqlite/database.ts";
import { pragmasOf, sqliteDurability } from "./sqlite/durability.ts";
import { isBusy, storeFailure } from "./sqlite/failure.ts";
import { changesAfter, nameRecord, pagesOf, type Source } from "./sqlite/feed.ts";
import { knownOutcome, recordOutcome } from "./sqlite/outcomes.ts";
import { prepareStatements } from "./sqlite/statements.ts";
import { tokenMethods } from "./sqlite/tokens.ts";
import { transferMethods } from "./sqlite/transfer.ts";
import { openWakeups } from "./sqlite/wakeups.ts";
import { applyWrites, tallyOf } from "./sqlite/write.ts";
import type { TransferStore } from "./transfer-port.ts";
import { type ZoneRow, zoneReader } from "./zone-record.ts";

export interface SqliteStoreOptions {
  /** The file; it and its directory are made, for this user alone, if they are missing. */
  readonly path: string;
  /** How many milliseconds a write waits for another process that is writing. */
  readonly busyTimeout?: number;
  /** Whether a file of an older format may be brought to this version's. */
  readonly mayMigrate?: boolean;
  /** How many changes of a zone the feed reaches back. */
  readonly changesKept?: number;
  /** How many names or changes are read in one go. */
  readonly batchSize?: number;
}

/** Milliseconds between attempts to write while another process does. */
const BUSY_RETRY = 20;

/**
 * Opens a store in an SQLite file, which any number of processes on one machine may share; one of an older format is brought
 * to this version's first, whole or not at all. Every write is one transaction and is on the disk when it resolves. Throws
 * {@link DomainError} `store-format` or `store-unavailable`.
 */
export function openSqliteStore(options: SqliteStoreOptions): Store & TransferStore {
  const { path, busyTimeout = 5_000, mayMigrate = true } = options;
  const { changesKept = 100_000, batchSize = 1_000 } = options;
  const db = openDatabase(path, busyTimeout, mayMigrate);
  const statements = prepareStatements(db);
  const zoneRecord = zoneReader();
  const wakeups = openWakeups(() => statements.dataVersion.get()!.data_version);

  const read = <T>(work: () => T): T => {
    if (!db.isOpen) throw storeClosed();
    try {
      return work();
    } catch (error) {
      throw storeFailure(error);
    }
  };
  // Another process that is writing is waited for here, not by SQLite, which would hold the thread and all answers with it.
  const write = async <T>(work: () => T): Promise<T> => {
    for (let waited = 0; ; waited += BUSY_RETRY) {
      try {
        return read(() => transact(db, work));
      } catch (error) {
        const busy = error instanceof DomainError && isBusy(error.cause);
        if (!busy || waited >= busyTimeout) throw error;
        await setTimeout(BUSY_RETRY);
      }
    }
  };
  const zoneRow = (apex: string): ZoneRow => {
    const row = statements.zone.get(apex);
    if (row === undefined) throw zoneUnknown(apex);
    return row;
  };
  const source: Source = { statements, wakeups, batchSize, isOpen: () => db.isOpen, read };

  const apply = async (apex: string, writes: readonly Write[], pointer: WritePointer): Promise<number> => {
    const serial = await write(() => applyWrites(statements, apex, writes, { changesKept, pointer }));
    wakeups.wake(apex);
    return serial;
  };

  return {
    zones: async () => read(() => statements.zones.all().map(zoneRecord)),
    zone: async (apex) =>
      read(() => {
        const row = statements.zone.get(apex);
        return row && zoneRecord(row);
      }),
    createZone: async (config) =>
      write(() => {
        const { apex } = config;
        if (statements.tally.get(apex)) throw zoneTaken(apex);
        if (statements.isImported.get(apex)) throw importUnderWay(apex);
        statements.createZone.run(apex, JSON.stringify(config), randomUUID());
        return zoneRecord(statements.zone.get(apex)!);
      }),
    putPolicy: async (apex, payment, expected) =>
      write(() => {
        const { generation, serial, names, ...config } = zoneRecord(zoneRow(apex));
        if (!isDeepStrictEqual(config.payment, expected)) throw policyMismatch(apex);
        statements.updateConfig.run(JSON.stringify({ ...config, payment }), apex);
        return zoneRecord(zoneRow(apex));
      }),

    get: async (apex, user) =>
      read(() => {
        const row = statements.name.get(apex, user);
        return row && nameRecord(row);
      }),
    put: async (apex, user, fields, expect = {}) => {
      const revision = await apply(apex, [{ kind: "put", user, fields, expect }], alone);
      return nameRecord({ ...fields, user, revision });
    },
    delete: async (apex, user, release, expect = {}) =>
      apply(apex, [{ kind: "delete", user, release, expect }], alone),
    batch: async (apex, writes) => apply(apex, writes, inBatch),
    writeOnce: async (apex, each, once, note) => {
      const outcome = await write(() => {
        const known = knownOutcome(statements, apex, once);
        if (known) return known;
        const serial = applyWrites(statements, apex, [each], { changesKept, pointer: alone });
        return recordOutcome(statements, apex, each, once, { serial, note });
      });
      wakeups.wake(apex);
      return outcome;
    },
    outcome: async (apex, once) =>
      read(() => {
        tallyOf(statements, apex);
        return knownOutcome(statements, apex, once);
      }),
    list: async (apex, { cursor, limit }) => {
      const after = cursor === undefined ? "" : userBefore(cursor);
      return read(() => {
        tallyOf(statements, apex);
        // One more than asked for tells whether there is another page.
        const rows = statements.namesAfter.all(apex, after, limit + 1);
        const records = rows.slice(0, limit).map(nameRecord);
        return rows.length > limit ? { records, cursor: cursorAfter(records.at(-1)!.user) } : { records };
      });
    },

    released: async (apex, user) =>
      read(() => {
        tallyOf(statements, apex);
        const row = statements.release.get(apex, user);
        return row && { ...row };
      }),
    similar: async (apex, user, limit) =>
      read(() => {
        tallyOf(statements, apex);
        return statements.similar.all(apex, userSkeleton(user), user, limit).map((row) => row.user);
      }),
    countExpiring: (apex, from, to) => countExpiring(source, apex, from, to),

    snapshot: async (apex) => {
      const row = read(() => zoneRow(apex));
      return {
        zone: zoneRecord(row),
        position: String(row.serial),
        batches: pagesOf(source, apex),
        damaged: () => 0,
      };
    },
    changes: (apex, position, signal) => changesAfter(source, apex, position, signal),

    keySet: async (apex) =>
      read(() => {
        const row = statements.keySet.get(apex);
        return row && { version: row.version, sealed: row.sealed };
      }),
    putKeySet: async (apex, sealed, ifVersion) =>
      write(() => {
        tallyOf(statements, apex);
        const held = statements.keySet.get(apex)?.version ?? 0;
        if (held !== ifVersion) throw keySetConflict(held, ifVersion);
        statements.putKeySet.run(apex, held + 1, sealed);
        return held + 1;
      }),

    ...tokenMethods({ statements, read, write }),
    ...transferMethods({ db, path, batchSize, statements, read, write }),

    durability: async () =>
      sqliteDurability(
        path,
        read(() => pragmasOf(db)),
      ),

    close: async () => {
      if (!db.isOpen) return;
      wakeups.close();
      db.close();
    },
  };
}
