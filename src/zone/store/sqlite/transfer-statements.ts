import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { UnfinishedImport } from "../transfer-port.ts";

/** What a row of names and releases together is: `uri`, `ttl` and `revision` are null for a release, `releasedAt` for a name. */
export interface EntryRow {
  readonly user: string;
  readonly uri: string | null;
  readonly ttl: number | null;
  readonly expiresAt: number | null;
  readonly holder: string;
  readonly revision: number | null;
  readonly releasedAt: number | null;
}

interface Count {
  readonly count: number;
}

// Both halves are read in the order of their primary keys, side by side; nothing is sorted.
const ENTRIES =
  "SELECT user, uri, ttl, expires_at AS expiresAt, holder, revision, NULL AS releasedAt FROM names WHERE apex = ?1 " +
  "UNION ALL SELECT user, NULL, NULL, NULL, holder, NULL, released_at FROM releases WHERE apex = ?1 ORDER BY user";

/** A zone's entries in the order of their users. Integers beyond 2^53 make a read throw instead of rounding. */
export const entryRows = (db: DatabaseSync, apex: string): Iterable<EntryRow> =>
  db.prepare(ENTRIES).iterate(apex) as unknown as Iterable<EntryRow>;

export const countReleases = (db: DatabaseSync, apex: string): number =>
  (db.prepare("SELECT count(*) AS count FROM releases WHERE apex = ?").get(apex) as unknown as Count).count;

export type TransferStatements = ReturnType<typeof prepareTransferStatements>;

/** Every statement of an import, prepared once. */
export function prepareTransferStatements(db: DatabaseSync) {
  const query = <Params extends readonly SQLInputValue[], Row>(sql: string) =>
    db.prepare(sql) as unknown as { get(...params: Params): Row | undefined };
  const command = <Params extends readonly SQLInputValue[]>(sql: string) =>
    db.prepare(sql) as unknown as { run(...params: Params): { readonly changes: number | bigint } };
  return {
    underWay: query<[apex: string], UnfinishedImport>("SELECT digest, entries FROM imports WHERE apex = ?"),
    begin: command<[apex: string, digest: string]>(
      "INSERT INTO imports (apex, digest, entries) VALUES (?, ?, 0)",
    ),
    advance: command<[entries: number, apex: string]>("UPDATE imports SET entries = ? WHERE apex = ?"),
    addName: command<
      [
        apex: string,
        user: string,
        uri: string,
        ttl: number,
        expiresAt: number | null,
        holder: string,
        revision: number,
      ]
    >(
      "INSERT INTO imported_names (apex, user, uri, ttl, expires_at, holder, revision) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ),
    addRelease: command<[apex: string, user: string, holder: string, releasedAt: number]>(
      "INSERT INTO imported_releases (apex, user, holder, released_at) VALUES (?, ?, ?, ?)",
    ),
    addZone: command<[apex: string, config: string, generation: string, serial: number, names: number]>(
      "INSERT INTO zones (apex, config, generation, serial, names) VALUES (?, ?, ?, ?, ?)",
    ),
    /** These two resolve to how many rows there were. */
    takeNames: command<[apex: string]>(
      "INSERT INTO names (apex, user, uri, ttl, expires_at, holder, revision) " +
        "SELECT apex, user, uri, ttl, expires_at, holder, revision FROM imported_names WHERE apex = ?",
    ),
    takeReleases: command<[apex: string]>(
      "INSERT INTO releases (apex, user, holder, released_at) " +
        "SELECT apex, user, holder, released_at FROM imported_releases WHERE apex = ?",
    ),
    dropNames: command<[apex: string]>("DELETE FROM imported_names WHERE apex = ?"),
    dropReleases: command<[apex: string]>("DELETE FROM imported_releases WHERE apex = ?"),
    drop: command<[apex: string]>("DELETE FROM imports WHERE apex = ?"),
  };
}
