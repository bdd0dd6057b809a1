import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { MessageChannel } from "node:worker_threads";
import { afterEach, beforeEach, expect, test } from "vitest";
import { monotonicMilliseconds, unixSeconds } from "../../../src/clock.ts";
import { connectDnsSide, type DnsSideClient } from "../../../src/dns-side-client.ts";
import { createKeyStore, type KeyStore } from "../../../src/dnssec/keys/key-store.ts";
import { createSealer } from "../../../src/dnssec/keys/seal.ts";
import type { PublisherParts } from "../../../src/publisher/parts.ts";
import { createPublisher, type Publisher } from "../../../src/publisher/publisher.ts";
import { startDnsSide } from "../../../src/server/dns-side/dns-side.ts";
import { openSnapshotFolder, type SnapshotFolder } from "../../../src/zone/snapshot/folder.ts";
import { openRedisStore } from "../../../src/zone/store/redis.ts";
import type { SharedStore } from "../../../src/zone/store/shared-port.ts";
import { describeRedis, type RedisServer, startRedis } from "../../support/redis-server.ts";
import { fieldsOf, testZone } from "../../support/store-model.ts";

const zone = testZone("example.com");
const { apex } = zone;
const patiently = { timeout: 20_000, interval: 50 };
const USERS = Array.from({ length: 40 }, (_, i) => `user${i}`);

interface Instance {
  readonly publisher: Publisher;
  /** Users that are answered. */
  names(): Promise<readonly string[]>;
  readonly log: string[];
  /** `skew`: seconds that it is wrong by. */
  readonly clock: { skew: number };
  stop(): Promise<void>;
}

