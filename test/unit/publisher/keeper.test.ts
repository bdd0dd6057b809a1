import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DnsSideClient } from "../../../src/dns-side-client.ts";
import { createKeeper, type Keeper } from "../../../src/publisher/keeper.ts";
import type { AnsweredName, Command } from "../../../src/server/dns-side/messages.ts";
import { openSnapshotFolder, type SnapshotFolder } from "../../../src/zone/snapshot/folder.ts";
import type { SnapshotHead } from "../../../src/zone/snapshot/snapshot.ts";
import { testZone } from "../../support/store-model.ts";

const config = testZone("example.com");
const { apex } = config;
const named = (user: string, revision: number): AnsweredName => ({
  user,
  uri: `bitcoin:?lno=${revision}`,
  ttl: 300,
  expiresAt: null,
  revision,
});
/** More than a page. */
const USERS = Array.from({ length: 600 }, (_, i) => `u${String(i).padStart(3, "0")}`);

let path: string;
let folder: SnapshotFolder;
let names: Map<string, AnsweredName>;
let serial: number;
let failures: unknown[];
/** Called when the DNS side is asked for its n-th page. */
let onPage: (page: number) => void;
let stop: AbortController;
let ended: Promise<void>;
let keeper: Keeper;

const headNow = (): SnapshotHead => ({
  zone: { ...config, generation: "g", serial: 1, names: 0 },
  serial,
  position: `${serial}`,
  keySet: { version: 1, sealed: Uint8Array.of(1, 2, 3) },
  names: names.size,
  savedAt: 1_800_000_000,
});

const change = (user: string, present: boolean): void => {
  serial++;
  if (present) names.set(user, named(user, serial));
  else names.delete(user);
  keeper.changed({ user, record: names.get(user) ?? null });
};

async function saved(): Promise<{ position: string; names: Map<string, AnsweredName> } | undefined> {
  const zone = await folder.read(apex);
  if (zone === undefined) return undefined;
  const read = new Map<string, AnsweredName>();
  for await (const batch of zone.batches) for (const name of batch) read.set(name.user, name);
  return { position: zone.head.position, names: read };
}

beforeEach(async () => {
  path = mkdtempSync(join(tmpdir(), "paynamed-keeper-"));
  folder = await openSnapshotFolder(path);
  serial = 1;
  names = new Map(USERS.map((user) => [user, named(user, 1)]));
  failures = [];
  onPage = () => undefined;
  let pages = 0;
  const request = async (command: Command): Promise<unknown> => {
    if (command.kind !== "page") throw new Error(`${command.kind} is nothing to ask for here`);
    onPage(++pages);
    const { after, limit } = command;
    return [...names.values()]
      .sort((a, b) => (a.user < b.user ? -1 : 1))
      .filter(({ user }) => after === null || user > after)
      .slice(0, limit);
  };
  keeper = createKeeper({
    apex,
    folder,
    dnsSide: { request } as DnsSideClient,
    interval: 10,
    head: headNow,
    onFailure: (error) => failures.push(error),
  });
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await ended;
  rmSync(path, { recursive: true });
});
const run = (): void => {
  ended = keeper.run(stop.signal, Promise.resolve());
};

test("what changes while it is written is in it, wherever it is in the order of names", async () => {
  onPage = (page) => {
    if (page !== 2) return;
    change("u000", false);
    change("u001", true);
    change("u599", true);
    change("zzz", true);
  };
  run();
  await expect.poll(saved).toMatchObject({ position: "5" });
  expect((await saved())!.names).toEqual(names);
});

test("a last one is written at the end, and none where nothing has changed", async () => {
  run();
  await expect.poll(saved).toMatchObject({ position: "1" });
  const write = vi.spyOn(folder, "write");
  await expect.poll(() => write.mock.calls.length, { timeout: 100 }).toBe(0);
  change("new", true);
  stop.abort();
  await ended;
  expect(await saved()).toEqual({ position: "2", names });
});

test("what is on the disk already is not written again", async () => {
  const write = vi.spyOn(folder, "write");
  keeper.saved("1");
  run();
  stop.abort();
  await ended;
  expect(write).not.toHaveBeenCalled();
});

test("a zone that is replaced while it is written is written anew", async () => {
  onPage = (page) => {
    if (page !== 2) return;
    names = new Map([["other", named("other", 9)]]);
    serial = 9;
    keeper.replaced();
  };
  run();
  await expect.poll(saved).toEqual({ position: "9", names: new Map([["other", named("other", 9)]]) });
  expect(failures).toEqual([]);
});

test("a failure is told, and it is tried again", async () => {
  onPage = (page) => {
    if (page === 1) throw new Error("no");
  };
  run();
  await expect.poll(saved).toMatchObject({ position: "1" });
  expect(failures).toHaveLength(1);
});
