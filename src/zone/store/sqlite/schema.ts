import { LAST_INSTANT } from "../../time-text.ts";

/** "pnmd": says in the file's header whose file it is. https://www.sqlite.org/pragma.html#pragma_application_id */
export const APPLICATION_ID = 0x706e6d64;

/** The file's `user_version`. Every change of the tables counts it up and adds a step to migration.ts. */
export const FORMAT = 3;

/** The most that a TTL may be, RFC 2181 §8. */
export const LAST_TTL = 2 ** 31 - 1;

/** `userSkeleton` of the column `user`. */
export const USER_SKELETON = "replace(replace(replace(user, '.', ''), '_', ''), '-', '')";

/** One row that no date or TTL can be made of would fail every listing that it is in. */
const isInstant = (column: string): string => `CHECK (${column} BETWEEN 0 AND ${LAST_INSTANT})`;
const isTtl = `CHECK (ttl BETWEEN 0 AND ${LAST_TTL})`;

const NAME_COLUMNS = `
    user TEXT NOT NULL,
    uri TEXT NOT NULL,
    ttl INTEGER NOT NULL ${isTtl},
    expires_at INTEGER ${isInstant("expires_at")},
    holder TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (apex, user)`;
const RELEASE_COLUMNS = `
    user TEXT NOT NULL,
    holder TEXT NOT NULL,
    released_at INTEGER NOT NULL ${isInstant("released_at")},
    PRIMARY KEY (apex, user)`;

/** Zones that are being imported. `entries` counts the rows of the two other tables; nothing else reads them. */
export const IMPORTS = `
  CREATE TABLE imports (
    apex TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    entries INTEGER NOT NULL CHECK (entries >= 0)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE imported_names (
    apex TEXT NOT NULL REFERENCES imports,${NAME_COLUMNS}
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE imported_releases (
    apex TEXT NOT NULL REFERENCES imports,${RELEASE_COLUMNS}
  ) STRICT, WITHOUT ROWID;
`;

/**
 * What came of requests that are to be carried out once. `key` and `fingerprint` are digests; an outcome without `uri` is of a
 * deletion.
 */
export const OUTCOMES = `
  CREATE TABLE outcomes (
    apex TEXT NOT NULL REFERENCES zones,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    at INTEGER NOT NULL ${isInstant("at")},
    serial INTEGER NOT NULL,
    user TEXT NOT NULL,
    uri TEXT,
    ttl INTEGER ${isTtl},
    expires_at INTEGER ${isInstant("expires_at")},
    holder TEXT,
    note TEXT NOT NULL,
    PRIMARY KEY (apex, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX outcomes_by_time ON outcomes (apex, at);
`;

/**
 * `names` of a zone is the count of its rows in `names`. `changes` has one entry for each serial of the zone, without
 * holes, from some serial on to the last; an entry without `uri` is a deletion. A user has a row in `names` or in
 * `releases` or in neither. `rights` is a JSON array of strings. Most users are their own skeleton and are found by it without
 * an index, so none is paid for at their registration.
 */
export const SCHEMA = `
  PRAGMA application_id = 0x706e6d64;
  PRAGMA user_version = 3;

  CREATE TABLE zones (
    apex TEXT PRIMARY KEY,
    config TEXT NOT NULL,
    generation TEXT NOT NULL,
    serial INTEGER NOT NULL CHECK (serial >= 1),
    names INTEGER NOT NULL CHECK (names >= 0)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE names (
    apex TEXT NOT NULL REFERENCES zones,${NAME_COLUMNS}
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX names_by_skeleton ON names (apex, ${USER_SKELETON}) WHERE user <> ${USER_SKELETON};
  CREATE INDEX names_by_expiry ON names (apex, expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE releases (
    apex TEXT NOT NULL REFERENCES zones,${RELEASE_COLUMNS}
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX releases_by_time ON releases (apex, released_at);

  CREATE TABLE changes (
    apex TEXT NOT NULL REFERENCES zones,
    serial INTEGER NOT NULL,
    user TEXT NOT NULL,
    uri TEXT,
    ttl INTEGER ${isTtl},
    expires_at INTEGER ${isInstant("expires_at")},
    holder TEXT,
    PRIMARY KEY (apex, serial)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE key_sets (
    apex TEXT PRIMARY KEY REFERENCES zones,
    version INTEGER NOT NULL CHECK (version >= 1),
    sealed BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE tokens (
    name TEXT PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    rights TEXT NOT NULL,
    created_at INTEGER NOT NULL ${isInstant("created_at")}
  ) STRICT, WITHOUT ROWID;
  ${OUTCOMES}
  ${IMPORTS}
`;
