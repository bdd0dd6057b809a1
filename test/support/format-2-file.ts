import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { FORMAT_1_POLICY, FULL } from "./format-1-file.ts";

const INSTANT = "BETWEEN 0 AND 253402300799";
const TTL = "BETWEEN 0 AND 2147483647";
const SKELETON = "replace(replace(replace(user, '.', ''), '_', ''), '-', '')";

/** The tables of a store's file before requests were remembered. */
const SCHEMA = `
  PRAGMA application_id = 0x706e6d64;
  PRAGMA user_version = 2;

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
    ttl INTEGER NOT NULL CHECK (ttl ${TTL}),
    expires_at INTEGER CHECK (expires_at ${INSTANT}),
    holder TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (apex, user)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX names_by_skeleton ON names (apex, ${SKELETON}) WHERE user <> ${SKELETON};
  CREATE INDEX names_by_expiry ON names (apex, expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE releases (
    apex TEXT NOT NULL REFERENCES zones,
    user TEXT NOT NULL,
    holder TEXT NOT NULL,
    released_at INTEGER NOT NULL CHECK (released_at ${INSTANT}),
    PRIMARY KEY (apex, user)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX releases_by_time ON releases (apex, released_at);

  CREATE TABLE changes (
    apex TEXT NOT NULL REFERENCES zones,
    serial INTEGER NOT NULL,
    user TEXT NOT NULL,
    uri TEXT,
    ttl INTEGER CHECK (ttl ${TTL}),
    expires_at INTEGER CHECK (expires_at ${INSTANT}),
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
    created_at INTEGER NOT NULL CHECK (created_at ${INSTANT})
  ) STRICT, WITHOUT ROWID;
`;

/** Makes a format-2 file with a zone that has the user `alice`, and `bob` released; a key set and a token. */
export function makeFormat2File(path: string): void {
  const db = new DatabaseSync(path);
  const run = (sql: string, ...values: SQLInputValue[]) => db.prepare(sql).run(...values);
  const { apex } = FULL;
  const [uri, digest] = ["bitcoin:?lno=lno1", "0".repeat(64)];
  db.exec(SCHEMA);
  db.exec("PRAGMA journal_mode = WAL");
  run(
    "INSERT INTO zones VALUES (?, ?, 'first', 4, 1)",
    apex,
    JSON.stringify({ ...FULL, payment: FORMAT_1_POLICY }),
  );
  run("INSERT INTO names VALUES (?, 'alice', ?, 300, NULL, 'shop/1', 2)", apex, uri);
  run("INSERT INTO releases VALUES (?, 'bob', 'shop', 1700000000)", apex);
  run("INSERT INTO changes VALUES (?, 2, 'alice', ?, 300, NULL, 'shop/1')", apex, uri);
  run("INSERT INTO changes VALUES (?, 3, 'bob', ?, 300, NULL, 'shop')", apex, uri);
  run("INSERT INTO changes VALUES (?, 4, 'bob', NULL, NULL, NULL, NULL)", apex);
  run("INSERT INTO key_sets VALUES (?, 7, x'00ff01')", apex);
  run("INSERT INTO tokens VALUES ('shop', ?, 'shop', '[]', 1700000000)", digest);
  db.close();
}
