import type { DatabaseSync } from "node:sqlite";
import { importMismatch, importUnderWay, zoneTaken } from "../refusal.ts";
import type { Entry, TransferStore } from "../transfer-port.ts";
import { copyZone } from "./copy.ts";
import type { Statements } from "./statements.ts";
import { prepareTransferStatements, type TransferStatements } from "./transfer-statements.ts";

/** What the methods work on: `read` and `write` run synchronous work, `write` in a transaction of its own. */
interface Access {
  readonly db: DatabaseSync;
  readonly path: string;
  readonly batchSize: number;
  readonly statements: Statements;
  readonly read: <T>(work: () => T) => T;
  readonly write: <T>(work: () => T) => Promise<T>;
}

/**
 * The store's methods for zones that are carried from one store to another. An import has tables of its own until it is
 * finished.
 */
export function transferMethods({ db, path, batchSize, statements, read, write }: Access): TransferStore {
  const transfer = prepareTransferStatements(db);
  return {
    copyZone: async (apex) => read(() => copyZone(path, apex, batchSize)),
    importUnderWay: async (apex) =>
      read(() => {
        const row = transfer.underWay.get(apex);
        return row && { ...row };
      }),
    beginImport: async (apex, digest) =>
      write(() => {
        if (statements.tally.get(apex)) throw zoneTaken(apex);
        const held = transfer.underWay.get(apex);
        if (held !== undefined && held.digest !== digest) throw importUnderWay(apex);
        if (held === undefined) transfer.begin.run(apex, digest);
        return held?.entries ?? 0;
      }),
    importEntries: async (apex, digest, before, entries) =>
      write(() => {
        const held = transfer.underWay.get(apex);
        if (held?.digest !== digest || held.entries !== before) throw importMismatch(apex);
        for (const entry of entries) add(transfer, apex, entry);
        transfer.advance.run(before + entries.length, apex);
        return before + entries.length;
      }),
    finishImport: async (digest, { zone, keySet, releases }) =>
      write(() => {
        const { generation, serial, names, ...config } = zone;
        const { apex } = config;
        if (statements.tally.get(apex)) throw zoneTaken(apex);
        if (transfer.underWay.get(apex)?.digest !== digest) throw importMismatch(apex);
        transfer.addZone.run(apex, JSON.stringify(config), generation, serial, names);
        if (keySet !== undefined) statements.putKeySet.run(apex, keySet.version, keySet.sealed);
        const taken = Number(transfer.takeNames.run(apex).changes);
        const takenReleases = Number(transfer.takeReleases.run(apex).changes);
        if (taken !== names || takenReleases !== releases) throw importMismatch(apex);
        discard(transfer, apex);
      }),
    discardImport: async (apex) => write(() => discard(transfer, apex)),
  };
}

function add(transfer: TransferStatements, apex: string, entry: Entry): void {
  const { user, holder } = entry;
  if (entry.kind === "name") {
    const { uri, ttl, expiresAt, revision } = entry;
    transfer.addName.run(apex, user, uri, ttl, expiresAt, holder, revision);
  } else transfer.addRelease.run(apex, user, holder, entry.releasedAt);
}

function discard(transfer: TransferStatements, apex: string): boolean {
  transfer.dropNames.run(apex);
  transfer.dropReleases.run(apex);
  return Number(transfer.drop.run(apex).changes) > 0;
}
