import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../src/zone/store/port.ts";
import { openRedisStore, type RedisStoreOptions } from "../../src/zone/store/redis.ts";
import {
  describeRedis,
  type RedisServer,
  replicates,
  startRedis,
  startReplica,
  until,
} from "../support/redis-server.ts";
import { fieldsOf, refused, takeChanges, testZone } from "../support/store-model.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";

const zone = testZone("example.com");
const { apex } = zone;

describeRedis("a Redis store whose writes are confirmed", () => {
  let master: RedisServer;
  let replica: RedisServer;
  let store: Store;
  const opened: Store[] = [];
  const proxies: TcpProxy[] = [];

  const open = async (options: Partial<RedisStoreOptions> = {}): Promise<Store> => {
    const another = await openRedisStore({ url: master.url, replicas: 1, replicaTimeout: 4_000, ...options });
    opened.push(another);
    return another;
  };
  const openThrough = async (
    ...options: Parameters<typeof startTcpProxy>
  ): Promise<Partial<RedisStoreOptions>> => {
    const proxy = await startTcpProxy(...options);
    proxies.push(proxy);
    return { url: `redis://127.0.0.1:${proxy.port}` };
  };
  /** How often a command was called. */
  const calls = async (command: string): Promise<number> =>
    Number(
      new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(await master.cli("INFO", "commandstats"))?.[1] ?? 0,
    );
  const waits = async (): Promise<boolean> =>
    /blocked_clients:[1-9]/.test(await master.cli("INFO", "clients"));
  /** The replica does not answer any more, and nobody waits long for it. */
  const stopReplica = async (): Promise<void> => {
    replica.signal("SIGSTOP");
    store = await open({ replicaTimeout: 100 });
  };
  const put = (user: string): Promise<unknown> => store.put(apex, user, fieldsOf(), { ifAbsent: true });

  beforeAll(async () => {
    master = await startRedis();
    replica = await startReplica(master);
  });
  beforeEach(async () => {
    await master.cli("FLUSHALL");
    store = await open();
    await store.createZone(zone);
  });
  afterEach(async () => {
    replica.signal("SIGCONT");
    await Promise.all(opened.splice(0).map((each) => each.close()));
    await Promise.all(proxies.splice(0).map((each) => each.close()));
  });
  afterAll(async () => {
    await replica.close();
    await master.close();
  });

  test("has what it acknowledges at the replica", async () => {
    const reader = await open({ url: replica.url, replicas: 0 });
    for (let i = 0; i < 50; i++) {
      await put(`u${i}`);
      expect(await reader.get(apex, `u${i}`)).toBeDefined();
    }
  });

  test("says where too few replicas have a write, which stands", async () => {
    await stopReplica();
    const unknown = await refused(put("alice"));
    expect(unknown).toMatchObject({
      code: "outcome-unknown",
      message: expect.stringMatching(/was carried out, but only 0 of 1 replicas .* is not known/),
    });
    expect(await store.get(apex, "alice")).toMatchObject({ revision: 2 });
    replica.signal("SIGCONT");
    await until(
      async () =>
        (await put("bob").catch(() => undefined)) !== undefined ||
        (await store.get(apex, "bob")) !== undefined,
    );
  });

  test("tells of no change, and gives no snapshot, that no replica has", async () => {
    await put("alice");
    const { position } = await store.snapshot(apex);
    await stopReplica();
    const told: string[] = [];
    const stop = new AbortController();
    const telling = (async () => {
      for await (const change of store.changes(apex, position, stop.signal)) {
        if (change.kind === "change") told.push(change.user);
      }
    })();
    expect(await refused(put("bob"))).toMatchObject({ code: "outcome-unknown" });
    expect(await refused(store.snapshot(apex))).toMatchObject({ code: "outcome-unknown" });
    const later = await open({ replicas: 0 });
    expect(await takeChanges(later, apex, position, 1)).toMatchObject([{ user: "bob" }]);
    expect(told).toEqual([]);
    replica.signal("SIGCONT");
    await until(async () => told.length > 0);
    expect(told).toEqual(["bob"]);
    stop.abort();
    await telling;
  });

  test("says so of every kind of write", async () => {
    await store.addToken({ name: "one", digest: "01", account: "shop", rights: [], createdAt: 1 });
    await stopReplica();
    const writes = [
      store.createZone(testZone("example.org")),
      store.putPolicy(apex, { ...zone.payment, profile: "spec" }, zone.payment),
      store.delete(apex, "alice", { releasedAt: 1, forgetBefore: 0 }),
      store.batch(apex, [{ kind: "put", user: "bob", fields: fieldsOf() }]),
      store.putKeySet(apex, Uint8Array.of(1), 0),
      store.addToken({ name: "two", digest: "02", account: "shop", rights: [], createdAt: 1 }),
      store.removeToken("one"),
    ];
    const codes = await Promise.all(writes.map(async (write) => (await refused(write)).code));
    expect(codes).toEqual(codes.map((_, i) => (i === 2 ? "name-unknown" : "outcome-unknown")));
  });

  test("refuses what it refuses, whoever has it", async () => {
    await put("alice");
    await stopReplica();
    expect(await refused(put("alice"))).toMatchObject({ code: "name-taken" });
  });

  test("wants as many replicas as it is told", async () => {
    const strict = await open({ replicas: 2, replicaTimeout: 100 });
    const unknown = await refused(strict.put(apex, "alice", fieldsOf()));
    expect(unknown).toMatchObject({
      code: "outcome-unknown",
      message: expect.stringContaining("only 1 of 2"),
    });
  });

  test("waits once for all that came meanwhile", async () => {
    await put("first");
    await stopReplica();
    const before = await calls("wait");
    const attempts = Array.from({ length: 50 }, (_, i) => refused(put(`u${i}`)));
    for (const { code } of await Promise.all(attempts)) expect(code).toBe("outcome-unknown");
    // Once to learn whether it may; then the first write waits alone, and the others together.
    expect((await calls("wait")) - before).toBe(3);
    expect(await store.zone(apex)).toMatchObject({ names: 51 });
  });

  test("reads while a write waits", async () => {
    await put("first");
    replica.signal("SIGSTOP");
    const attempt = put("alice").catch(() => undefined);
    await until(waits);
    expect(await store.get(apex, "alice")).toBeDefined();
    expect(await waits()).toBe(true);
    replica.signal("SIGCONT");
    await attempt;
  });

  test("takes no wait for a script that was not known for the wait for the script", async () => {
    await put("alice");
    await master.cli("SCRIPT", "FLUSH");
    await stopReplica();
    expect(await refused(put("bob"))).toMatchObject({ code: "outcome-unknown" });
    expect(await store.get(apex, "bob")).toBeDefined();
    replica.signal("SIGCONT");
    await master.cli("SCRIPT", "FLUSH");
    await put("carol");
  });

  test("leaves the outcome open where the connection is lost between the script and the wait", async () => {
    let cut = false;
    const through = await openThrough(master.port, {
      toServer: (octets) => {
        const at = cut ? octets.indexOf("*3\r\n$4\r\nwait") : -1;
        return at < 0 ? octets : octets.subarray(0, at);
      },
      toClient: (octets, end) => {
        if (cut && octets.includes("done")) end();
        return octets;
      },
    });
    store = await open(through);
    await put("alice");
    cut = true;
    const attempt = refused(put("bob"));
    expect(await attempt).toMatchObject({ code: "outcome-unknown" });
    cut = false;
    // What the connection that follows has to say of replicas is not about that write.
    await until(async () => (await put("carol").catch(() => undefined)) !== undefined);
  });

  test("leaves the outcome open where the master is made a replica while it waits", async () => {
    await put("alice");
    replica.signal("SIGSTOP");
    const attempt = refused(put("bob"));
    await until(waits);
    await master.cli("REPLICAOF", "127.0.0.1", "1");
    expect(await attempt).toMatchObject({ code: "outcome-unknown" });
    // And then it takes no writes, and says why.
    store = await open();
    expect(await refused(put("carol"))).toMatchObject({ message: expect.stringContaining("replica") });
    await master.cli("REPLICAOF", "NO", "ONE");
    replica.signal("SIGCONT");
    await replicates(master, replica);
  });

  test("writes nothing where it may not wait", async () => {
    await master.cli("ACL", "SETUSER", "limited", "on", ">secret", "~pn1:*", "+@all", "-wait");
    store = await open({ username: "limited", password: "secret" });
    const denied = await refused(put("alice"));
    expect(denied).toMatchObject({ code: "store-unavailable", message: expect.stringContaining("ACL") });
    expect(await store.zone(apex)).toMatchObject({ serial: 1 });
  });

  test("writes nothing where it shall wait for disks, and Redis does not know how", async () => {
    store = await open({ waitFsync: true });
    const before = await calls("evalsha");
    const denied = await refused(put("alice"));
    expect(denied).toMatchObject({ code: "store-unavailable", message: expect.stringContaining("WAITAOF") });
    expect(await calls("evalsha")).toBe(before);
    expect(await store.zone(apex)).toMatchObject({ serial: 1 });
  });

  describe("for disks", () => {
    /** What a Redis of 7.2 would reply, in the place of this one, which knows no WAITAOF: so many disks, and replicas. */
    const knowing = (disks: number, replicas: number): ReturnType<typeof openThrough> =>
      openThrough(master.port, {
        toServer: (octets) =>
          Buffer.from(
            octets
              .toString("latin1")
              .replace(
                /\*4\r\n\$7\r\nWAITAOF(\r\n\$\d+\r\n\d+){3}\r\n/gi,
                () => `*3\r\n$4\r\nEVAL\r\n$13\r\nreturn {${disks}, ${replicas}}\r\n$1\r\n0\r\n`,
              ),
            "latin1",
          ),
      });

    test("acknowledges what they confirm", async () => {
      store = await open({ ...(await knowing(1, 1)), waitFsync: true });
      await put("alice");
    });

    test.each([
      [0, 1, "Redis's disk has not confirmed"],
      [1, 0, "only 0 of 1 replicas"],
    ])("does not where %i and %i do", async (disks, replicas, words) => {
      store = await open({ ...(await knowing(disks, replicas)), waitFsync: true });
      const unknown = await refused(put("alice"));
      expect(unknown).toMatchObject({ code: "outcome-unknown", message: expect.stringContaining(words) });
      expect(await store.get(apex, "alice")).toBeDefined();
    });

    test("asks for no replica where none is wanted", async () => {
      store = await open({ ...(await knowing(1, 0)), replicas: 0, waitFsync: true });
      await put("alice");
    });
  });
});
