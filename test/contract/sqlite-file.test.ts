import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DomainError } from "../../src/zone/errors.ts";
import type { Write } from "../../src/zone/store/port.ts";
import { storeFailure } from "../../src/zone/store/sqlite/failure.ts";
import { lockFolder } from "../../src/zone/store/sqlite/folder-lock.ts";
import { openSqliteStore } from "../../src/zone/store/sqlite.ts";
import { fieldsOf, refusalOf, takeChanges, testZone } from "../support/store-model.ts";

const zone = testZone("example.com");
const { apex } = zone;

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "paynamed-file-"));
  path = join(directory, "state", "store.sqlite");
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Works on the file behind the store's back. */
function tamper(...statements: readonly string[]): void {
  const db = new DatabaseSync(path);
  for (const sql of statements) db.exec(sql);
  db.close();
}

const openingError = (): unknown => {
  try {
    openSqliteStore({ path });
  } catch (error) {
    return error;
  }
  return undefined;
};

test("the file, its log and its directory are for this user alone", async () => {
  const store = openSqliteStore({ path });
  await store.createZone(zone);
  const modes = ["", "/store.sqlite", "/store.sqlite-wal", "/store.sqlite-shm"].map(
    (name) => statSync(join(directory, "state") + name).mode & 0o777,
  );
  expect(modes).toEqual([0o700, 0o600, 0o600, 0o600]);
  await store.close();
});

test("a file of a newer format is refused and left as it is", async () => {
  await openSqliteStore({ path }).close();
  tamper("PRAGMA user_version = 2");
  const before = readFileSync(path);
  expect(openingError()).toMatchObject({
    code: "store-format",
    message: expect.stringContaining("format 2; this version reads format 1"),
  });
  expect(readFileSync(path)).toEqual(before);
});

test("another program's SQLite file is refused and left as it is", () => {
  mkdirSync(join(directory, "state"));
  tamper("CREATE TABLE photos (id INTEGER)", "PRAGMA user_version = 1");
  const before = readFileSync(path);
  expect(openingError()).toMatchObject({ code: "store-format" });
  expect(readFileSync(path)).toEqual(before);
});

test("a file that is not SQLite's is refused and left as it is", () => {
  mkdirSync(join(directory, "state"));
  const text = "names: alice, bob\n".repeat(100);
  writeFileSync(path, text);
  expect(openingError()).toMatchObject({ code: "store-format" });
  expect(readFileSync(path, "latin1")).toBe(text);
});

test("a directory that cannot be made is a store that is unavailable", () => {
  writeFileSync(join(directory, "state"), "in the way");
  const error = openingError();
  expect(error).toMatchObject({ code: "store-unavailable" });
  expect((error as DomainError).cause).toBeInstanceOf(Error);
});

test("a write that another process keeps waiting is refused, changes nothing, and works later", async () => {
  const store = openSqliteStore({ path, busyTimeout: 20 });
  await store.createZone(zone);
  const hog = new DatabaseSync(path);
  hog.exec("BEGIN IMMEDIATE");
  const refused = { code: "store-unavailable", pointer: undefined };
  expect(await refusalOf(store.put(apex, "alice", fieldsOf()))).toEqual(refused);
  expect(await refusalOf(store.createZone(testZone("example.org")))).toEqual(refused);
  expect(await store.zone(apex)).toMatchObject({ serial: 1, names: 0 });
  hog.exec("ROLLBACK");
  hog.close();
  expect((await store.put(apex, "alice", fieldsOf())).revision).toBe(2);
  await store.close();
});

test("a failure inside a batch undoes the batch", async () => {
  const store = openSqliteStore({ path });
  await store.createZone(zone);
  tamper(
    "CREATE TRIGGER full BEFORE INSERT ON changes WHEN new.serial = 3 BEGIN SELECT RAISE(ABORT, 'no'); END",
  );
  const put = (user: string): Write => ({ kind: "put", user, fields: fieldsOf() });
  await expect(store.batch(apex, [put("alice"), put("bob")])).rejects.toThrow("no");
  expect(await store.zone(apex)).toMatchObject({ serial: 1, names: 0 });
  expect(await store.list(apex, { limit: 5 })).toEqual({ records: [] });
  tamper("DROP TRIGGER full");
  expect(await store.batch(apex, [put("alice"), put("bob")])).toBe(3);
  await store.close();
});

test("a feed that waits hears of writes through another connection", async () => {
  const [reader, writer] = [openSqliteStore({ path }), openSqliteStore({ path })];
  await writer.createZone(zone);
  const { position } = await reader.snapshot(apex);
  const heard = takeChanges(reader, apex, position, 2);
  await setImmediate();
  await writer.put(apex, "alice", fieldsOf());
  const [first] = await takeChanges(reader, apex, position, 1);
  await writer.delete(apex, "alice");
  expect((await heard).map(({ serial }) => serial)).toEqual([2, 3]);
  expect((await heard)[0]).toEqual(first);
  await Promise.all([reader.close(), writer.close()]);
});

test.each([
  [5, "store-unavailable"],
  [517, "store-unavailable"], // SQLITE_BUSY_SNAPSHOT
  [778, "store-unavailable"], // SQLITE_IOERR_WRITE
  [11, "store-unavailable"],
  [13, "store-unavailable"],
  [26, "store-format"],
])("SQLite's result %i is %s, with its cause", (errcode, code) => {
  const cause = Object.assign(new Error("from SQLite"), { code: "ERR_SQLITE_ERROR", errcode });
  expect(storeFailure(cause)).toMatchObject({ code, cause });
});

test("what SQLite reports of our own mistakes stays what it is", () => {
  const constraint = Object.assign(new Error("constraint failed"), { code: "ERR_SQLITE_ERROR", errcode: 19 });
  for (const bug of [constraint, new TypeError("bug"), new DomainError("zone-unknown", "none")]) {
    expect(storeFailure(bug)).toBe(bug);
  }
});

test("one server holds a data folder, until it ends", () => {
  const lock = lockFolder(`${path}.lock`);
  expect(() => lockFolder(`${path}.lock`)).toThrow(
    expect.objectContaining({
      code: "store-unavailable",
      message: expect.stringContaining("another server"),
    }),
  );
  expect(statSync(`${path}.lock`).mode & 0o777).toBe(0o600);
  lock.release();
  lockFolder(`${path}.lock`).release();
});
