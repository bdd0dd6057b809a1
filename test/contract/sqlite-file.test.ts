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
import { LAST_INSTANT } from "../../src/zone/time-text.ts";
import { fieldsOf, RELEASE, refusalOf, takeChanges, testZone } from "../support/store-model.ts";

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

test.each([4, 99, 0])("a file of format %i is refused and left as it is", async (format) => {
  await openSqliteStore({ path }).close();
  tamper(`PRAGMA user_version = ${format}`);
  const before = readFileSync(path);
  expect(openingError()).toMatchObject({
    code: "store-format",
    message: expect.stringContaining(`format ${format}; this version reads format 3`),
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

test("other work gets its turn while names are counted", async () => {
  const store = openSqliteStore({ path, batchSize: 2 });
  await store.createZone(zone);
  await store.batch(
    apex,
    Array.from({ length: 20 }, (_, i) => ({
      kind: "put",
      user: `u${i}`,
      fields: { ...fieldsOf(), expiresAt: 100 + (i % 3) },
    })),
  );
  let isCounting = true;
  const counting = store.countExpiring(apex, 0, 200).finally(() => {
    isCounting = false;
  });
  let turns = 0;
  for (; isCounting; turns++) await setImmediate();
  expect(await counting).toBe(20);
  expect(turns).toBeGreaterThan(5);
  const late = store.countExpiring(apex, 0, 200);
  await store.close();
  expect(await refusalOf(late)).toMatchObject({ code: "store-unavailable" });
});

test.each([{ ttl: -1 }, { ttl: 2 ** 31 }, { expiresAt: -1 }, { expiresAt: LAST_INSTANT + 1 }])(
  "a name with %o is not kept, whoever writes it",
  async (values) => {
    const store = openSqliteStore({ path });
    await store.createZone(zone);
    await store.put(apex, "alice", fieldsOf());
    await expect(store.put(apex, "alice", { ...fieldsOf("bitcoin:"), ...values })).rejects.toThrow("CHECK");
    expect(await store.zone(apex)).toMatchObject({ serial: 2, names: 1 });
    expect(await store.get(apex, "alice")).toMatchObject(fieldsOf());
    const [[key, value]] = Object.entries(values) as [[string, number]];
    const column = key === "ttl" ? "ttl" : "expires_at";
    for (const table of ["names", "changes"]) {
      expect(() => tamper(`UPDATE ${table} SET ${column} = ${value}`)).toThrow("CHECK");
    }
    await store.close();
  },
);

test("dates that cannot be written are kept of no release and no token", async () => {
  const store = openSqliteStore({ path });
  await store.createZone(zone);
  await store.put(apex, "alice", fieldsOf());
  const after = LAST_INSTANT + 1;
  await expect(store.delete(apex, "alice", { releasedAt: after, forgetBefore: 0 })).rejects.toThrow("CHECK");
  const token = { name: "one", digest: "00", account: "shop", rights: [], createdAt: after };
  await expect(store.addToken(token)).rejects.toThrow("CHECK");
  await store.close();
});

test.each(["", "{", "null", "7", '"zones"', '{"0":"zones"}', '["zones",1]'])(
  "a token whose rights are the text %j has none, and the others stay",
  async (text) => {
    const store = openSqliteStore({ path });
    const tokens = ["one", "two"].map((name) => ({
      name,
      digest: name,
      account: "shop",
      rights: ["zones"],
      createdAt: 1_700_000_000,
    }));
    for (const token of tokens) await store.addToken(token);
    tamper(`UPDATE tokens SET rights = '${text}' WHERE name = 'one'`);
    expect(await store.tokens()).toEqual([{ ...tokens[0], rights: [] }, tokens[1]]);
    expect(await store.token("one")).toEqual({ ...tokens[0], rights: [] });
    await store.close();
  },
);

test("a zone's configuration is read once, and anew when another process has changed it", async () => {
  const [reader, writer] = [openSqliteStore({ path }), openSqliteStore({ path })];
  await writer.createZone(zone);
  await writer.createZone(testZone("example.org"));
  const first = (await reader.zone(apex))!;
  await writer.put(apex, "alice", fieldsOf());
  const [second, elsewhere] = await reader.zones();
  expect(second).toEqual({ ...first, serial: 2, names: 1 });
  expect(second?.payment).toBe(first.payment);
  expect(elsewhere?.payment).not.toBe(first.payment);
  expect([first.payment, first.nameServers, first.nameServers[0]!, first.timers].every(Object.isFrozen)).toBe(
    true,
  );
  const payment = { ...first.payment, reservedNames: ["root"] };
  expect((await writer.putPolicy(apex, payment, first.payment)).payment).toEqual(payment);
  const third = (await reader.zone(apex))!;
  expect(third).toEqual({ ...second, payment });
  expect(Object.isFrozen(third.payment.reservedNames)).toBe(true);
  expect((await reader.zones())[1]).toEqual(elsewhere);
  await Promise.all([reader.close(), writer.close()]);
});

test("a feed that waits hears of writes through another connection", async () => {
  const [reader, writer] = [openSqliteStore({ path }), openSqliteStore({ path })];
  await writer.createZone(zone);
  const { position } = await reader.snapshot(apex);
  const heard = takeChanges(reader, apex, position, 2);
  await setImmediate();
  await writer.put(apex, "alice", fieldsOf());
  const [first] = await takeChanges(reader, apex, position, 1);
  await writer.delete(apex, "alice", RELEASE);
  expect((await heard).map(({ serial }) => serial)).toEqual([2, 3]);
  expect((await heard)[0]).toEqual(first);
  await Promise.all([reader.close(), writer.close()]);
});

test("of two connections that claim one released name, one gets it", async () => {
  const [one, two] = [openSqliteStore({ path }), openSqliteStore({ path })];
  await one.createZone(zone);
  await one.put(apex, "alice", fieldsOf());
  await two.delete(apex, "alice", RELEASE);
  const claims = [one, two].map((store, i) => {
    const account = `account${i}`;
    const expectation = { ifAccount: account, ifNotReleasedSince: RELEASE.releasedAt };
    return refusalOf(store.put(apex, "alice", fieldsOf("bitcoin:?lno=1", account), expectation));
  });
  const outcomes = (await Promise.all(claims)).map((refusal) => refusal?.code ?? "done");
  expect(outcomes.toSorted()).toEqual(["done", "name-of-another"]);
  const { holder } = (await one.get(apex, "alice"))!;
  expect(holder).toBe(`account${outcomes.indexOf("done")}`);
  await Promise.all([one.close(), two.close()]);
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
