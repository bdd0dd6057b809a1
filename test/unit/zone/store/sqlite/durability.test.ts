import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../../../../../src/zone/store/sqlite/database.ts";
import {
  judgeSqlite,
  pragmasOf,
  type SqliteFacts,
  sqliteDurability,
} from "../../../../../src/zone/store/sqlite/durability.ts";
import { refusalOf } from "../../../../support/store-model.ts";

const GOOD: SqliteFacts = {
  version: "SQLite 3.50.4",
  journal_mode: "wal",
  synchronous: 2,
  file_system: "disk",
};

test.each<[Partial<SqliteFacts>, string, boolean, string[]]>([
  [{}, "disk", true, []],
  [{ synchronous: 3 }, "disk", true, []],
  [{ synchronous: 1 }, "later", false, ["not-synchronous"]],
  [{ synchronous: 0 }, "later", false, ["not-synchronous"]],
  [{ journal_mode: "off" }, "later", false, ["not-synchronous"]],
  [{ journal_mode: "memory" }, "memory", false, ["file-in-memory"]],
  [{ file_system: "memory" }, "memory", false, ["file-in-memory"]],
  [{ file_system: "memory", synchronous: 0 }, "memory", false, ["file-in-memory"]],
])("%j", (changes, worth, isDurable, codes) => {
  const facts = { ...GOOD, ...changes };
  const judged = judgeSqlite("data/paynamed.sqlite", facts);
  expect({ ...judged, remarks: judged.remarks.map(({ code }) => code) }).toEqual({
    kind: "sqlite",
    topology: null,
    worth,
    isDurable,
    servers: [{ server: "data/paynamed.sqlite", facts }],
    remarks: codes,
  });
});

const openedIn = (directory: string) => {
  const path = join(directory, "store.sqlite");
  const db = openDatabase(path, 0, true);
  onTestFinished(() => {
    if (db.isOpen) db.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return { path, db };
};

test("a file is asked for what it is opened with", () => {
  const { db } = openedIn(mkdtempSync(join(tmpdir(), "paynamed-durability-")));
  expect(pragmasOf(db)).toEqual({
    version: expect.stringMatching(/^SQLite 3\.\d+\.\d+$/),
    journal_mode: "wal",
    synchronous: 2,
  });
  db.exec("PRAGMA synchronous = NORMAL");
  expect(pragmasOf(db).synchronous).toBe(1);
});

test.runIf(process.platform === "linux")("a file system in memory is told from a disk", async () => {
  const { path, db } = openedIn(mkdtempSync("/dev/shm/paynamed-durability-"));
  expect(await sqliteDurability(path, pragmasOf(db))).toMatchObject({
    worth: "memory",
    servers: [{ facts: { file_system: "memory" } }],
  });
  // The sources are on a disk wherever the tests are.
  const here = await sqliteDurability(import.meta.filename, pragmasOf(db));
  expect(here).toMatchObject({ worth: "disk", servers: [{ facts: { file_system: "disk" } }] });
});

test("a folder that is gone keeps nothing", async () => {
  const directory = mkdtempSync(join(tmpdir(), "paynamed-durability-"));
  const { path, db } = openedIn(directory);
  const pragmas = pragmasOf(db);
  rmSync(directory, { recursive: true });
  expect(await refusalOf(sqliteDurability(path, pragmas))).toMatchObject({ code: "store-unavailable" });
});
