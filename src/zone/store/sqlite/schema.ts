/** "pnmd": says in the file's header whose file it is. https://www.sqlite.org/pragma.html#pragma_application_id */
export const APPLICATION_ID = 0x706e6d64;

/** The file's `user_version`. Every change of the tables counts it up. */
export const FORMAT = 1;

/**
 * `names` of a zone is the count of its rows in `names`. `changes` has one entry for each serial of the zone, without
 * holes, from some serial on to the last; an entry without `uri` is a deletion.
 */
export const SCHEMA = `
  PRAGMA application_id = 0x706e6d64;
  PRAGMA user_version = 1;

  CREATE TABLE zones (
    apex TEXT PRIMARY KEY,
    config TEXT NOT NULL,
    generation TEXT NOT NULL,
    serial INTEGER NOT NULL CHECK (serial >= 1),
    names INTEGER NOT NULL CHECK (names >= 0)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE names (
    apex TEXT NOT NULL REFERENCES zones,
    user TEXT NOT NULL,
    uri TEXT NOT NULL,
    ttl INTEGER NOT NULL,
    expires_at INTEGER,
    revision INTEGER NOT NULL,
    PRIMARY KEY (apex, user)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE changes (
    apex TEXT NOT NULL REFERENCES zones,
    serial INTEGER NOT NULL,
    user TEXT NOT NULL,
    uri TEXT,
    ttl INTEGER,
    expires_at INTEGER,
    PRIMARY KEY (apex, serial)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE key_sets (
    apex TEXT PRIMARY KEY REFERENCES zones,
    version INTEGER NOT NULL CHECK (version >= 1),
    sealed BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
`;
