import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Change, NameRecord, Release } from "../../src/zone/store/port.ts";
import { openSqliteStore } from "../../src/zone/store/sqlite.ts";
import { allNames, follow, RELEASE, sorted, takeChanges, testZone } from "../support/store-model.ts";
import { type Acknowledged, COUNTER, counted, requestFor, UNAVAILABLE } from "../support/store-writer.ts";

const WRITER = fileURLToPath(new URL("../support/store-writer.ts", import.meta.url));
const { apex } = testZone("example.com");
/** What a writer may have committed without having said so: one transaction. */
const LARGEST_TRANSACTION = 3;

let directory: string;
let path: string;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "paynamed-kill-"));
  path = join(directory, "store.sqlite");
});
afterEach(() => rmSync(directory, { recursive: true }));

interface Writer {
  readonly child: ChildProcessByStdio<null, Readable, null>;
  /** Everything acknowledged, when the process has gone. */
  readonly acknowledged: Promise<readonly Acknowledged[]>;
}

/** Starts a writer; `heard` is told how many transactions it has acknowledged so far. */
function startWriter(command: readonly string[], heard: (transactions: number) => void = () => {}): Writer {
  const [program = "", ...args] = command;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const acknowledged: Acknowledged[] = [];
  let transactions = 0;
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    acknowledged.push(...(JSON.parse(line) as Acknowledged[]));
    heard(++transactions);
  });
  return { child, acknowledged: once(lines, "close").then(() => acknowledged) };
}

const writerCommand = (prefix: string, rounds: number): readonly string[] => [
  process.execPath,
  WRITER,
  path,
  apex,
  prefix,
  String(rounds),
];

const hasGone = (child: Writer["child"]): Promise<unknown[]> => once(child, "exit");

async function createZone(): Promise<string> {
  const store = openSqliteStore({ path });
  await store.createZone(testZone("example.com"));
  const { position } = await store.snapshot(apex);
  await store.close();
  return position;
}

/**
 * Reopens the file and checks that zone, names, releases, outcomes and changes tell one story. Returns the changes, all of
 * them.
 */
async function checkedHistory(beginning: string): Promise<readonly Change[]> {
  const store = openSqliteStore({ path });
  const zone = await store.zone(apex);
  const names = await allNames(store, apex);
  const history = await takeChanges(store, apex, beginning, Number(zone?.serial) - 1);
  const replayed = new Map<string, NameRecord>();
  const released = new Map<string, Release | undefined>();
  for (const change of history) {
    const holder = replayed.get(change.user)?.holder;
    const { releasedAt } = RELEASE;
    released.set(change.user, change.record || holder === undefined ? undefined : { holder, releasedAt });
    follow(replayed, change);
  }
  for (const [user, release] of released) expect(await store.released(apex, user)).toEqual(release);
  const rounds = history.filter(({ user, record }) => /-\d+$/.test(user) && record !== null);
  for (const { user, serial, record } of rounds) {
    const outcome = { serial, record, note: user, isRepeated: true };
    expect(await store.outcome(apex, requestFor(user))).toEqual(outcome);
  }
  expect(countOutcomes()).toBe(rounds.length);
  await store.close();
  expect(history.map(({ serial }) => serial)).toEqual(history.map((_, i) => 2 + i));
  expect(names).toEqual(sorted(replayed));
  expect(zone?.names).toBe(names.length);
  return history;
}

/** How many outcomes are in the file. */
function countOutcomes(): unknown {
  const db = new DatabaseSync(path);
  try {
    return db.prepare("SELECT count(*) AS count FROM outcomes").get()?.["count"];
  } finally {
    db.close();
  }
}

const asAcknowledged = ({ user, serial, record }: Change): Acknowledged => ({
  user,
  serial,
  kind: record === null ? "delete" : "put",
});

test("nothing that was acknowledged is lost when the process is killed", async () => {
  const beginning = await createZone();
  let before = 1;
  for (let round = 0; round < 8; round++) {
    const enough = randomInt(1, 200);
    const writer = startWriter(writerCommand(`r${round}`, Number.POSITIVE_INFINITY), (transactions) => {
      if (transactions === enough) setTimeout(() => writer.child.kill("SIGKILL"), randomInt(10));
    });
    const [, signal] = await hasGone(writer.child);
    expect(signal).toBe("SIGKILL");
    const acknowledged = await writer.acknowledged;
    expect(acknowledged.length).toBeGreaterThanOrEqual(enough);
    const history = (await checkedHistory(beginning)).filter(({ serial }) => serial > before);
    expect(history.slice(0, acknowledged.length).map(asAcknowledged)).toEqual(acknowledged);
    expect(history.length - acknowledged.length).toBeLessThanOrEqual(LARGEST_TRANSACTION);
    before = history.at(-1)?.serial ?? before;
  }
});

test("two processes that write at once lose nothing, and a third hears of it", async () => {
  const rounds = 150;
  const beginning = await createZone();
  const watcher = openSqliteStore({ path });
  const writers = ["one", "two"].map((prefix) => startWriter(writerCommand(prefix, rounds)));
  const gone = Promise.all(writers.map(({ child }) => hasGone(child)));
  const perWriter = 2 * rounds + Math.ceil(rounds / 3) + 3 * Math.ceil(rounds / 5);
  const heard = await takeChanges(watcher, apex, beginning, 2 * perWriter);
  expect(await gone).toEqual([
    [0, null],
    [0, null],
  ]);
  const counter = await watcher.get(apex, COUNTER);
  await watcher.close();
  expect(counted(counter?.uri)).toBe(2 * rounds);

  const history = await checkedHistory(beginning);
  expect(heard).toEqual(history);
  const acknowledged = (await Promise.all(writers.map((writer) => writer.acknowledged))).flat();
  acknowledged.sort((a, b) => a.serial - b.serial);
  expect(history.map(asAcknowledged)).toEqual(acknowledged);
});

test("processes that open a new file at once all get it", async () => {
  const writers = Array.from({ length: 6 }, (_, i) => startWriter(writerCommand(`w${i}`, 0)));
  for (const outcome of await Promise.all(writers.map(({ child }) => hasGone(child)))) {
    expect(outcome).toEqual([0, null]);
  }
  const beginning = await createZone();
  expect(await checkedHistory(beginning)).toEqual([]);
});

test("a write that the disk does not take is refused, and leaves what was acknowledged", async () => {
  const beginning = await createZone();
  // The kernel fails writes beyond the limit; Node ignores SIGXFSZ.
  const limited = ["/bin/sh", "-c", 'ulimit -f 1000; exec "$@"', "sh"];
  const writer = startWriter([...limited, ...writerCommand("full", Number.POSITIVE_INFINITY)]);
  expect(await hasGone(writer.child)).toEqual([UNAVAILABLE, null]);
  const history = await checkedHistory(beginning);
  expect(history.map(asAcknowledged)).toEqual(await writer.acknowledged);
  expect(history.length).toBeGreaterThan(0);
});
