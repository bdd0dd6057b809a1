import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { NameRecord, StoredKeySet } from "../port.ts";

export interface ZoneRow {
  readonly config: string;
  readonly generation: string;
  readonly serial: number;
  readonly names: number;
}

/** `uri` and `ttl` are null when the write deleted the name. */
export interface ChangeRow {
  readonly serial: number;
  readonly user: string;
  readonly uri: string | null;
  readonly ttl: number | null;
  readonly expiresAt: number | null;
}

/** A prepared statement whose parameters and rows have a known shape. */
interface Query<Params extends readonly SQLInputValue[], Row> {
  get(...params: Params): Row | undefined;
  all(...params: Params): Row[];
}
interface Command<Params extends readonly SQLInputValue[]> {
  run(...params: Params): unknown;
}

export type Statements = ReturnType<typeof prepareStatements>;

/** Every statement of the store, prepared once. Integers beyond 2^53 make a read throw instead of rounding. */
export function prepareStatements(db: DatabaseSync) {
  const query = <Params extends readonly SQLInputValue[], Row>(sql: string) =>
    db.prepare(sql) as unknown as Query<Params, Row>;
  const command = <Params extends readonly SQLInputValue[]>(sql: string) =>
    db.prepare(sql) as unknown as Command<Params>;
  return {
    zones: query<[], ZoneRow>("SELECT config, generation, serial, names FROM zones ORDER BY apex"),
    zone: query<[apex: string], ZoneRow>(
      "SELECT config, generation, serial, names FROM zones WHERE apex = ?",
    ),
    /** The cheap half of a zone. */
    tally: query<[apex: string], { serial: number; names: number }>(
      "SELECT serial, names FROM zones WHERE apex = ?",
    ),
    createZone: command<[apex: string, config: string, generation: string]>(
      "INSERT INTO zones (apex, config, generation, serial, names) VALUES (?, ?, ?, 1, 0)",
    ),
    updateTally: command<[serial: number, names: number, apex: string]>(
      "UPDATE zones SET serial = ?, names = ? WHERE apex = ?",
    ),

    name: query<[apex: string, user: string], NameRecord>(
      "SELECT user, uri, ttl, expires_at AS expiresAt, revision FROM names WHERE apex = ? AND user = ?",
    ),
    revision: query<[apex: string, user: string], { revision: number }>(
      "SELECT revision FROM names WHERE apex = ? AND user = ?",
    ),
    // TEXT compares by its UTF-8 octets (BINARY collation), which is the order that the port promises.
    namesAfter: query<[apex: string, user: string, limit: number], NameRecord>(
      "SELECT user, uri, ttl, expires_at AS expiresAt, revision FROM names " +
        "WHERE apex = ? AND user > ? ORDER BY user LIMIT ?",
    ),
    putName: command<
      [apex: string, user: string, uri: string, ttl: number, expiresAt: number | null, revision: number]
    >(
      "INSERT INTO names (apex, user, uri, ttl, expires_at, revision) VALUES (?, ?, ?, ?, ?, ?) " +
        "ON CONFLICT (apex, user) DO UPDATE SET uri = excluded.uri, ttl = excluded.ttl, " +
        "expires_at = excluded.expires_at, revision = excluded.revision",
    ),
    deleteName: command<[apex: string, user: string]>("DELETE FROM names WHERE apex = ? AND user = ?"),

    changesAfter: query<[apex: string, serial: number, limit: number], ChangeRow>(
      "SELECT serial, user, uri, ttl, expires_at AS expiresAt FROM changes " +
        "WHERE apex = ? AND serial > ? ORDER BY serial LIMIT ?",
    ),
    recordChange: command<
      [
        apex: string,
        serial: number,
        user: string,
        uri: string | null,
        ttl: number | null,
        expiresAt: number | null,
      ]
    >("INSERT INTO changes (apex, serial, user, uri, ttl, expires_at) VALUES (?, ?, ?, ?, ?, ?)"),
    pruneChanges: command<[apex: string, serial: number]>(
      "DELETE FROM changes WHERE apex = ? AND serial <= ?",
    ),

    keySet: query<[apex: string], StoredKeySet>("SELECT version, sealed FROM key_sets WHERE apex = ?"),
    putKeySet: command<[apex: string, version: number, sealed: Uint8Array]>(
      "INSERT INTO key_sets (apex, version, sealed) VALUES (?, ?, ?) " +
        "ON CONFLICT (apex) DO UPDATE SET version = excluded.version, sealed = excluded.sealed",
    ),

    /** Moves when another connection has committed, never by our own commits. */
    dataVersion: query<[], { data_version: number }>("PRAGMA data_version"),
  };
}
