import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { NameRecord } from "../../src/zone/store/port.ts";
import { openSqliteStore } from "../../src/zone/store/sqlite.ts";
import { LAST_INSTANT } from "../../src/zone/time-text.ts";
import {
  contentsOf,
  EMPTY,
  FORMAT_1_POLICY,
  FULL,
  makeFormat1File,
  SEALED,
} from "../support/format-1-file.ts";
import { makeFormat2File } from "../support/format-2-file.ts";
import {
  allNames,
  fieldsOf,
  follow,
  RELEASE,
  refusalOf,
  sorted,
  takeChanges,
} from "../support/store-model.ts";

const COUNT = 3_000;
const { apex } = FULL;

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "paynamed-migration-"));
  path = join(directory, "store.sqlite");
  makeFormat1File(path, COUNT);
});
afterEach(() => rmSync(directory, { recursive: true }));

const recordOf = (i: number): NameRecord => ({
  user: `u${i}`,
  uri: `bitcoin:?lno=lno1é${i}`,
  ttl: 300 + (i % 2),
  expiresAt: i % 3 === 0 ? 1_800_000_000 : null,
  holder: "admin",
  revision: i + 2,
});
const records = Array.from({ length: COUNT }, (_, i) => recordOf(i));

/** Works on the file behind the store's back. */
function tamper(...statements: readonly string[]): void {
  const db = new DatabaseSync(path);
  for (const sql of statements) db.exec(sql);
  db.close();
}

test("a file of format 1 is opened with everything that was in it", async () => {
  const store = openSqliteStore({ path });
  const payment = FORMAT_1_POLICY;
  const full = { ...FULL, payment, generation: "first", serial: COUNT + 3, names: COUNT };
  const empty = { ...EMPTY, payment, generation: "second", serial: 1, names: 0 };
  expect(await store.zones()).toEqual([full, empty]);
  expect(await allNames(store, apex)).toEqual(sorted(new Map(records.map((each) => [each.user, each]))));
  expect(await store.keySet(apex)).toEqual({ version: 7, sealed: SEALED });
  expect(await store.keySet(EMPTY.apex)).toBeUndefined();
  expect(await store.tokens()).toEqual([]);

  const changes = await takeChanges(store, apex, "1", COUNT + 2);
  expect(changes.slice(0, COUNT).map(({ record }) => record)).toEqual(records);
  expect(changes.slice(COUNT)).toMatchObject([
    { serial: COUNT + 2, user: "gone", record: { user: "gone", expiresAt: null, holder: "admin" } },
    { serial: COUNT + 3, user: "gone", record: null },
  ]);
  const replayed = new Map<string, NameRecord>();
  for (const change of changes) follow(replayed, change);
  expect(sorted(replayed)).toEqual(await allNames(store, apex));
  await store.close();
});

test.each<[ttl: number, expiresAt: number | null, became: [number, number | null]]>([
  [-1, -1, [0, 0]],
  [0, 0, [0, 0]],
  [2 ** 31 - 1, LAST_INSTANT, [2 ** 31 - 1, LAST_INSTANT]],
  [2 ** 31, LAST_INSTANT + 1, [2 ** 31 - 1, null]],
  [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, [2 ** 31 - 1, null]],
  [60, null, [60, null]],
])("a name with the TTL %i that ends at %s is brought into range", async (ttl, expiresAt, became) => {
  tamper(
    ...["names", "changes"].map(
      (table) => `UPDATE ${table} SET ttl = ${ttl}, expires_at = ${expiresAt} WHERE user = 'u5'`,
    ),
  );
  const store = openSqliteStore({ path });
  const record = { ...recordOf(5), ttl: became[0], expiresAt: became[1] };
  expect(await store.get(apex, "u5")).toEqual(record);
  expect((await takeChanges(store, apex, "1", 6))[5]?.record).toEqual(record);
  expect(await store.get(apex, "u4")).toEqual(recordOf(4));
  expect((await allNames(store, apex)).length).toBe(COUNT);
  await store.close();
});

test("what this format knows of works on its names", async () => {
  const store = openSqliteStore({ path });
  expect(await store.countExpiring(apex, 0, 1_800_000_000)).toBe(COUNT / 3);
  expect(await store.similar(apex, "u-7", 5)).toEqual(["u7"]);
  const by = (account: string) => store.delete(apex, "u7", RELEASE, { ifAccount: account });
  expect(await refusalOf(by("shop"))).toMatchObject({ code: "name-of-another" });
  expect(await by("admin")).toBe(COUNT + 4);
  expect(await store.released(apex, "u7")).toEqual({ holder: "admin", releasedAt: RELEASE.releasedAt });
  await store.close();
});

