import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Write } from "../../src/zone/store/port.ts";
import { openRedisStore } from "../../src/zone/store/redis.ts";
import type { Entry } from "../../src/zone/store/transfer-port.ts";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { fieldsOf, RELEASE, refusalOf, testZone } from "../support/store-model.ts";
import { importZone, type ReadCopy, readCopy } from "../support/zone-transfer.ts";

const zone = testZone("example.com");
const { apex } = zone;
const REDIS_CLI = "redis-cli";
const DIGEST = "d1".repeat(32);

describeRedis("a zone on its way to or from Redis", () => {
  let server: RedisServer;
  let folder: string;
  let store: Awaited<ReturnType<typeof openRedisStore>>;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    await server.cli("FLUSHALL");
    folder = mkdtempSync(join(tmpdir(), "paynamed-copy-"));
    store = await openRedisStore({ url: server.url, batchSize: 3 });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const put = (user: string): Write => ({ kind: "put", user, fields: fieldsOf() });
  const remove = (user: string, releasedAt: number, forgetBefore = 0): Write => ({
    kind: "delete",
    user,
    release: { releasedAt, forgetBefore },
  });
  /** Copies the zone; `write` is asked for what happens when so many entries have been read. */
  async function copyWhile(write: (read: number) => readonly Write[]): Promise<readonly Entry[]> {
    const writing: Promise<number>[] = [];
    // The connection sends it before the next question of the copy.
    const progress = (read: number): void => void writing.push(store.batch(apex, write(read)));
    const copy = await store.copyZone(apex, { folder, progress });
    await Promise.all(writing);
    const entries: Entry[] = [];
    for await (const batch of copy.entries) entries.push(...batch);
    await copy.close();
    return entries;
  }
  const users = (entries: readonly Entry[]): string[] => entries.map(({ user, kind }) => `${kind} ${user}`);

  test("releases that are forgotten while it is copied are not in the copy", async () => {
    await store.createZone(zone);
    const released = Array.from({ length: 18 }, (_, i) => `r${String.fromCharCode(97 + i)}`);
    const all = [...released, "kept", "last"];
    await store.batch(apex, all.map(put));
    await store.batch(apex, [...released.map((user) => remove(user, 5)), remove("kept", 6)]);
    const entries = await copyWhile((read) => (read === 20 ? [remove("last", 7, 5)] : []));
    // A deletion forgets sixteen.
    expect(users(entries)).toEqual(["release kept", "release last", "release rq", "release rr"]);
    expect(await readCopy(store, apex)).toMatchObject({ entries });
  });

  test("changes of every kind are in it, wherever the reading is", async () => {
    await store.createZone(zone);
    await store.batch(apex, ["a", "b", "c", "d", "e", "f", "g"].map(put));
    await store.batch(apex, [remove("e", 5), remove("f", 6)]);
    // After the names up to "c", after those that follow, after the releases.
    const steps = [
      [remove("a", 9), put("e"), put("0")],
      [put("a"), remove("b", 9), put("x"), remove("x", 9)],
      [remove("g", 3, 6), put("y")],
    ];
    const entries = await copyWhile(() => steps.shift() ?? []);
    expect(steps).toEqual([]);
    expect(entries.map(({ user }) => user)).toEqual(["0", "a", "b", "c", "d", "e", "x", "y"]);
    expect(users(entries.filter(({ kind }) => kind === "release"))).toEqual(["release b", "release x"]);
    expect(await readCopy(store, apex)).toMatchObject({ entries });
  });

  /** What a copy is refused with during which this is done to Redis, while nothing else runs. */
  async function copyOver(...command: readonly string[]): Promise<unknown> {
    await server.cli("FLUSHALL");
    await store.createZone(zone);
    await store.batch(apex, ["a", "b", "c", "d"].map(put));
    const progress = (): void => void execFileSync(REDIS_CLI, ["-u", server.url, ...command]);
    return store.copyZone(apex, { folder, progress }).catch((error: unknown) => error);
  }

  test("where the zone was lost or replaced there is no copy, and nothing is left on the disk", async () => {
    const key = `pn1:zone:{${apex}}`;
    expect(await copyOver("DEL", key)).toMatchObject({ code: "zone-unknown" });
    const replaced = {
      code: "store-unavailable",
      message: `the zone ${apex} was replaced, or its changes were forgotten, while it was read`,
    };
    expect(await copyOver("HSET", key, "generation", "another")).toMatchObject(replaced);
    expect(await copyOver("XTRIM", `${key}:changes`, "MAXLEN", "0")).toMatchObject(replaced);
    const rewritten = "redis.call('DEL', KEYS[1]) redis.call('XADD', KEYS[1], '5-0', 'mark', 'another')";
    expect(await copyOver("EVAL", rewritten, "1", `${key}:changes`)).toMatchObject(replaced);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a copy that has fewer names than the zone says is not complete", async () => {
    await store.createZone(zone);
    await store.batch(apex, ["a", "b"].map(put));
    await server.cli("HSET", `pn1:zone:{${apex}}`, "names", "3");
    await expect(readCopy(store, apex)).rejects.toThrow("has 3 names and 0 releases, of which 2 and 0");
  });

  const copy: ReadCopy = {
    zone: { ...zone, generation: "00000000-0000-4000-8000-000000000000", serial: 9, names: 1 },
    keySet: undefined,
    releases: 0,
    entries: [{ kind: "name", user: "a", revision: 3, ...fieldsOf() }],
  };

  test.each(["names", "changes", "keys", "released"])(
    "what a lost zone left at its %s is not taken over",
    async (key) => {
      const left = `pn1:zone:{${apex}}:${key}`;
      await server.cli("SET", left, "1");
      const refused = importZone(store, copy, { digest: DIGEST });
      await expect(refused).rejects.toMatchObject({
        code: "store-format",
        message: expect.stringContaining(left),
      });
      expect(await store.zone(apex)).toBeUndefined();
      await server.cli("DEL", left);
      await importZone(store, copy, { digest: DIGEST });
      expect(await readCopy(store, apex)).toEqual(copy);
    },
  );

  test("what is staged without an import is thrown away", async () => {
    await server.cli("HSET", `pn1:zone:{${apex}}:import:names`, "z", "1");
    await importZone(store, copy, { digest: DIGEST });
    expect(await readCopy(store, apex)).toEqual(copy);
  });

  test("an import that Redis has lost is not gone on with", async () => {
    await store.beginImport(apex, DIGEST);
    await store.importEntries(apex, DIGEST, 0, copy.entries);
    await server.cli("FLUSHALL");
    const refused = { code: "import-mismatch" };
    expect(await refusalOf(store.importEntries(apex, DIGEST, 1, []))).toMatchObject(refused);
    expect(await refusalOf(store.finishImport(DIGEST, copy))).toMatchObject(refused);
    expect(await store.zones()).toEqual([]);
  });

  test("a finished or discarded import leaves nothing but the zone", async () => {
    await store.createZone(zone);
    await store.put(apex, "a-b", { ...fieldsOf(), expiresAt: 1_800_000_000 });
    await store.batch(apex, [put("b"), remove("b", RELEASE.releasedAt)]);
    const keys = async () => (await server.cli("KEYS", "*")).trim().split("\n").sort();
    const own = await keys();
    const filled = await readCopy(store, apex);
    await server.cli("FLUSHALL");
    await importZone(store, filled);
    expect(await keys()).toEqual(own);
    await server.cli("FLUSHALL");
    await store.beginImport(apex, DIGEST);
    await store.importEntries(apex, DIGEST, 0, filled.entries);
    await store.discardImport(apex);
    expect(await keys()).toEqual([""]);
  });
});
