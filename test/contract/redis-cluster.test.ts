import { setImmediate } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../src/zone/store/port.ts";
import { openRedisStore, type RedisStoreOptions } from "../../src/zone/store/redis.ts";
import { type RedisCluster, startCluster } from "../support/redis-cluster.ts";
import { describeRedis, type RedisServer, until } from "../support/redis-server.ts";
import { fieldsOf, refusalOf, refused, takeChanges, testZone } from "../support/store-model.ts";

const zone = testZone("example.com");
const { apex } = zone;
const KEY = `pn1:zone:{${apex}}`;
const KEYS = ["", ":names", ":users", ":changes"].map((part) => `${KEY}${part}`);

describeRedis("a Redis store on a Cluster", () => {
  let cluster: RedisCluster;
  let store: Store;
  const opened: Store[] = [];
  const open = async (options: Partial<RedisStoreOptions> = {}): Promise<Store> => {
    const another = await openRedisStore({ url: cluster.url, ...options });
    opened.push(another);
    return another;
  };
  const put = (user: string, in_ = apex): Promise<boolean> =>
    store.put(in_, user, fieldsOf()).then(
      () => true,
      () => false,
    );
  const otherNode = (than: RedisServer): RedisServer => cluster.masters.find((node) => node !== than)!;
  const closeAll = async (): Promise<void> => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
  };
  const blocked = async (node: RedisServer): Promise<number> =>
    Number(/blocked_clients:(\d+)/.exec(await node.cli("INFO", "clients"))?.[1]);
  const connected = async (node: RedisServer): Promise<number> =>
    Number(/connected_clients:(\d+)/.exec(await node.cli("INFO", "clients"))?.[1]) - 1;

  describe("of three nodes", () => {
    beforeAll(async () => {
      cluster = await startCluster();
    });
    afterAll(() => cluster.close());
    beforeEach(async () => {
      await cluster.flush();
      store = await open();
      await store.createZone(zone);
    });
    afterEach(closeAll);

    test("has zones at different nodes, and finds each from any of them", async () => {
      const zones = ["example.com", "example.net", "example.org"].map(testZone);
      for (const each of zones.slice(1)) await store.createZone(each);
      const nodes = await Promise.all(zones.map((each) => cluster.nodeOf(`pn1:zone:{${each.apex}}`)));
      expect(new Set(nodes).size).toBeGreaterThan(1);
      for (const { port } of cluster.masters) {
        const from = await open({ url: `redis+cluster://127.0.0.1:${port}` });
        expect(await from.zones()).toHaveLength(3);
        for (const each of zones) await from.put(each.apex, `u${port}`, fieldsOf());
      }
    });

    test("waits with one connection a feed, at the node that has the zone", async () => {
      const node = await cluster.nodeOf(KEY);
      const before = await Promise.all(cluster.masters.map(connected));
      const { position } = await store.snapshot(apex);
      const heard = takeChanges(store, apex, position, 1);
      await until(async () => (await blocked(node)) === 1);
      const during = await Promise.all(cluster.masters.map(connected));
      expect(during.map((count, i) => count - before[i]!)).toEqual(
        cluster.masters.map((each) => (each === node ? 1 : 0)),
      );
      await put("alice");
      expect(await heard).toHaveLength(1);
    });

    test("leaves no connection behind when it closes", async () => {
      const { position } = await store.snapshot(apex);
      const heard = takeChanges(store, apex, position, 1).catch((error) => error.message);
      await until(async () => (await blocked(await cluster.nodeOf(KEY))) === 1);
      await closeAll();
      expect(await heard).toContain("ended");
      await until(async () =>
        (await Promise.all(cluster.masters.map(connected))).every((count) => count === 0),
      );
      expect(await refusalOf(store.zones())).toMatchObject({ code: "store-unavailable" });
    });

    test("follows a zone that moves to another node, and its feed does", async () => {
      const { position } = await store.snapshot(apex);
      const users = Array.from({ length: 400 }, (_, i) => `u${i}`);
      const heard = takeChanges(store, apex, position, users.length);
      await put(users[0]!);
      const moving = (async () => {
        for (let turn = 0; turn < 3; turn++) {
          const { moveKeys, finish } = await cluster.migrate(KEY, otherNode(await cluster.nodeOf(KEY)));
          // Some of the zone is here, and some there, for a while.
          for (const key of KEYS.slice(0, 2)) await moveKeys(key);
          await finish();
        }
      })();
      for (const user of users.slice(1)) expect(await put(user)).toBe(true);
      await moving;
      expect((await heard).map(({ user }) => user)).toEqual(users);
      // No write was carried out twice.
      expect(await store.zone(apex)).toMatchObject({ serial: users.length + 1, names: users.length });
    });

    test("reads what is still at one node and what is at the other already, while a zone moves", async () => {
      await put("alice");
      const { moveKeys, finish } = await cluster.migrate(KEY, otherNode(await cluster.nodeOf(KEY)));
      await moveKeys(`${KEY}:names`);
      expect(await store.get(apex, "alice")).toMatchObject({ user: "alice" });
      expect(await store.zone(apex)).toMatchObject({ names: 1 });
      // A script needs all keys in one place.
      store = await open({ commandTimeout: 200 });
      expect(await refused(store.put(apex, "bob", fieldsOf()))).toMatchObject({
        code: "store-unavailable",
        message: "the Redis Cluster is moving the zone to another node",
      });
      await finish();
      expect(await put("bob")).toBe(true);
    });

    test("sends a script whole to a node that takes a zone over and does not know it", async () => {
      const target = otherNode(await cluster.nodeOf(KEY));
      const { moveKeys, finish } = await cluster.migrate(KEY, target);
      await moveKeys(KEY);
      await target.cli("SCRIPT", "FLUSH");
      // The one key that this script has is at the new node, which takes the command only from who was sent there for it.
      const payment = { ...zone.payment, profile: "spec" } as const;
      expect(await store.putPolicy(apex, payment, zone.payment)).toMatchObject({ payment });
      await finish();
      expect(await store.zone(apex)).toMatchObject({ payment });
    });

    test("says that the Cluster is down when it is, and goes on when it is not", async () => {
      const node = await cluster.nodeOf(KEY);
      const down = otherNode(node);
      store = await open({ commandTimeout: 300 });
      down.signal("SIGSTOP");
      try {
        await until(async () => (await node.cli("CLUSTER", "INFO")).includes("cluster_state:fail"));
        expect(await refused(store.put(apex, "alice", fieldsOf()))).toMatchObject({
          code: "store-unavailable",
          message: "the Redis Cluster is down",
        });
      } finally {
        down.signal("SIGCONT");
      }
      await until(() => put("alice"));
      expect(await store.zone(apex)).toMatchObject({ serial: 2 });
    });

    test("waits within the time for a reply for a Cluster that is down for a moment", async () => {
      const node = await cluster.nodeOf(KEY);
      const down = otherNode(node);
      store = await open({ commandTimeout: 30_000 });
      down.signal("SIGSTOP");
      await until(async () => (await node.cli("CLUSTER", "INFO")).includes("cluster_state:fail"));
      const attempt = store.put(apex, "alice", fieldsOf());
      await setImmediate();
      down.signal("SIGCONT");
      expect((await attempt).revision).toBe(2);
    });

    test("is there when it comes", async () => {
      const unused = await open({ url: "redis+cluster://127.0.0.1:1" });
      expect(await refused(unused.zones())).toMatchObject({
        code: "store-unavailable",
        message: "no node of the Redis Cluster says where the data is",
        cause: { code: "ECONNREFUSED" },
      });
      const [first, ...others] = cluster.masters;
      await first!.stop();
      store = await open({ url: `redis+cluster://127.0.0.1:${first!.port}` });
      expect(await refusalOf(store.zones())).toMatchObject({ code: "store-unavailable" });
      await first!.start();
      await until(async () => (await refusalOf(store.zones())) === undefined);
      expect(others).toHaveLength(2);
    });

    test("is none where the server is of no Cluster", async () => {
      const [node] = cluster.masters;
      store = await open({ url: `redis://127.0.0.1:${node!.port}` });
      const elsewhere = ["example.com", "example.net", "example.org"].map((domain) =>
        store.zone(testZone(domain).apex),
      );
      const refusals = await Promise.all(elsewhere.map(refusalOf));
      expect(refusals).toContainEqual({ code: "store-unavailable", pointer: undefined });
    });

    test("asks every master what concerns a server", async () => {
      const { servers } = await store.durability!();
      expect(servers.map(({ server }) => server).sort()).toEqual(
        cluster.masters.map(({ port }) => `127.0.0.1:${port}`).sort(),
      );
    });
  });

  describe("with replicas", () => {
    beforeEach(async () => {
      cluster = await startCluster({ withReplicas: true });
      store = await open({ commandTimeout: 1_000, replicas: 1, replicaTimeout: 500 });
      await store.createZone(zone);
    });
    afterEach(async () => {
      await closeAll();
      await cluster.close();
    });

    test("has what a replica has confirmed when a master is killed, and goes on where it took over", async () => {
      const node = await cluster.nodeOf(KEY);
      const { position } = await store.snapshot(apex);
      const heard: string[] = [];
      const stop = new AbortController();
      const feed = (async () => {
        for await (const change of store.changes(apex, position, stop.signal)) {
          if (change.kind === "gap") return "gap";
          if (change.kind === "change") heard.push(change.user);
        }
        return "ended";
      })();
      const acknowledged: string[] = [];
      const codes = new Set<string>();
      const write = async (user: string): Promise<void> => {
        await store.put(apex, user, fieldsOf()).then(
          () => acknowledged.push(user),
          ({ code }) => codes.add(code),
        );
        // What is refused at once lets nothing else come about.
        await setImmediate();
      };
      for (let i = 0; i < 100; i++) await write(`u${i}`);
      node.signal("SIGKILL");
      const before = codes.size;
      for (let i = 100; !codes.has("outcome-unknown") && !codes.has("store-unavailable"); i++)
        await write(`u${i}`);
      expect(codes.size).toBeGreaterThan(before);
      // The new master has no replica to confirm yet.
      await until(async () => (await cluster.nodeOf(KEY).catch(() => node)) !== node);
      await node.stop();
      await node.start();
      for (let i = 1_000; acknowledged.length < 200; i++) await write(`u${i}`);
      for (const user of acknowledged) expect(await store.get(apex, user)).toBeDefined();
      const ended = await Promise.race([feed, until(async () => heard.includes(acknowledged.at(-1)!))]);
      stop.abort();
      if (ended === undefined)
        expect(heard.filter((user) => acknowledged.includes(user))).toEqual(acknowledged);
      else expect(ended).toBe("gap");
    });
  });
});
