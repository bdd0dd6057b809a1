import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Once, Store, Write } from "../../src/zone/store/port.ts";
import { zoneKeys } from "../../src/zone/store/redis/keys.ts";
import { openRedisStore } from "../../src/zone/store/redis.ts";
import { LAST_INSTANT } from "../../src/zone/time-text.ts";
import { describeRedis, type RedisServer, startRedis, startReplica, until } from "../support/redis-server.ts";
import { fieldsOf, refusalOf, testZone } from "../support/store-model.ts";

const zone = testZone("example.com");
const { apex } = zone;
const keys = zoneKeys(apex);
const FORMAT = { code: "store-format", pointer: undefined };
const ONCE: Once = { key: "k".repeat(64), fingerprint: "f".repeat(64), at: 1_800_000_000, forgetBefore: 9 };
const put: Write = { kind: "put", user: "alice", fields: fieldsOf() };

describeRedis("the outcomes that a Redis store keeps", () => {
  let server: RedisServer;
  let store: Store;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    await server.cli("FLUSHALL");
    store = await openRedisStore({ url: server.url });
    await store.createZone(zone);
  });
  afterEach(() => store.close());

  /** How far the stream of writes to replicas has come. */
  const offset = async (of: RedisServer): Promise<number> =>
    Number((await of.cli("INFO", "replication")).match(/(?:master|slave)_repl_offset:(\d+)/)?.[1]);

  describe("with a replica", () => {
    let replica: RedisServer;
    beforeEach(async () => {
      replica = await startReplica(server);
    });
    afterEach(() => replica.close());

    // Nothing else is written there but pings, which are too short for the key.
    const written = async (work: () => Promise<unknown>): Promise<boolean> => {
      const before = await offset(server);
      await work();
      return (await offset(server)) - before > ONCE.key.length;
    };

    test("are written again when they are found, so that a replica's word counts for them", async () => {
      expect(await written(() => store.outcome(apex, ONCE))).toBe(false);
      await store.writeOnce(apex, put, ONCE, "");
      expect(await written(() => store.outcome(apex, ONCE))).toBe(true);
      expect(await written(() => store.writeOnce(apex, put, ONCE, ""))).toBe(true);
      expect(await written(() => store.get(apex, "alice"))).toBe(false);
      await until(async () => (await offset(replica)) >= (await offset(server)));
      const [kept, copied] = await Promise.all(
        [server, replica].map((each) => each.cli("HGETALL", keys.outcomes)),
      );
      expect(copied).toContain(ONCE.key);
      expect(copied).toBe(kept);
    });

    test("are unknown again for as long as the replica does not confirm them", async () => {
      const confirming = await openRedisStore({ url: server.url, replicas: 1, replicaTimeout: 200 });
      const attempts = [
        () => confirming.writeOnce(apex, put, ONCE, ""),
        () => confirming.outcome(apex, ONCE),
      ];
      const unknown = { code: "outcome-unknown", pointer: undefined };
      replica.signal("SIGSTOP");
      for (const attempt of [attempts[0]!, ...attempts]) expect(await refusalOf(attempt())).toEqual(unknown);
      // What was never done is nothing to be confirmed.
      expect(await confirming.outcome(apex, { ...ONCE, key: "another" })).toBeUndefined();
      replica.signal("SIGCONT");
      await until(async () => (await refusalOf(confirming.outcome(apex, ONCE))) === undefined);
      for (const attempt of attempts) expect(await attempt()).toMatchObject({ serial: 2, isRepeated: true });
      expect((await confirming.zone(apex))?.serial).toBe(2);
      await confirming.close();
    });
  });

  test.each([
    "",
    "null",
    "[]",
    `[1,2,null,"alice","${ONCE.fingerprint}"]`,
    `[-1,\n2,\nnull,\n"alice",\n"${ONCE.fingerprint}",\n""]`,
    `[${LAST_INSTANT},\n"2",\nnull,\n"alice",\n"${ONCE.fingerprint}",\n""]`,
    `[${LAST_INSTANT},\n2,\nnull,\nnull,\n"${ONCE.fingerprint}",\n""]`,
    `[${LAST_INSTANT},\n2,\nnull,\n"alice",\n"${ONCE.fingerprint}",\n7]`,
    `[${LAST_INSTANT},\n2,\n[2],\n"alice",\n"${ONCE.fingerprint}",\n""]`,
  ])("are refused as %j, and nothing is written", async (text) => {
    await server.cli("HSET", keys.outcomes, ONCE.key, text);
    expect(await refusalOf(store.outcome(apex, ONCE))).toEqual(FORMAT);
    expect(await refusalOf(store.writeOnce(apex, put, ONCE, ""))).toEqual(FORMAT);
    expect(await store.zone(apex)).toMatchObject({ serial: 1, names: 0 });
  });

  test.each([keys.outcomes, keys.outcomeTimes])("are not kept where %j has another type", async (key) => {
    await server.cli("SET", key, "of another program");
    expect(await refusalOf(store.writeOnce(apex, put, ONCE, ""))).toEqual(FORMAT);
    expect(await store.zone(apex)).toMatchObject({ serial: 1, names: 0 });
    // Who needs no outcome is not hindered.
    expect(await store.put(apex, "alice", fieldsOf())).toMatchObject({ revision: 2 });
  });

  test("are in the order of time, each once, and gone when they are forgotten", async () => {
    const at = (seconds: number, forgetBefore = 0): Once => ({ ...ONCE, at: seconds, forgetBefore });
    await store.writeOnce(apex, put, { ...at(5), key: "a" }, "");
    await store.writeOnce(apex, put, { ...at(7), key: "b" }, "");
    await store.writeOnce(apex, put, { ...at(9, 5), key: "a" }, "");
    expect(await server.cli("ZRANGE", keys.outcomeTimes, "0", "-1", "WITHSCORES")).toBe("b\n7\na\n9\n");
    await store.writeOnce(apex, put, { ...at(11, 10), key: "c" }, "");
    expect(await server.cli("ZRANGE", keys.outcomeTimes, "0", "-1", "WITHSCORES")).toBe("c\n11\n");
    expect(await server.cli("HKEYS", keys.outcomes)).toBe("c\n");
  });

  test("are none of a date that cannot be written", async () => {
    const once = { ...ONCE, at: LAST_INSTANT + 1 };
    await expect(store.writeOnce(apex, put, once, "")).rejects.toThrow(RangeError);
    expect(await store.get(apex, "alice")).toBeUndefined();
  });
});
