import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openSqliteStore } from "../../src/zone/store/sqlite.ts";
import { FULL, makeFormat1File } from "../support/format-1-file.ts";
import { takeChanges } from "../support/store-model.ts";
import { UNAVAILABLE } from "../support/store-writer.ts";

const WRITER = fileURLToPath(new URL("../support/store-writer.ts", import.meta.url));
/** So many that the migration writes dozens of times what the tests below interrupt it at. */
const COUNT = 100_000;
/** Octets of the log. */
const EARLY = 500_000;

let templates: string;
let directory: string;
let path: string;
beforeAll(() => {
  templates = mkdtempSync(join(tmpdir(), "paynamed-format-1-"));
  makeFormat1File(join(templates, "store.sqlite"), COUNT);
});
afterAll(() => rmSync(templates, { recursive: true }));
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "paynamed-migration-"));
  path = join(directory, "store.sqlite");
  copyFileSync(join(templates, "store.sqlite"), path);
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Starts a process that opens the file, which migrates it, and closes it. `wrapper` is what runs the command. */
const startOpening = (...wrapper: readonly string[]) => {
  const [program = "", ...args] = [...wrapper, process.execPath, WRITER, path, FULL.apex, "none", "0"];
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"] });
  return { child, gone: once(child, "exit") };
};

function formatOnDisk(): unknown {
  const db = new DatabaseSync(path);
  const format = db.prepare("PRAGMA user_version").get()?.["user_version"];
  db.close();
  return format;
}

async function holdsEverything(count = COUNT): Promise<void> {
  const store = openSqliteStore({ path });
  const { zone, batches } = await store.snapshot(FULL.apex);
  expect(zone).toMatchObject({ serial: count + 3, names: count, payment: { network: "mainnet" } });
  let names = 0;
  let revisions = 0;
  for await (const records of batches) {
    names += records.length;
    for (const { revision } of records) revisions += revision;
  }
  expect([names, revisions]).toEqual([count, (count * (count + 3)) / 2]);
  expect((await takeChanges(store, FULL.apex, "1", count + 2)).at(-1)).toMatchObject({ record: null });
  await store.close();
}

test("a process that is killed amid the migration leaves format 1, and the next one does it all", async () => {
  for (let round = 0; round < 4; round++) {
    const { child, gone } = startOpening();
    const enough = randomInt(1, EARLY);
    while (child.exitCode === null && logSize() < enough) await setTimeout(1);
    child.kill("SIGKILL");
    expect(await gone).toEqual([null, "SIGKILL"]);
    expect(formatOnDisk()).toBe(1);
  }
  await holdsEverything();
});

test("a disk that is full amid the migration leaves format 1", async () => {
  // The kernel fails writes beyond the limit; Node ignores SIGXFSZ.
  const { gone } = startOpening("/bin/sh", "-c", 'ulimit -f 1000; exec "$@"', "sh");
  expect(await gone).toEqual([UNAVAILABLE, null]);
  expect(formatOnDisk()).toBe(1);
  await holdsEverything();
});

test("processes that open a file of format 1 at once all get it, migrated", async () => {
  rmSync(path);
  makeFormat1File(path, 2_000);
  const openings = Array.from({ length: 4 }, () => startOpening());
  for (const { gone } of openings) expect(await gone).toEqual([0, null]);
  expect(formatOnDisk()).toBe(3);
  await holdsEverything(2_000);
});

function logSize(): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}