describeRedis("an instance", () => {
  let redis: RedisServer;
  let store: SharedStore;
  let keyStore: KeyStore;
  let directory: string;
  const running: Instance[] = [];

  async function start(
    name: string,
    { folder, ...changes }: Partial<PublisherParts> & { folder?: SnapshotFolder } = {},
  ): Promise<Instance> {
    const { port1, port2 } = new MessageChannel();
    const clock = { skew: 0 };
    const log: string[] = [];
    const now = (): number => unixSeconds() + clock.skew;
    startDnsSide(port2, { now, monotonic: monotonicMilliseconds });
    const dnsSide: DnsSideClient = connectDnsSide(port1, () => undefined);
    const say = (what: string) => () => void log.push(what);
    const publisher = createPublisher({
      store,
      keyStore,
      dnsSide,
      validity: { lifetime: 432_000, inceptionOffset: 86_400 },
      shared: store,
      instanceId: name,
      maxShrink: 0.1,
      disk: folder && { folder, interval: 50 },
      now,
      monotonic: monotonicMilliseconds,
      log: {
        unwatched: say("unwatched"),
        served: say("served"),
        unrestored: say("unrestored"),
        unsaved: say("unsaved"),
        failed: say("failed"),
        doubted: say("doubted"),
      },
      ...changes,
    });
    const names = async (): Promise<readonly string[]> => {
      const page = await dnsSide.request({ kind: "page", apex, after: null, limit: 1_000 });
      return page.map(({ user }) => user).sort();
    };
    const stop = async (): Promise<void> => {
      await publisher.stop();
      await dnsSide.request({ kind: "close" });
    };
    const instance: Instance = { publisher, names, log, clock, stop };
    running.push(instance);
    await publisher.start();
    return instance;
  }
  /** Tells the others how far an instance is, as its announcer would. */
  const announce = ({ publisher }: Instance, id: string): Promise<void> =>
    store.announce({
      id,
      name: id,
      version: "1",
      startedAt: 1,
      announcedAt: 1,
      zones: publisher.standings(),
    });
  const put = (...users: readonly string[]): Promise<number> =>
    store.batch(
      apex,
      users.map((user) => ({ kind: "put", user, fields: fieldsOf() })),
    );
  const doubtOf = ({ publisher }: Instance): string | undefined => publisher.doubt(apex)?.reason;
  /** Brings Redis back to what it had when it was saved last. */
  const setBack = async (): Promise<void> => {
    redis.signal("SIGKILL");
    await redis.stop();
    await redis.start();
    await expect.poll(() => store.zone(apex).catch(() => undefined), patiently).toBeDefined();
  };

  beforeEach(async () => {
    redis = await startRedis("--appendonly", "no");
    store = await openRedisStore({ url: redis.url, blockTimeout: 100 });
    keyStore = createKeyStore(store, createSealer(new Uint8Array(32).fill(7)));
    await store.createZone(zone);
    await keyStore.create(apex);
    await put(...USERS);
    directory = mkdtempSync(join(tmpdir(), "paynamed-publisher-"));
  });
  afterEach(async () => {
    for (const each of running.splice(0)) await each.stop();
    await store.close();
    await redis.close();
    rmSync(directory, { recursive: true });
  });

  test("does not deny the names that an index of the store has lost", async () => {
    await redis.cli("DEL", `pn1:zone:{${apex}}:users`);
    const { publisher } = await start("a");
    expect(publisher.standing(apex)).toMatchObject({
      answers: "nothing",
      failure: `the store counts 40 names in zone ${apex} and gave 0`,
    });
  });

  test("stays in doubt of a store that was set back, however much is written to it then", async () => {
    await redis.cli("SAVE");
    await put("paid0", "paid1");
    const a = await start("a");
    expect(await a.names()).toContain("paid1");
    await setBack();
    await expect.poll(() => doubtOf(a), patiently).toContain("the store is at serial");
    await put("x", "y", "z");
    await delay(2_500);
    expect(doubtOf(a)).toBeDefined();
    expect(await a.names()).toContain("paid1");
    const { generation, serial } = (await store.zone(apex))!;
    await expect.poll(() => a.publisher.doubt(apex)?.found?.serial, patiently).toBe(serial);
    const { position } = a.publisher.standing(apex)!;
    await store.acceptTakeover(apex, { over: [position!], generation, serial });
    await expect.poll(() => doubtOf(a), patiently).toBeUndefined();
    expect(await a.names()).toEqual([...USERS, "x", "y", "z"].sort());
  });

  test("is in doubt of a history that was written anew past what it answers", async () => {
    const folder = await openSnapshotFolder(join(directory, "snapshots"));
    await redis.cli("SAVE");
    await put("paid0");
    const a = await start("a", { folder });
    await a.stop();
    running.length = 0;
    await setBack();
    await put("x", "y", "z");
    const again = await start("again", { folder });
    await expect.poll(() => doubtOf(again), patiently).toBe("the store has lost writes that are answered");
    expect(await again.names()).toContain("paid0");
  });

  test("that starts believes the instances that have what the store has lost", async () => {
    await redis.cli("SAVE");
    await put("paid0");
    const a = await start("a");
    await setBack();
    await expect.poll(() => doubtOf(a), patiently).toBeDefined();
    await announce(a, "a");
    const speaking = setInterval(() => announce(a, "a").catch(() => undefined), 500);
    try {
      const b = await start("b");
      expect(doubtOf(b)).toContain("instance a does not take it over");
      expect(b.publisher.standing(apex)).toMatchObject({ answers: "nothing" });
      const { generation, serial } = (await store.zone(apex))!;
      const { position } = a.publisher.standing(apex)!;
      await store.acceptTakeover(apex, { over: [position!], generation, serial });
      await expect.poll(() => b.publisher.standing(apex)?.answers, patiently).toBe("store");
      expect(await b.names()).toEqual([...USERS].sort());
    } finally {
      clearInterval(speaking);
    }
  });

  test("that starts from its disk holds it against the store, whose history its snapshot is in", async () => {
    const folder = await openSnapshotFolder(join(directory, "snapshots"));
    const a = await start("a", { folder });
    await a.stop();
    running.length = 0;
    // What no change of the feed tells of: as names that a clock set forward has taken out before the snapshot.
    const saved = (await folder.read(apex))!;
    async function* short() {
      for await (const batch of saved.batches) yield batch.filter(({ user }) => user !== "user7");
    }
    await folder.write(apex, short(), () => ({ head: saved.head, changes: [] }));
    await store.delete(apex, "user1", { releasedAt: 1, forgetBefore: 0 });
    const b = await start("b", { folder });
    await expect.poll(() => b.publisher.standing(apex)?.answers, patiently).toBe("store");
    expect(await b.names()).toEqual(USERS.filter((user) => user !== "user1").sort());
  });

  test("has names again that it took out while its clock was ahead", async () => {
    await store.put(apex, "rent", { ...fieldsOf(), expiresAt: unixSeconds() + 86_400 });
    const a = await start("a");
    a.clock.skew = 172_800;
    await expect.poll(() => a.names(), patiently).not.toContain("rent");
    await delay(1_500);
    a.clock.skew = 0;
    await expect.poll(() => a.names(), patiently).toContain("rent");
  });

  test("does not load again and again what it cannot follow", async () => {
    const a = await start("a");
    await redis.cli("DEL", `pn1:zone:{${apex}}:changes`);
    await delay(3_000);
    expect(a.log.filter((each) => each === "served").length).toBeLessThan(5);
    expect(await a.names()).toHaveLength(40);
  });
});
