import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { NameRecord, Release, StoredKeySet } from "../port.ts";
import type { ZoneRow } from "../zone-record.ts";
import { USER_SKELETON } from "./schema.ts";

/** `uri`, `ttl` and `holder` are null when the write deleted the name. */
export interface ChangeRow {
  readonly serial: number;
  readonly user: string;
  readonly uri: string | null;
  readonly ttl: number | null;
  readonly expiresAt: number | null;
  readonly holder: string | null;
}

/** `rights` is JSON. */
export interface TokenRow {
  readonly name: string;
  readonly digest: string;
  readonly account: string;
  readonly rights: string;
  readonly createdAt: number;
}

/** `uri`, `ttl` and `holder` are null when the write deleted the name. */
export interface OutcomeRow extends ChangeRow {
  readonly fingerprint: string;
  readonly note: string;
}

/** The half of a name that writes are held against. */
export type Held = Pick<NameRecord, "expiresAt" | "holder" | "revision">;

/** When a name ends: a place in the order of names that do. */
export interface Expiry {
  readonly expiresAt: number;
  readonly user: string;
}

const NAME = "user, uri, ttl, expires_at AS expiresAt, holder, revision";
const EXPIRING_AFTER = "FROM names WHERE apex = ? AND (expires_at, user) > (?, ?) AND expires_at <= ?";
const TOKEN = "name, digest, account, rights, created_at AS createdAt";

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
    zones: query<[], ZoneRow>("SELECT apex, config, generation, serial, names FROM zones ORDER BY apex"),
    zone: query<[apex: string], ZoneRow>(
      "SELECT apex, config, generation, serial, names FROM zones WHERE apex = ?",
    ),
    /** The cheap half of a zone. */
    tally: query<[apex: string], { serial: number; names: number }>(
      "SELECT serial, names FROM zones WHERE apex = ?",
    ),
    isImported: query<[apex: string], { digest: string }>("SELECT digest FROM imports WHERE apex = ?"),
    createZone: command<[apex: string, config: string, generation: string]>(
      "INSERT INTO zones (apex, config, generation, serial, names) VALUES (?, ?, ?, 1, 0)",
    ),
    updateConfig: command<[config: string, apex: string]>("UPDATE zones SET config = ? WHERE apex = ?"),
    updateTally: command<[serial: number, names: number, apex: string]>(
      "UPDATE zones SET serial = ?, names = ? WHERE apex = ?",
    ),

    name: query<[apex: string, user: string], NameRecord>(
      `SELECT ${NAME} FROM names WHERE apex = ? AND user = ?`,
    ),
    held: query<[apex: string, user: string], Held>(
      "SELECT expires_at AS expiresAt, holder, revision FROM names WHERE apex = ? AND user = ?",
    ),
    // TEXT compares by its UTF-8 octets (BINARY collation), which is the order that the port promises.
    namesAfter: query<[apex: string, user: string, limit: number], NameRecord>(
      `SELECT ${NAME} FROM names WHERE apex = ? AND user > ? ORDER BY user LIMIT ?`,
    ),
    // The index holds only who is not its own skeleton, and is used where the condition says so in the same words.
    similar: query<[apex: string, skeleton: string, user: string, limit: number], { user: string }>(
      "SELECT user FROM names WHERE apex = ?1 AND user = ?2 AND user <> ?3 UNION ALL " +
        `SELECT user FROM names WHERE apex = ?1 AND ${USER_SKELETON} = ?2 AND user <> ${USER_SKELETON} ` +
        "AND user <> ?3 ORDER BY user LIMIT ?4",
    ),
    // Both read the index over the expiry alone. Names that end at the same instant are told apart by their user.
    expiringAfter: query<
      [apex: string, expiresAt: number, user: string, to: number, skipped: number],
      Expiry
    >(`SELECT expires_at AS expiresAt, user ${EXPIRING_AFTER} ORDER BY expires_at, user LIMIT 1 OFFSET ?`),
    countExpiringAfter: query<
      [apex: string, expiresAt: number, user: string, to: number],
      { readonly count: number }
    >(`SELECT count(*) AS count ${EXPIRING_AFTER}`),
    putName: command<
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
      "INSERT INTO names (apex, user, uri, ttl, expires_at, holder, revision) VALUES (?, ?, ?, ?, ?, ?, ?) " +
        "ON CONFLICT (apex, user) DO UPDATE SET uri = excluded.uri, ttl = excluded.ttl, " +
        "expires_at = excluded.expires_at, holder = excluded.holder, revision = excluded.revision",
    ),
    deleteName: command<[apex: string, user: string]>("DELETE FROM names WHERE apex = ? AND user = ?"),

    release: query<[apex: string, user: string], Release>(
      "SELECT holder, released_at AS releasedAt FROM releases WHERE apex = ? AND user = ?",
    ),
    addRelease: command<[apex: string, user: string, holder: string, releasedAt: number]>(
      "INSERT INTO releases (apex, user, holder, released_at) VALUES (?, ?, ?, ?)",
    ),
    dropRelease: command<[apex: string, user: string]>("DELETE FROM releases WHERE apex = ? AND user = ?"),
    forgetReleases: command<[apex: string, forgetBefore: number, limit: number]>(
      "DELETE FROM releases WHERE apex = ?1 AND user IN (SELECT user FROM releases " +
        "WHERE apex = ?1 AND released_at <= ?2 ORDER BY released_at, user LIMIT ?3)",
    ),

    changesAfter: query<[apex: string, serial: number, limit: number], ChangeRow>(
      "SELECT serial, user, uri, ttl, expires_at AS expiresAt, holder FROM changes " +
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
        holder: string | null,
      ]
    >("INSERT INTO changes (apex, serial, user, uri, ttl, expires_at, holder) VALUES (?, ?, ?, ?, ?, ?, ?)"),
    pruneChanges: command<[apex: string, serial: number]>(
      "DELETE FROM changes WHERE apex = ? AND serial <= ?",
    ),

    outcome: query<[apex: string, key: string, forgetBefore: number], OutcomeRow>(
      "SELECT fingerprint, serial, user, uri, ttl, expires_at AS expiresAt, holder, note FROM outcomes " +
        "WHERE apex = ? AND key = ? AND at > ?",
    ),
    // A key that is known no more may still be there.
    recordOutcome: command<
      [
        apex: string,
        key: string,
        fingerprint: string,
        at: number,
        serial: number,
        user: string,
        uri: string | null,
        ttl: number | null,
        expiresAt: number | null,
        holder: string | null,
        note: string,
      ]
    >(
      "INSERT OR REPLACE INTO outcomes " +
        "(apex, key, fingerprint, at, serial, user, uri, ttl, expires_at, holder, note) " +
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    forgetOutcomes: command<[apex: string, forgetBefore: number, limit: number]>(
      "DELETE FROM outcomes WHERE apex = ?1 AND key IN (SELECT key FROM outcomes " +
        "WHERE apex = ?1 AND at <= ?2 ORDER BY at, key LIMIT ?3)",
    ),

    keySet: query<[apex: string], StoredKeySet>("SELECT version, sealed FROM key_sets WHERE apex = ?"),
    putKeySet: command<[apex: string, version: number, sealed: Uint8Array]>(
      "INSERT INTO key_sets (apex, version, sealed) VALUES (?, ?, ?) " +
        "ON CONFLICT (apex) DO UPDATE SET version = excluded.version, sealed = excluded.sealed",
    ),

    tokens: query<[], TokenRow>(`SELECT ${TOKEN} FROM tokens ORDER BY name`),
    token: query<[digest: string], TokenRow>(`SELECT ${TOKEN} FROM tokens WHERE digest = ?`),
    tokenLike: query<[name: string, digest: string], { name: string }>(
      "SELECT name FROM tokens WHERE name = ? OR digest = ?",
    ),
    addToken: command<[name: string, digest: string, account: string, rights: string, createdAt: number]>(
      "INSERT INTO tokens (name, digest, account, rights, created_at) VALUES (?, ?, ?, ?, ?)",
    ),
    removeToken: query<[name: string], { name: string }>("DELETE FROM tokens WHERE name = ? RETURNING name"),

    /** Moves when another connection has committed, never by our own commits. */
    dataVersion: query<[], { data_version: number }>("PRAGMA data_version"),
  };
}
