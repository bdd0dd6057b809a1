import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { inspect } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DomainError } from "../../src/zone/errors.ts";
import type { Change, Gap, Store } from "../../src/zone/store/port.ts";
import { openRedisStore, type RedisStoreOptions } from "../../src/zone/store/redis.ts";
import { describeRedis, type RedisServer, startRedis, until } from "../support/redis-server.ts";
import { fieldsOf, refusalOf, refused, takeChanges, testZone } from "../support/store-model.ts";

const zone = testZone("example.com");
const { apex } = zone;
const UNAVAILABLE = { code: "store-unavailable", pointer: undefined };
/** Bounds a hang, measures nothing. */
const patiently = { timeout: 30_000 };

describeRedis("a Redis store whose Redis", () => {
  let server: RedisServer;
  let store: Store;
  const opened: Store[] = [];
  let failures: DomainError[];

  const open = async (options: Partial<RedisStoreOptions> = {}): Promise<Store> => {
    const onFeedFailure = (_: string, error: DomainError): void => {
      failures.push(error);
    };
    const another = await openRedisStore({ url: server.url, onFeedFailure, ...options });
    opened.push(another);
    return another;
  };
  const restart = async (...config: readonly string[]): Promise<void> => {
    await server.stop();
    await server.start(...config);
  };
  const isBack = (): Promise<void> =>
    expect.poll(async () => (await refusalOf(store.zones()))?.code, patiently).toBeUndefined();
  /** Connections of clients besides the one that asks. */
  const clients = async (): Promise<number> =>
    Number(/connected_clients:(\d+)/.exec(await server.cli("INFO", "clients"))?.[1]) - 1;
  /** Resolves when so many feeds wait for a write. */
  const feedsWait = (count: number): Promise<void> =>
    expect
      .poll(
        async () => Number(/blocked_clients:(\d+)/.exec(await server.cli("INFO", "clients"))?.[1]),
        patiently,
      )
      .toBe(count);

  /** What a feed that goes on at `position` gives first, or the code that it ends with. */
  const next = async (
    position: string,
    signal = new AbortController().signal,
  ): Promise<Change | Gap | string> => {
    try {
      for await (const change of store.changes(apex, position, signal)) {
        if (change.kind !== "current") return change;
      }
    } catch (error) {
      return (error as DomainError).code;
    }
    return "ended";
  };

  beforeEach(async () => {
    failures = [];
    server = await startRedis("--appendonly", "yes", "--appendfsync", "always");
    store = await open();
    await store.createZone(zone);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
    await server.close();
  });

  test("is shared with another store tells one what the other writes", async () => {
    const other = await open();
    const { position } = await other.snapshot(apex);
    const heard = takeChanges(other, apex, position, 2);
    await feedsWait(1);
    const record = await store.put(apex, "alice", fieldsOf());
    expect(await other.get(apex, "alice")).toEqual(record);
    await other.delete(apex, "alice", { releasedAt: 1, forgetBefore: 0 });
    expect((await heard).map(({ serial }) => serial)).toEqual([2, 3]);
    expect(failures).toEqual([]);
  });

  test("ends the connections of feeds does not end the feeds", async () => {
    const { position } = await store.snapshot(apex);
    const heard = takeChanges(store, apex, position, 2);
    for (const user of ["alice", "bob"]) {
      await feedsWait(1);
      await server.cli("CLIENT", "KILL", "TYPE", "normal");
      await isBack();
      await store.put(apex, user, fieldsOf());
    }
    expect((await heard).map(({ user }) => user)).toEqual(["alice", "bob"]);
    expect(failures.map(({ code }) => code)).toContain("store-unavailable");
  });

  test("is asked no more by feeds and stores that have ended", async () => {
    const other = await open();
    const { position } = await other.snapshot(apex);
    const stop = new AbortController();
    const [stopped, closed] = [stop.signal, new AbortController().signal].map(async (signal) => {
      for await (const change of other.changes(apex, position, signal)) expect(change.kind).toBe("current");
    });
    await feedsWait(2);
    expect(await clients()).toBe(4);
    stop.abort();
    await stopped;
    await expect.poll(clients, patiently).toBe(3);
    await other.close();
    await closed;
    await expect.poll(clients, patiently).toBe(1);
  });

  test("is left alone by feeds that end while they connect", async () => {
    const { position } = await store.snapshot(apex);
    for (let turns = 0; turns < 40; turns++) {
      const stop = new AbortController();
      const ended = next(position, stop.signal);
      for (let i = 0; i < turns; i++) await setImmediate();
      stop.abort();
      expect(await ended).toBe("ended");
    }
    await expect.poll(clients, patiently).toBe(1);
    for (let i = 0; i < 10; i++) await setImmediate();
    expect(await clients()).toBe(1);
  });

  test("is stopped is unavailable, and is back with what was acknowledged", async () => {
    const { position } = await store.snapshot(apex);
    const heard = takeChanges(store, apex, position, 2);
    await store.put(apex, "alice", fieldsOf());
    await server.stop();
    const away = await refused(store.put(apex, "bob", fieldsOf()));
    expect(away).toMatchObject(UNAVAILABLE);
    expect(await refusalOf(store.zones())).toEqual(UNAVAILABLE);
    await expect.poll(() => failures.length, patiently).toBeGreaterThan(0);
    await server.start();
    await isBack();
    expect((await store.put(apex, "bob", fieldsOf(), { ifAbsent: true })).revision).toBe(3);
    expect((await heard).map(({ user }) => user)).toEqual(["alice", "bob"]);
  });

  test("is away when the store is opened is there when it comes", async () => {
    await server.stop();
    store = await open();
    const away = await refused(store.zone(apex));
    expect(away).toMatchObject({ ...UNAVAILABLE, message: "there is no connection to Redis" });
    expect(away.cause).toMatchObject({ code: "ECONNREFUSED" });
    await server.start();
    await isBack();
    expect(await store.zone(apex)).toMatchObject({ serial: 1 });
  });

  test("is killed over a write leaves its outcome open, and the message says so", async () => {
    server.signal("SIGSTOP");
    const attempt = refused(store.put(apex, "alice", fieldsOf()));
    server.signal("SIGKILL");
    expect(await attempt).toMatchObject({ code: "outcome-unknown" });
  });

  test("stands still is unavailable; a write it had been sent may be carried out later", async () => {
    store = await open({ commandTimeout: 200 });
    const { position } = await store.snapshot(apex);
    const heard = takeChanges(store, apex, position, 1);
    await feedsWait(1);
    server.signal("SIGSTOP");
    const write = await refused(store.put(apex, "alice", fieldsOf()));
    expect(write).toMatchObject({
      code: "outcome-unknown",
      message: expect.stringContaining("is not known"),
    });
    const read = await refused(store.get(apex, "alice"));
    expect(read).toMatchObject(UNAVAILABLE);
    server.signal("SIGCONT");
    await isBack();
    await store.put(apex, "alice", fieldsOf());
    expect(await heard).toMatchObject([{ serial: 2, user: "alice" }]);
  });

  test("stands still does not keep a feed from ending", async () => {
    store = await open({ commandTimeout: 600_000 });
    const { position } = await store.snapshot(apex);
    const stop = new AbortController();
    const ended = (async () => {
      for await (const change of store.changes(apex, position, stop.signal)) {
        if (change.kind !== "current") return change;
      }
      return "ended";
    })();
    await feedsWait(1);
    server.signal("SIGSTOP");
    stop.abort();
    expect(await ended).toBe("ended");
    server.signal("SIGCONT");
  });

  test("is a replica takes no writes, and gives what its master has", async () => {
    await server.cli("CONFIG", "SET", "repl-diskless-sync-delay", "0");
    const replica = await startRedis("--replicaof", "127.0.0.1", `${server.port}`);
    try {
      const reader = await open({ url: replica.url });
      await store.put(apex, "alice", fieldsOf());
      await expect
        .poll(async () => await reader.get(apex, "alice").catch(() => undefined), patiently)
        .toMatchObject({ user: "alice" });
      const addresses = async () =>
        [
          ...(await replica.cli("CLIENT", "LIST", "TYPE", "normal")).matchAll(
            / addr=(\S+).* cmd=(?!client)/g,
          ),
        ].map(([, address]) => address);
      const [before] = await addresses();
      const write = await refused(reader.put(apex, "bob", fieldsOf()));
      expect(write).toMatchObject({ ...UNAVAILABLE, message: "this Redis is a replica and takes no writes" });
      // By now the address may lead to the master.
      await expect.poll(async () => (await addresses()).includes(before), patiently).toBe(false);
      await server.stop();
      await replica.cli("REPLICAOF", "NO", "ONE");
      await expect
        .poll(async () => (await refusalOf(reader.put(apex, "bob", fieldsOf())))?.code, patiently)
        .toBeUndefined();
    } finally {
      await Promise.all(opened.splice(0).map((each) => each.close()));
      await replica.close();
    }
  });

  test("is full takes no writes and keeps what it has", async () => {
    await store.put(apex, "alice", fieldsOf());
    await server.cli("CONFIG", "SET", "maxmemory", "1");
    const put = { kind: "put", user: "bob", fields: fieldsOf() } as const;
    const full = await refused(store.batch(apex, [put, put]));
    expect(full).toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining("maxmemory") });
    expect(await refusalOf(store.createZone(testZone("example.org")))).toEqual(UNAVAILABLE);
    expect(await store.zone(apex)).toMatchObject({ serial: 2, names: 1 });
    await server.cli("CONFIG", "SET", "maxmemory", "0");
    expect(await store.batch(apex, [put, put])).toBe(4);
  });

  test("cannot save to its disk takes no writes", async () => {
    const [, directory] = (await server.cli("CONFIG", "GET", "dir")).trim().split("\n");
    mkdirSync(join(directory!, "dump.rdb"));
    await server.cli("CONFIG", "SET", "save", "3600 1");
    await server.cli("BGSAVE");
    await until(async () => (await server.cli("INFO", "persistence")).includes("last_bgsave_status:err"));
    const write = await refused(store.put(apex, "alice", fieldsOf()));
    expect(write).toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining("disk") });
    expect(await store.zone(apex)).toMatchObject({ serial: 1 });
  });

  test("is still loading its data says so, and is there when it has", async () => {
    for (let i = 0; i < 30; i++) await store.createZone(testZone(`example${i}.com`));
    await server.cli("SAVE");
    await server.stop();
    // Microseconds that each key takes to load: for tests of Redis itself.
    const slow = [
      "--appendonly",
      "no",
      "--key-load-delay",
      "100000",
      "--loading-process-events-interval-bytes",
      "1024",
    ];
    const started = server.start(...slow);
    await until(async () => {
      const message = await store.zone(apex).then(
        () => undefined,
        (error) => (error as DomainError).message,
      );
      return message === "Redis is still loading its data";
    });
    await until(async () => (await server.cli("CONFIG", "SET", "key-load-delay", "0")).startsWith("OK"));
    await started;
    await isBack();
    expect(await store.zones()).toHaveLength(31);
  });

  test("has too few replicas takes no writes", async () => {
    await server.cli("CONFIG", "SET", "min-replicas-to-write", "1");
    const write = await refused(store.put(apex, "alice", fieldsOf()));
    expect(write).toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining("too few replicas") });
  });

  test("forgets the scripts is sent them again", async () => {
    await store.put(apex, "alice", fieldsOf());
    await server.cli("SCRIPT", "FLUSH");
    expect((await store.put(apex, "bob", fieldsOf())).revision).toBe(3);
  });

  test("wants a password refuses who does not have it, and says why", async () => {
    await server.cli("CONFIG", "SET", "requirepass", "secret");
    const without = await refused((await open()).zones());
    expect(without).toMatchObject({ ...UNAVAILABLE, message: "Redis wants a password" });
    const wrong = await refused(
      (await open({ url: `redis://:not-the-secret@127.0.0.1:${server.port}` })).zones(),
    );
    expect(wrong).toMatchObject({ ...UNAVAILABLE, cause: { message: expect.stringContaining("WRONGPASS") } });
    expect(inspect(wrong, { depth: 9 })).not.toContain("not-the-secret");
    const right = await open({ url: `redis://:secret@127.0.0.1:${server.port}` });
    expect(await right.zones()).toHaveLength(1);
  });

  test("permits its user the keys of the store only is enough", async () => {
    const rules = ["on", ">secret", "~pn1:*", "+@read", "+@write", "+@scripting", "+@connection"];
    await server.cli("ACL", "SETUSER", "paynamed", ...rules);
    const limited = await open({ url: `redis://paynamed:secret@127.0.0.1:${server.port}` });
    const { position } = await limited.snapshot(apex);
    const heard = takeChanges(limited, apex, position, 1);
    await feedsWait(1);
    await limited.put(apex, "alice", fieldsOf());
    expect(await heard).toHaveLength(1);
    await server.cli("ACL", "SETUSER", "paynamed", "-@write");
    const write = await refused(limited.put(apex, "alice", fieldsOf()));
    expect(write).toMatchObject({ ...UNAVAILABLE, message: expect.stringContaining("ACL") });
  });

  test("was emptied has a gap where the zone was made anew, and no zone until then", async () => {
    await store.put(apex, "alice", fieldsOf());
    const { position } = await store.snapshot(apex);
    const waiting = next(position);
    await feedsWait(1);
    await server.cli("FLUSHALL");
    expect(await waiting).toBe("zone-unknown");
    await store.createZone(zone);
    await store.put(apex, "alice", fieldsOf());
    await store.put(apex, "bob", fieldsOf());
    expect(await next(position)).toEqual({ kind: "gap", isLost: true });
  });

  test("is another behind the same address has a gap", async () => {
    const { position } = await store.snapshot(apex);
    const waiting = next(position);
    await feedsWait(1);
    const other = await startRedis();
    try {
      const elsewhere = await openRedisStore({ url: other.url });
      await elsewhere.createZone(zone);
      await elsewhere.put(apex, "alice", fieldsOf());
      await elsewhere.close();
      await other.cli("SAVE");
      const [, directory] = (await other.cli("CONFIG", "GET", "dir")).trim().split("\n");
      await restart("--appendonly", "no", "--dir", directory!);
      expect(await waiting).toEqual({ kind: "gap", isLost: true });
    } finally {
      await other.close();
    }
  });

  test("comes back with less than it had has a gap, though it has written as much anew", async () => {
    await server.cli("CONFIG", "SET", "appendonly", "no");
    await store.put(apex, "alice", fieldsOf());
    const kept = await store.snapshot(apex);
    await server.cli("SAVE");
    await store.put(apex, "bob", fieldsOf());
    const lost = await store.snapshot(apex);
    server.signal("SIGKILL");
    await restart("--appendonly", "no");
    await isBack();
    expect(await next(lost.position)).toEqual({ kind: "gap", isLost: true });
    const doubted = { code: "zone-doubted", pointer: undefined };
    const write = (ifFollows: string) => refusalOf(store.put(apex, "carol", fieldsOf(), { ifFollows }));
    expect(await write(lost.position)).toEqual(doubted);
    expect(await write(kept.position)).toBeUndefined();
    // The serial is there again, with another write.
    expect(await write(lost.position)).toEqual(doubted);
    expect(await next(lost.position)).toEqual({ kind: "gap", isLost: true });
    await store.put(apex, "dave", fieldsOf());
    expect(await next(lost.position)).toEqual({ kind: "gap", isLost: true });
    expect(await next(kept.position)).toMatchObject({ kind: "change", user: "carol", serial: 3 });
  });

  test("is emptied under a snapshot does not make it a small one", async () => {
    store = await open({ batchSize: 2 });
    const users = ["a", "b", "c", "d", "e"];
    await store.batch(
      apex,
      users.map((user) => ({ kind: "put", user, fields: fieldsOf() })),
    );
    const [gone, replaced] = [await store.snapshot(apex), await store.snapshot(apex)];
    const pages = [gone, replaced].map(({ batches }) => batches[Symbol.asyncIterator]());
    for (const each of pages) expect((await each.next()).value).toHaveLength(2);
    await server.cli("FLUSHALL");
    expect(await refusalOf(pages[0]!.next())).toMatchObject({ code: "zone-unknown" });
    await store.createZone(zone);
    expect(await refusalOf(pages[1]!.next())).toEqual(UNAVAILABLE);
  });

  // Rejections that nobody handles fail the run.
  test("stays away is told of again and again, until the store closes", async () => {
    const { position } = await store.snapshot(apex);
    const waiting = next(position);
    await feedsWait(1);
    await server.stop();
    await expect.poll(() => failures.length, patiently).toBeGreaterThan(2);
    await store.close();
    expect(await waiting).toBe("ended");
    expect(await refused(store.zones())).toMatchObject({ ...UNAVAILABLE, message: "the store is closed" });
  });
});
