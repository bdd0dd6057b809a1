import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";

/** The tables of a store's file as version 0.1.0 made them. */
const SCHEMA = `
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

/** A zone's configuration of that version, which knew no policies. */
const format1Config = (domain: string) => ({
  apex: `_bitcoin-payment.${domain}`,
  domain,
  nameServers: [
    { name: "ns1.example.net", addresses: [] },
    { name: `ns2._bitcoin-payment.${domain}`, addresses: ["192.0.2.1", "2001:db8::1"] },
  ],
  contact: `jane\\.doe.${domain}`,
  timers: { refresh: 14_400, retry: 3_600, expire: 1_209_600, minimum: 60 },
  infrastructureTtl: 3_600,
});

/** What a zone of that version got when nothing else was asked for, and cannot have been asked. */
export const FORMAT_1_POLICY = {
  network: "mainnet",
  profile: "universal",
  reservedNames: null,
  holdReleased: 2_592_000,
} as const;

export const FULL = format1Config("example.com");
export const EMPTY = format1Config("example.org");
export const SEALED = Uint8Array.of(0, 255, 1);

/**
 * Makes a format-1 file with two zones. The empty one is as it was created. The full one has the users `u0` to `u<count - 1>`
 * put in order, of which every third expires at 1,800,000,000, then a user `gone` put and deleted; and a key set.
 */
export function makeFormat1File(path: string, count: number): void {
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path);
  const run = (sql: string, ...values: SQLInputValue[]) => db.prepare(sql).run(...values);
  db.exec(SCHEMA);
  db.exec("PRAGMA journal_mode = WAL; BEGIN");
  const zone = "INSERT INTO zones (apex, config, generation, serial, names) VALUES (?, ?, ?, ?, ?)";
  run(zone, FULL.apex, JSON.stringify(FULL), "first", count + 3, count);
  run(zone, EMPTY.apex, JSON.stringify(EMPTY), "second", 1, 0);
  run(
    `INSERT INTO names (apex, user, uri, ttl, expires_at, revision)
       WITH RECURSIVE each (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM each WHERE i + 1 < ?)
       SELECT ?, 'u' || i, 'bitcoin:?lno=lno1é' || i, 300 + i % 2, iif(i % 3 = 0, 1800000000, NULL), i + 2 FROM each`,
    count,
    FULL.apex,
  );
  db.exec(
    "INSERT INTO changes (apex, serial, user, uri, ttl, expires_at) " +
      "SELECT apex, revision, user, uri, ttl, expires_at FROM names",
  );
  const change = "INSERT INTO changes (apex, serial, user, uri, ttl, expires_at) VALUES (?, ?, ?, ?, ?, ?)";
  run(change, FULL.apex, count + 2, "gone", "bitcoin:?lno=lno1", 300, null);
  run(change, FULL.apex, count + 3, "gone", null, null, null);
  run("INSERT INTO key_sets (apex, version, sealed) VALUES (?, ?, ?)", FULL.apex, 7, SEALED);
  db.exec("COMMIT");
  db.close();
}

/** Everything that is in an SQLite file: its format, its tables and indices, their rows. */
export function contentsOf(path: string) {
  const db = new DatabaseSync(path);
  try {
    const format = db.prepare("PRAGMA user_version").get()?.["user_version"];
    const schema = db.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name").all();
    const tables = schema.filter(({ type }) => type === "table").map(({ name }) => String(name));
    const rows = tables.map((table) => [table, db.prepare(`SELECT * FROM ${table}`).all()] as const);
    return { format, schema, rows: Object.fromEntries(rows) };
  } finally {
    db.close();
  }
}
