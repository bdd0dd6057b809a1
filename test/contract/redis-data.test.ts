import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Write } from "../../src/zone/store/port.ts";
import { zoneKeys } from "../../src/zone/store/redis/keys.ts";
import { openRedisStore } from "../../src/zone/store/redis.ts";
import type { SharedStore } from "../../src/zone/store/shared-port.ts";
import { LAST_INSTANT } from "../../src/zone/time-text.ts";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { allNames, fieldsOf, RELEASE, refusalOf, takeChanges, testZone } from "../support/store-model.ts";

const zone = testZone("example.com");
const { apex } = zone;
const keys = zoneKeys(apex);
const FORMAT = { code: "store-format", pointer: undefined };

const put = (user: string): Write => ({ kind: "put", user, fields: fieldsOf() });
const remove = (user: string): Write => ({ kind: "delete", user, release: RELEASE });

describeRedis("what a Redis store keeps", () => {
  let server: RedisServer;
  let store: SharedStore;
  const cli = (...args: readonly string[]): Promise<string> => server.cli(...args);
  /** How the parts of a value are read; those of hashes have no order. */
  const readers: Readonly<Record<string, (key: string) => Promise<string>>> = {
    string: (key) => cli("GET", key),
    set: async (key) => (await cli("SMEMBERS", key)).split("\n").sort().join("\n"),
    hash: async (key) => {
      const fields = (await cli("HKEYS", key)).split("\n").sort();
      return JSON.stringify(
        await Promise.all(fields.map(async (field) => [field, await cli("HGET", key, field)])),
      );
    },
    zset: (key) => cli("ZRANGE", key, "0", "-1", "WITHSCORES"),
    stream: (key) => cli("XRANGE", key, "-", "+"),
  };
  /** Everything that Redis has, key by key. */
  const contents = async (): Promise<Record<string, string>> => {
    const all = (await cli("KEYS", "*")).trim().split("\n").sort();
    const read = async (key: string): Promise<string> => readers[(await cli("TYPE", key)).trim()]!(key);
    const values = await Promise.all(all.map(read));
    return Object.fromEntries(all.map((key, i) => [key, values[i]!]));
  };

  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    await cli("FLUSHALL");
    store = await openRedisStore({ url: server.url });
    await store.createZone(zone);
    await store.batch(apex, [put("alice"), put("b-o-b"), put("carol"), remove("carol")]);
  });
  afterEach(() => store.close());

  test("is under keys of this format alone, and those of a zone have its hash tag", async () => {
    await store.putKeySet(apex, Uint8Array.of(1), 0);
    const token = { name: "one", digest: "00", account: "shop", rights: [], createdAt: 1 };
    await store.addToken(token);
    await store.acceptTakeover(apex, { over: [], generation: "one", serial: 1 });
    const dave = { kind: "put", user: "dave", fields: { ...fieldsOf(), expiresAt: 9 } } as const;
    await store.writeOnce(apex, dave, { key: "k", fingerprint: "f", at: 1, forgetBefore: 0 }, "");
    const found = Object.keys(await contents());
    const tokens = ["pn1:{tokens}:digests", "pn1:{tokens}:records"];
    expect(found.toSorted()).toEqual([...Object.values(keys), ...tokens, "pn1:zones"].toSorted());
    for (const key of Object.values(keys)) expect(key).toContain(`{${apex}}`);
  });

  test("leaves nothing of names that are gone but their releases and changes", async () => {
    await store.put(apex, "b-o-b", { ...fieldsOf(), expiresAt: 9 });
    const forget = { releasedAt: 5, forgetBefore: RELEASE.releasedAt };
    for (const user of ["alice", "b-o-b"]) await store.delete(apex, user, forget);
    expect(Object.keys(await contents())).toEqual([keys.zone, keys.changes, "pn1:zones"].toSorted());
  });

  test("is the same after a batch that was refused at its end", async () => {
    await store.put(apex, "dave", { ...fieldsOf(), expiresAt: 9 });
    const before = await contents();
    const refused = await refusalOf(
      store.batch(apex, [
        put("b-o-b"),
        remove("b-o-b"),
        { kind: "put", user: "dave", fields: { ...fieldsOf(), expiresAt: null } },
        { kind: "put", user: "alice", fields: { ...fieldsOf(), expiresAt: 10 } },
        { kind: "delete", user: "alice", release: { releasedAt: 1, forgetBefore: RELEASE.releasedAt } },
        put("carol"),
        put("e.v.e"),
        remove("nobody"),
      ]),
    );
    expect(refused).toEqual({ code: "name-unknown", pointer: "/7" });
    expect(await contents()).toEqual(before);
  });

  test("does not show a zone whose creation was cut short, which can be made then", async () => {
    const other = testZone("example.org");
    await cli("SADD", "pn1:zones", other.apex);
    expect(await store.zones()).toHaveLength(1);
    await store.createZone(other);
    expect(await store.zones()).toHaveLength(2);
  });

  test("is not taken over by a new zone where its zone is lost", async () => {
    await cli("DEL", keys.zone);
    const before = await contents();
    expect(await refusalOf(store.createZone(zone))).toEqual(FORMAT);
    expect(await refusalOf(store.put(apex, "alice", fieldsOf()))).toMatchObject({ code: "zone-unknown" });
    expect(await contents()).toEqual(before);
  });

  const { zone: zoneKey, keySet, takeover, outcomes: _, outcomeTimes: __, ...others } = keys;
  test.each(Object.values(others))("is not written to where %j has another type", async (key) => {
    await cli("DEL", key);
    await cli("SET", key, "of another program");
    const before = await contents();
    expect(await refusalOf(store.batch(apex, [put("dave"), remove("alice")]))).toEqual(FORMAT);
    expect(await contents()).toEqual(before);
  });

  test.each([zoneKey, keySet])("is not read where %j has another type", async (key) => {
    await cli("SET", key, "of another program");
    const reads = key === zoneKey ? [store.zone(apex), store.snapshot(apex)] : [store.keySet(apex)];
    for (const read of reads) expect(await refusalOf(read)).toEqual(FORMAT);
    expect(await refusalOf(store.putKeySet(apex, Uint8Array.of(1), 0))).toEqual(
      key === zoneKey ? undefined : FORMAT,
    );
  });

  test("is not made anew beside a takeover of a zone that is lost", async () => {
    await store.acceptTakeover(apex, { over: [], generation: "one", serial: 1 });
    await cli("DEL", ...Object.values(keys).filter((key) => key !== takeover));
    expect(await refusalOf(store.createZone(zone))).toEqual(FORMAT);
    expect(await store.acceptedTakeover(apex)).toBeDefined();
  });

  test.each([
    "",
    "null",
    '{"over":[],"generation":"one"}',
    '{"over":[1],"generation":"one","serial":1}',
    '{"over":[],"generation":"one","serial":0}',
    '{"over":[],"generation":"one","serial":1.5}',
  ])("is no takeover where another program has written %j", async (text) => {
    await cli("SET", takeover, text);
    expect(await refusalOf(store.acceptedTakeover(apex))).toEqual(FORMAT);
    await store.acceptTakeover(apex, { over: [], generation: "one", serial: 1 });
    expect(await store.acceptedTakeover(apex)).toEqual({ over: [], generation: "one", serial: 1 });
  });

  describe("with a record that another program has written", () => {
    const texts = [
      "",
      "null",
      "[]",
      '{"uri":"bitcoin:"}',
      '[2,null,"admin",300,"bitcoin:"]x',
      '[2,\nnull,\n"admin",\n-1,\n"bitcoin:"]',
      '[2,\nnull,\n"admin",\n2147483648,\n"bitcoin:"]',
      `[2,\n${LAST_INSTANT + 1},\n"admin",\n300,\n"bitcoin:"]`,
      '[2,\nnull,\nnull,\n300,\n"bitcoin:"]',
      '[2,\nnull,\n"admin",\n300,\n"bitcoin:",\n7]',
      '[-2,\nnull,\n"admin",\n300,\n"bitcoin:"]',
    ];
    test.each(texts)("%j is refused by what reads it", async (text) => {
      await cli("HSET", keys.names, "alice", text);
      expect(await refusalOf(store.get(apex, "alice"))).toEqual(FORMAT);
      expect(await refusalOf(store.list(apex, { limit: 5 }))).toEqual(FORMAT);
      expect((await store.get(apex, "b-o-b"))?.user).toBe("b-o-b");
    });

    test.each(texts.slice(0, 5))("%j is refused by what writes over it, and a batch undone", async (text) => {
      await cli("HSET", keys.names, "alice", text);
      const before = await contents();
      expect(await refusalOf(store.batch(apex, [put("dave"), remove("b-o-b"), put("alice")]))).toEqual(
        FORMAT,
      );
      expect(await contents()).toEqual(before);
    });

    test.each(["", "[]", '[1,"admin"]', '[-1,\n"admin"]', "7"])("so is the release %j", async (text) => {
      await cli("HSET", keys.releases, "carol", text);
      const before = await contents();
      expect(await refusalOf(store.batch(apex, [put("dave"), put("carol")]))).toEqual(FORMAT);
      expect(await contents()).toEqual(before);
      const forgets = { releasedAt: RELEASE.releasedAt, forgetBefore: RELEASE.releasedAt };
      expect(await refusalOf(store.delete(apex, "alice", forgets))).toEqual(FORMAT);
      expect(await contents()).toEqual(before);
    });
  });

  test.each([
    ["a user without a record", () => cli("HDEL", keys.names, "alice")],
    ["a record that is gone from the middle", () => cli("HDEL", keys.names, "b-o-b")],
  ])("is not listed with %s: it is no absence", async (_, damage) => {
    await damage();
    expect(await refusalOf(allNames(store, apex))).toEqual(FORMAT);
  });

  test.each([
    ["no serial", ["HDEL", keys.zone, "serial"]],
    ["a serial that is no number", ["HSET", keys.zone, "serial", "x"]],
    ["a serial behind its changes", ["HSET", keys.zone, "serial", "2"]],
    ["a serial ahead of its changes", ["HSET", keys.zone, "serial", "99"]],
    ["no changes", ["DEL", keys.changes]],
    ["changes of another program", ["XADD", keys.changes, "*", "user", "alice"]],
  ])("takes no write with %s", async (_, command) => {
    await cli(...command);
    const before = await contents();
    expect(await refusalOf(store.put(apex, "alice", fieldsOf()))).toEqual(FORMAT);
    expect(await contents()).toEqual(before);
  });

  test.each(["", "{", "null", "7", '{"apex":"example.net"}'])(
    "is no zone with the configuration %j",
    async (text) => {
      await cli("HSET", keys.zone, "config", text);
      expect(await refusalOf(store.zone(apex))).toEqual(FORMAT);
      expect(await refusalOf(store.zones())).toEqual(FORMAT);
      const other = testZone("other.example");
      await store.createZone(other);
      expect((await store.zones()).map((each) => each.apex)).toEqual([other.apex]);
    },
  );

  test.each(["", "{", "null", "7", '{"name":"one"}'])("is no token as %j", async (text) => {
    await cli("HSET", "pn1:{tokens}:records", "00", text);
    expect(await refusalOf(store.token("00"))).toEqual(FORMAT);
    expect(await refusalOf(store.tokens())).toEqual(FORMAT);
  });

  test.each([undefined, null, 7, "zones", { 0: "zones" }, ["zones", 1]])(
    "of a token whose rights are %j is no right, and the other tokens stay",
    async (rights) => {
      const one = { name: "one", digest: "01", account: "shop", rights: ["zones"], createdAt: 1 };
      await store.addToken({ ...one, name: "two", digest: "02" });
      await cli("HSET", "pn1:{tokens}:records", "01", JSON.stringify({ ...one, rights }));
      expect(await store.token("01")).toEqual({ ...one, rights: [] });
      expect((await store.tokens()).map((token) => token.rights)).toEqual([[], ["zones"]]);
    },
  );

  test.each([
    { ttl: -1 },
    { ttl: 2 ** 31 },
    { ttl: 1.5 },
    { expiresAt: -1 },
    { expiresAt: LAST_INSTANT + 1 },
  ])("is no name with %o, whoever writes it", async (values) => {
    const before = await contents();
    await expect(store.put(apex, "alice", { ...fieldsOf(), ...values })).rejects.toThrow(RangeError);
    expect(await contents()).toEqual(before);
  });

  test("is no release and no token of a date that cannot be written", async () => {
    const after = LAST_INSTANT + 1;
    const release = { releasedAt: after, forgetBefore: 0 };
    await expect(store.delete(apex, "alice", release)).rejects.toThrow(RangeError);
    const token = { name: "one", digest: "00", account: "shop", rights: [], createdAt: after };
    await expect(store.addToken(token)).rejects.toThrow(RangeError);
  });

  test("has no position of another generation", async () => {
    const { position } = await store.snapshot(apex);
    await store.put(apex, "dave", fieldsOf());
    expect(await takeChanges(store, apex, position, 1)).toHaveLength(1);
    const foreign = position.replace(/^[^:]+/, randomUUID());
    await expect(takeChanges(store, apex, foreign, 1)).rejects.toThrow("loss");
  });

  test("with a change that is gone from the middle is lost to who needs it", async () => {
    const { position } = await store.snapshot(apex);
    await store.batch(apex, ["d", "e", "f"].map(put));
    await cli("XDEL", keys.changes, "7-0");
    await expect(takeChanges(store, apex, position, 3)).rejects.toThrow("loss after 0");
  });

  describe("with what cannot be read", () => {
    const UNREADABLE = "of another program";
    let told: string[];
    let careful: SharedStore;
    beforeEach(async () => {
      told = [];
      const onDamage = (_: string, error: Error): void => void told.push(error.message);
      careful = await openRedisStore({ url: server.url, batchSize: 2, onDamage });
    });
    afterEach(() => careful.close());
    /** Puts these in the place of all changes, the first after the position. */
    const rewrite = async (position: string, entries: readonly (readonly string[])[]) => {
      const [, serial, mark] = position.split(":");
      await cli("DEL", keys.changes);
      for (const [i, fields] of [["mark", mark!], ...entries].entries()) {
        await cli("XADD", keys.changes, `${Number(serial) + i}-0`, ...fields);
      }
    };
    const marked = (...fields: readonly string[]) => ["mark", "aaaaaaaa", ...fields];

    test.each([
      ["a bad record", () => cli("HSET", keys.names, "alice", UNREADABLE)],
      ["no record", () => cli("HDEL", keys.names, "alice")],
    ])("a snapshot passes over %s and gives the others", async (_, damage) => {
      await careful.batch(apex, [put("dave"), put("eve")]);
      await damage();
      for (let i = 0; i < 2; i++) {
        const { batches, damaged } = await careful.snapshot(apex);
        const users: string[] = [];
        for await (const batch of batches) users.push(...batch.map(({ user }) => user));
        expect(users).toEqual(["b-o-b", "dave", "eve"]);
        expect(damaged()).toBe(1);
      }
      expect(told).toEqual([expect.stringContaining('"alice"')]);
    });

    test("a copy refuses a bad record", async () => {
      await cli("HSET", keys.names, "alice", UNREADABLE);
      const copied = openRedisStore({ url: server.url }).then(async (each) => {
        try {
          return await each.copyZone(apex, { folder: tmpdir(), progress: () => {} });
        } finally {
          await each.close();
        }
      });
      expect(await refusalOf(copied)).toEqual(FORMAT);
    });

    test("a change takes the name as it is now, and is left out where that is bad too", async () => {
      const { position } = await careful.snapshot(apex);
      const [, second] = [
        await careful.put(apex, "dave", fieldsOf()),
        await careful.put(apex, "eve", fieldsOf()),
      ];
      await careful.put(apex, "frank", fieldsOf());
      await cli("HSET", keys.names, "dave", UNREADABLE);
      await cli("HDEL", keys.names, "frank");
      const users = ["dave", "eve", "frank"];
      await rewrite(
        position,
        users.map((user) => marked("user", user, "record", UNREADABLE)),
      );
      const changes = await takeChanges(careful, apex, position, 3);
      expect(changes.map(({ serial, user, record }) => [serial, user, record])).toEqual([
        [6, "dave", "unreadable"],
        [7, "eve", second],
        [8, "frank", null],
      ]);
      expect(await takeChanges(careful, apex, changes[0]!.position, 2)).toEqual(changes.slice(1));
      expect(told).toHaveLength(4);
    });

    test.each([
      ["no user", marked("record", "[]")],
      ["no mark", ["user", "dave"]],
      ["another mark", ["mark", "?", "user", "dave"]],
    ])("a change with %s has a new snapshot taken, and what follows that is told", async (_, fields) => {
      const { position } = await careful.snapshot(apex);
      await careful.put(apex, "dave", fieldsOf());
      await careful.put(apex, "eve", fieldsOf());
      await rewrite(position, [marked("user", "dave"), fields]);
      const given = [];
      for await (const each of careful.changes(apex, position, new AbortController().signal))
        given.push(each);
      expect(given).toMatchObject([
        { kind: "change", user: "dave" },
        { kind: "gap", isLost: false },
      ]);
      expect(told).toEqual([expect.stringContaining("the change 7")]);
      if (fields[1] === "aaaaaaaa") await cli("HSET", keys.zone, "mark", "aaaaaaaa");
      const { position: from } = await careful.snapshot(apex);
      const first = await careful
        .changes(apex, from, new AbortController().signal)
        [Symbol.asyncIterator]()
        .next();
      expect(first.value).toEqual({ kind: "current" });
    });
  });
});