test("a migrated file has the tables of a new one, and is migrated once", async () => {
  const fresh = join(directory, "fresh.sqlite");
  await openSqliteStore({ path: fresh }).close();
  await openSqliteStore({ path }).close();
  const migrated = contentsOf(path);
  expect(migrated.format).toBe(3);
  expect(migrated.rows["changes"]?.at(-1)).toMatchObject({ user: "gone", uri: null, holder: null });
  expect(migrated.schema).toEqual(contentsOf(fresh).schema);
  await openSqliteStore({ path }).close();
  expect(contentsOf(path)).toEqual(migrated);
});

test.each([
  ["before a row is copied", "CREATE TABLE tokens (id INTEGER)", "DROP TABLE tokens"],
  [
    "after the last row is copied",
    `CREATE TABLE more (apex TEXT REFERENCES zones); INSERT INTO more VALUES ('${apex}')`,
    "DROP TABLE more",
  ],
])("a migration that fails %s leaves the file as it was, and works later", async (_, hindrance, remedy) => {
  const untouched = contentsOf(path);
  tamper(hindrance);
  const before = contentsOf(path);
  expect(() => openSqliteStore({ path })).toThrow();
  expect(contentsOf(path)).toEqual(before);
  tamper(remedy);
  expect(contentsOf(path)).toEqual(untouched);
  const store = openSqliteStore({ path });
  expect((await allNames(store, apex)).length).toBe(COUNT);
  await store.close();
});

test("a file that may not be migrated is refused as it is", async () => {
  const before = contentsOf(path);
  const opening = () => openSqliteStore({ path, mayMigrate: false });
  expect(opening).toThrow(expect.objectContaining({ code: "store-format" }));
  expect(opening).toThrow("is brought to format 3 when a server opens it");
  expect(contentsOf(path)).toEqual(before);
  await openSqliteStore({ path }).close();
  await opening().close();
});

test("whoever writes while it is to be migrated keeps who opens it waiting, and is not lost", async () => {
  const writer = new DatabaseSync(path);
  writer.exec("BEGIN IMMEDIATE");
  const opening = () => openSqliteStore({ path, busyTimeout: 20 });
  expect(opening).toThrow(expect.objectContaining({ code: "store-unavailable" }));
  writer.exec("UPDATE names SET ttl = 999 WHERE user = 'u1'; COMMIT");
  const store = opening();
  expect(await store.get(apex, "u1")).toEqual({ ...recordOf(1), ttl: 999 });
  await store.close();
  writer.close();
});

test("a program of the old version that has the file open cannot write a name without a holder", async () => {
  const old = new DatabaseSync(path);
  const put = old.prepare(
    "INSERT INTO names (apex, user, uri, ttl, expires_at, revision) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const store = openSqliteStore({ path });
  expect(() => put.run(apex, "late", "bitcoin:", 300, null, COUNT + 4)).toThrow("NOT NULL");
  expect((await store.put(apex, "late", fieldsOf())).revision).toBe(COUNT + 4);
  old.close();
  await store.close();
});

describe("a file of format 2", () => {
  beforeEach(() => {
    path = join(directory, "format-2.sqlite");
    makeFormat2File(path);
  });

  test("is opened with everything that was in it, and remembers requests from then on", async () => {
    const before = contentsOf(path);
    const store = openSqliteStore({ path });
    const after = contentsOf(path);
    expect(after.rows).toEqual({
      ...before.rows,
      outcomes: [],
      imports: [],
      imported_names: [],
      imported_releases: [],
    });
    const once = { key: "k", fingerprint: "f", at: 1_800_000_000, forgetBefore: 0 };
    const release = { kind: "delete", user: "alice", release: RELEASE } as const;
    const done = await store.writeOnce(apex, release, once, "");
    expect(done).toEqual({ serial: 5, record: null, note: "", isRepeated: false });
    expect(await store.outcome(apex, once)).toEqual({ ...done, isRepeated: true });
    await store.close();
  });

  test("has the tables of a new one when it was migrated, and is migrated once", async () => {
    const fresh = join(directory, "fresh.sqlite");
    await openSqliteStore({ path: fresh }).close();
    await openSqliteStore({ path }).close();
    const migrated = contentsOf(path);
    expect(migrated.format).toBe(3);
    expect(migrated.schema).toEqual(contentsOf(fresh).schema);
    await openSqliteStore({ path }).close();
    expect(contentsOf(path)).toEqual(migrated);
  });

  test("that cannot be migrated stays as it was", async () => {
    tamper("CREATE TABLE outcomes (id INTEGER)");
    const before = contentsOf(path);
    expect(() => openSqliteStore({ path })).toThrow();
    expect(contentsOf(path)).toEqual(before);
  });

  test("is written by a program of the old version that has it open as before", async () => {
    const old = new DatabaseSync(path);
    const put = old.prepare("UPDATE names SET ttl = 999 WHERE user = 'alice'");
    const store = openSqliteStore({ path });
    put.run();
    expect(await store.get(apex, "alice")).toMatchObject({ ttl: 999, holder: "shop/1" });
    old.close();
    await store.close();
  });
});
