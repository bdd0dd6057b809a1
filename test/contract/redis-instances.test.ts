import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openRedisStore } from "../../src/zone/store/redis.ts";
import type { SharedStore } from "../../src/zone/store/shared-port.ts";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { anInstance } from "./shared-store-contract/subject.ts";

const KEY = "pn1:instances";
const MINUTE = 60_000;

describeRedis("what a Redis store knows of instances", () => {
  let server: RedisServer;
  let store: SharedStore;
  const cli = (...args: readonly string[]): Promise<string> => server.cli(...args);
  /** Milliseconds, by Redis's clock. */
  const time = async (): Promise<number> => Number((await cli("TIME")).split("\n")[0]) * 1000;
  const entry = (at: number, record: object): string => JSON.stringify([at, record]);
  const ids = async (): Promise<string[]> => (await store.instances()).map(({ id }) => id);

  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    await cli("FLUSHALL");
    store = await openRedisStore({ url: server.url });
  });
  afterEach(() => store.close());

  test("is in one hash, an instance a field", async () => {
    await store.announce(anInstance("1"));
    expect((await cli("KEYS", "*")).trim()).toBe(KEY);
    expect((await cli("HKEYS", KEY)).trim()).toBe("1");
    await store.withdraw("1");
    expect((await cli("KEYS", "*")).trim()).toBe("");
  });

  test("is as old as Redis's clock says", async () => {
    await cli("HSET", KEY, "1", entry((await time()) - 2 * MINUTE, anInstance("1")));
    const { seenAgo } = (await store.instances())[0]!;
    expect(seenAgo).toBeGreaterThanOrEqual(2 * MINUTE);
    expect(seenAgo).toBeLessThan(3 * MINUTE);
  });

  test("is not of this moment where Redis's clock was set back since", async () => {
    await cli("HSET", KEY, "1", entry((await time()) + 10 * MINUTE, anInstance("1")));
    expect((await store.instances())[0]!.seenAgo).toBeGreaterThan(9 * MINUTE);
  });

  test.each([
    ["no JSON", "of another program"],
    ["no pair", JSON.stringify(anInstance("2"))],
    ["without a time", entry(Number.NaN, anInstance("2"))],
    ["with a negative time", entry(-1, anInstance("2"))],
    ["under another id", entry(1, anInstance("3"))],
    ["without zones", entry(1, { ...anInstance("2"), zones: undefined })],
    ["with a zone of another form", entry(1, { ...anInstance("2"), zones: [{ apex: "example.com" }] })],
    ["with a time that no date can be made of", entry(1, anInstance("2", { startedAt: 1e15 }))],
    ["with a name that is no text", entry(1, { ...anInstance("2"), name: 1 })],
  ])("an entry that is %s is passed over, and the others are not", async (_, text) => {
    await store.announce(anInstance("1"));
    await cli("HSET", KEY, "2", text);
    expect(await ids()).toEqual(["1"]);
    await store.announce(anInstance("1"));
    expect(await ids()).toEqual(["1"]);
  });

  test("what a later version says beyond this one is left out", async () => {
    const later = { ...anInstance("1"), region: "eu" };
    await cli("HSET", KEY, "1", entry(await time(), later));
    expect(await store.instances()).toEqual([{ ...anInstance("1"), seenAgo: expect.any(Number) }]);
  });

  test("an hour's silence is forgotten when another announces itself, less is not", async () => {
    const now = await time();
    const silent = { "1": 61, "2": 59, "3": -59, "4": -61 };
    for (const [id, minutes] of Object.entries(silent)) {
      await cli("HSET", KEY, id, entry(now - minutes * MINUTE, anInstance(id)));
    }
    expect(await ids()).toEqual(["1", "2", "3", "4"]);
    await store.announce(anInstance("5"));
    expect(await ids()).toEqual(["2", "3", "5"]);
  });

  test("many that are silent are forgotten a few at a time, until there are none", async () => {
    const long = entry((await time()) - 61 * MINUTE, anInstance("x"));
    const fields = Array.from({ length: 100 }, (_, i) => [`${i}`, long]).flat();
    await cli("HSET", KEY, ...fields);
    await store.announce(anInstance("a"));
    const left = async () => Number(await cli("HLEN", KEY));
    expect(await left()).toBeGreaterThanOrEqual(93);
    while ((await left()) > 1) await store.announce(anInstance("a"));
    expect(await ids()).toEqual(["a"]);
  });

  test("a key of another type is told as such", async () => {
    await cli("SET", KEY, "of another program");
    const asked = [store.instances(), store.announce(anInstance("1")), store.withdraw("1")];
    for (const each of asked) await expect(each).rejects.toMatchObject({ code: "store-format" });
  });
});
