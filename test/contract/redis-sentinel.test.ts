import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../../src/zone/store/port.ts";
import { openRedisStore, type RedisStoreOptions } from "../../src/zone/store/redis.ts";
import { run } from "../support/foreign-process.ts";
import { type SentinelSet, startSentinel, startSentinelSet } from "../support/redis-sentinel.ts";
import { describeRedis, replicates, until } from "../support/redis-server.ts";
import { fieldsOf, refused, takeChanges, testZone } from "../support/store-model.ts";

const zone = testZone("example.com");
const { apex } = zone;

describeRedis("a Redis store through Sentinels", () => {
  let set: SentinelSet;
  let store: Store;
  const opened: Store[] = [];
  const open = async (options: Partial<RedisStoreOptions> = {}): Promise<Store> => {
    const another = await openRedisStore({ url: set.url, commandTimeout: 1_000, ...options });
    opened.push(another);
    return another;
  };
  const put = async (user: string): Promise<boolean> =>
    store.put(apex, user, fieldsOf()).then(
      () => true,
      () => false,
    );

  /** Puts a name until the second server has it. The first takes writes, which are lost, until the store knows that it is deposed. */
  const untilHere = (user: string): Promise<void> =>
    until(async () => {
      await put(user);
      return (await set.servers[1].cli("HEXISTS", `pn1:zone:{${apex}}:names`, user)) === "1\n";
    });

  beforeEach(async () => {
    set = await startSentinelSet({ sentinels: 1 });
    store = await open();
    await store.createZone(zone);
  });
  afterEach(async () => {
    for (const server of set.servers) server.signal("SIGCONT");
    await Promise.all(opened.splice(0).map((each) => each.close()));
    await set.close();
  });

  test("goes on with the new master when the Sentinels change it", async () => {
    await replicates(...set.servers);
    await set.failOver();
    await untilHere("alice");
    expect(await store.get(apex, "alice")).toBeDefined();
  });

  test("has what a replica has confirmed when the master is killed, and tells of the rest that it is not known", async () => {
    store = await open({ replicas: 1, replicaTimeout: 500 });
    const acknowledged: string[] = [];
    const codes = new Set<string>();
    let killed = false;
    for (let i = 0; !killed || acknowledged.length < 100; i++) {
      const user = `u${i}`;
      await store.put(apex, user, fieldsOf()).then(
        () => acknowledged.push(user),
        ({ code }) => codes.add(code),
      );
      // What is refused at once lets nothing else come about.
      await setImmediate();
      if (acknowledged.length === 50 && !killed) {
        killed = true;
        const [master] = set.servers;
        master.signal("SIGKILL");
        await until(async () => (await set.master()) !== master);
        // It comes back without its data, as a replica.
        const { port } = await set.master();
        await master.stop();
        await master.start("--replicaof", "127.0.0.1", `${port}`);
      }
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(100);
    for (const user of acknowledged) expect(await store.get(apex, user)).toBeDefined();
    expect([...codes].filter((code) => !["store-unavailable", "outcome-unknown"].includes(code))).toEqual([]);
  });

  test("leaves a master that stands still, and does not come back to it", async () => {
    const { position } = await store.snapshot(apex);
    await replicates(...set.servers);
    const [master] = set.servers;
    const heard = takeChanges(store, apex, position, 1);
    master.signal("SIGSTOP");
    await until(() => put("alice"));
    expect(await heard).toMatchObject([{ user: "alice" }]);
    master.signal("SIGCONT");
    expect(await put("bob")).toBe(true);
    const [, now] = set.servers;
    expect(await now.cli("HLEN", `pn1:zone:{${apex}}:names`)).toBe("2\n");
  });

  test("lets feeds follow from a master that does not hear that it was deposed", async () => {
    const { position } = await store.snapshot(apex);
    await replicates(...set.servers);
    const [master] = set.servers;
    const heard = takeChanges(store, apex, position, 1);
    await until(async () => (await master.cli("INFO", "clients")).includes("blocked_clients:1"));
    // All that a Sentinel says to a server, and nothing that the store does.
    const sentinels = ["ping", "info", "multi", "exec", "slaveof", "replicaof", "client", "config"];
    await master.cli("ACL", "SETUSER", "default", ...sentinels.map((command) => `-${command}`));
    await until(async () => (await set.master()) !== master);
    // Only there, and not by way of the store, whose other connections hear of it sooner or later.
    const there = await open({ url: set.servers[1].url });
    await there.put(apex, "alice", fieldsOf());
    expect(await heard).toMatchObject([{ user: "alice" }]);
  });

  test("is not led to a replica by a Sentinel that takes it for the master", async () => {
    const [, replica] = set.servers;
    const wrong = await startSentinel([`sentinel monitor payment-names 127.0.0.1 ${replica.port} 1`]);
    try {
      const url = set.url.replace("://", `://127.0.0.1:${wrong.port},`);
      store = await open({ url });
      await until(() => put("alice"));
      expect(await store.get(apex, "alice")).toBeDefined();
    } finally {
      await wrong.close();
    }
  });

  test("goes on while no Sentinel is there, until the master is lost too", async () => {
    const [sentinel] = set.sentinels;
    await sentinel!.stop();
    expect(await put("alice")).toBe(true);
    const [master] = set.servers;
    await master.cli("CLIENT", "KILL", "TYPE", "normal");
    await until(async () => !(await put("bob")));
    const away = await refused(store.get(apex, "alice"));
    expect(away).toMatchObject({
      code: "store-unavailable",
      message: 'no Sentinel leads to the master "payment-names"',
    });
    await sentinel!.start();
    await until(() => put("carol"));
  });

  test("is unavailable where no Sentinel is there when it is opened, and is there when one comes", async () => {
    const [sentinel] = set.sentinels;
    await sentinel!.stop();
    store = await open();
    const away = await refused(store.zones());
    expect(away).toMatchObject({
      code: "store-unavailable",
      message: expect.stringContaining("no Sentinel"),
    });
    expect(away.cause).toMatchObject({ message: expect.stringContaining("unreachable") });
    await sentinel!.start();
    await until(() => put("alice"));
  });

  test("shows the Sentinels what they want, and needs few rights there", async () => {
    const [sentinel] = set.sentinels;
    const rights = ["+sentinel", "+subscribe", "+ping", "&+switch-master"];
    await sentinel!.cli("ACL", "SETUSER", "watcher", "on", ">secret", "resetchannels", "-@all", ...rights);
    await sentinel!.cli("ACL", "SETUSER", "default", "resetpass", "off");
    const without = await open();
    expect(await refused(without.zones())).toMatchObject({
      cause: { message: expect.stringContaining("NOAUTH") },
    });
    store = await open({ sentinelUsername: "watcher", sentinelPassword: "secret" });
    expect(await put("alice")).toBe(true);
    const watched = async (): Promise<string> =>
      run("redis-cli", [
        "-p",
        `${sentinel!.port}`,
        "--user",
        "watcher",
        "--pass",
        "secret",
        "--no-auth-warning",
        "SENTINEL",
        "FAILOVER",
        "payment-names",
      ]);
    await replicates(...set.servers);
    expect(await watched()).toBe("OK\n");
    await untilHere("bob");
  });

  test("is unavailable where the Sentinels know no such master", async () => {
    store = await open({ url: set.url.replace("payment-names", "other-names") });
    expect(await refused(store.zones())).toMatchObject({
      code: "store-unavailable",
      message: 'no Sentinel leads to the master "other-names"',
    });
  });
});
