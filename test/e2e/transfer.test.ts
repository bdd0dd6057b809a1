import { randomInt } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type {
  MintedToken,
  NameDetails,
  NameView,
  ZoneList,
  ZoneView,
} from "../../src/admin-api/client-types.ts";
import { openRedisStore } from "../../src/zone/store/redis.ts";
import { ADDRESS, callApi, EXAMPLE_ZONE } from "../support/admin-api.ts";
import { dig } from "../support/dig.ts";
import { aName, anImportedZone, aRelease, exportFile } from "../support/export-file.ts";
import { contentsOf } from "../support/format-1-file.ts";
import {
  paynamed,
  type RunningProcess,
  running,
  type ServeReport,
  start,
} from "../support/paynamed-process.ts";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { fieldsOf, follow, RELEASE, sorted, takeChanges, testZone } from "../support/store-model.ts";

/** Milliseconds: many processes one after the other, on a machine that may have others to run. */
const LONG = 300_000;
/** Two thirds of a large zone's users, and who was there before. */
const COUNT = 12_000;
const users = Array.from({ length: COUNT }, (_, i) => `u${String(i).padStart(5, "0")}`);
const isReleased = (i: number): boolean => i % 3 === 0;
const large = anImportedZone("example.com", 2 * COUNT, COUNT - COUNT / 3, COUNT / 3);
const { apex } = large.zone;
const LARGE = exportFile(
  large,
  ...users.map((user, i) => (isReleased(i) ? aRelease(user) : aName(user, i + 2))),
);

/** What an export holds, whenever and by whatever version it was made. */
const contents = (text: string): string => text.split("\n").slice(1, -2).join("\n");

describeRedis("from store to store", () => {
  let redis: RedisServer;
  let watcher: Awaited<ReturnType<typeof openRedisStore>>;
  let directory: string;
  beforeAll(async () => {
    redis = await startRedis();
    watcher = await openRedisStore({ url: redis.url });
    directory = mkdtempSync(join(tmpdir(), "paynamed-transfer-"));
  });
  afterAll(async () => {
    await watcher.close();
    await redis.close();
    rmSync(directory, { recursive: true });
  });
  beforeEach(async () => {
    await redis.cli("FLUSHALL");
  });

  let folders = 0;
  const freshFolder = (): string => {
    const folder = join(directory, `data${folders++}`);
    mkdirSync(folder);
    return folder;
  };
  const inRedis = () => ({ REDIS_URL: redis.url });
  async function json<T>(args: readonly string[], environment: Record<string, string> = {}): Promise<T> {
    const { code, stdout, stderr } = await paynamed([...args, "--json"], { REDIS_URL: "", ...environment });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return JSON.parse(stdout) as T;
  }

  describe("a server moves from SQLite to Redis", () => {
    let data: string;
    let server: RunningProcess<ServeReport> | undefined;
    let token: string;
    beforeAll(() => {
      data = freshFolder();
    });
    afterAll(stop);

    async function serve(environment: Record<string, string>): Promise<void> {
      const addresses = ["--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"];
      server = await running(["serve", "--json", ...addresses, "--data", data], {
        REDIS_URL: "",
        ...environment,
      });
      token ??= server.report.mintedToken!;
    }
    async function stop(): Promise<void> {
      server?.child.kill("SIGTERM");
      await server?.ended;
      server = undefined;
    }
    const ask = <Body>(method: string, path: string, body?: object, as = token) =>
      callApi<Body>(server!.report.admin, as, method, path, body);
    const answered = async (user: string) => {
      const owner = `${user}.user._bitcoin-payment.example.com`;
      const { status, answer } = await dig(server!.report.dns[0]!, owner, "TXT", "+norecurse");
      return [status, ...answer.map(({ ttl, rdata }) => `${ttl} ${rdata}`)];
    };
    const register = (user: string, ttl: number, holder?: string) =>
      ask<NameView>("POST", "/v1/names", { name: `${user}@example.com`, address: ADDRESS, ttl, holder });
    /** Everything that a client can see. */
    const seen = async () => ({
      zones: (await ask<ZoneList>("GET", "/v1/zones")).body,
      alice: (await ask<NameDetails>("GET", "/v1/names/alice%40example.com")).body,
      tokens: (await ask("GET", "/v1/tokens")).body,
      answers: await Promise.all(["alice", "bob", "carol", "nobody"].map(answered)),
    });

    test("in three commands, and nobody can tell", async () => {
      await serve({});
      const zone = (await ask<ZoneView>("POST", "/v1/zones", EXAMPLE_ZONE)).body;
      const shop = (await ask<MintedToken>("POST", "/v1/tokens", { name: "shop" })).body.token;
      expect((await register("alice", 60)).status).toBe(201);
      expect((await register("bob", 120, "17")).status).toBe(201);
      expect((await register("carol", 180)).status).toBe(201);
      expect((await ask("DELETE", "/v1/names/carol%40example.com")).status).toBe(204);
      const before = await seen();
      expect(before.answers.map(([status]) => status)).toEqual([
        "NOERROR",
        "NOERROR",
        "NXDOMAIN",
        "NXDOMAIN",
      ]);

      const file = join(directory, "paynamed.ndjson");
      const early = await paynamed(["export", "--data", data, "--out", file], { REDIS_URL: "" });
      expect(early).toMatchObject({ code: 1, stdout: "" });
      expect(early.stderr).toContain("stop the server first");
      expect(existsSync(file)).toBe(false);
      await stop();

      const exported = await json<{ zones: object[] }>(["export", "--data", data, "--out", file]);
      expect(exported.zones).toMatchObject([{ apex: zone.apex, serial: 5, names: 2, releases: 1 }]);
      // The key itself is in no file but the server's, and a token is in none.
      const text = readFileSync(file, "utf8");
      expect(text).not.toContain(shop);
      expect(text).not.toContain(token);
      const imported = await json<{ zones: object[] }>(["import", "--data", data, file], inRedis());
      expect(imported.zones).toMatchObject([{ state: "new", keysOpen: true }]);
      await serve(inRedis());

      expect(await seen()).toEqual(before);
      expect((await ask("GET", "/v1/zones", undefined, shop)).status).toBe(200);
      const released = await ask<object>(
        "POST",
        "/v1/names",
        { name: "carol@example.com", address: ADDRESS },
        shop,
      );
      expect(released).toMatchObject({ status: 409, body: { code: "name-held" } });
      const fresh = await register("dave", 240);
      expect([fresh.status, fresh.body.revision]).toEqual([201, 6]);
      expect(await answered("dave")).toMatchObject(["NOERROR", /^240 /]);
    });
  });

  const media: Readonly<
    Record<
      string,
      { environment: () => Record<string, string>; entries: (folder: string) => Promise<number> }
    >
  > = {
    Redis: {
      environment: inRedis,
      entries: async () => (await watcher.importUnderWay(apex))?.entries ?? 0,
    },
    SQLite: {
      environment: () => ({ REDIS_URL: "" }),
      entries: async (folder) => {
        const path = join(folder, "paynamed.sqlite");
        if (!existsSync(path)) return 0;
        const db = new DatabaseSync(path, { readOnly: true });
        try {
          return Number(db.prepare("SELECT entries FROM imports").get()?.["entries"] ?? 0);
        } catch {
          // The tables are being made.
          return 0;
        } finally {
          db.close();
        }
      },
    },
  };

  test.each(Object.keys(media))(
    "an import into %s that is killed again and again brings everything in the end",
    { timeout: LONG },
    async (medium) => {
      const { environment, entries } = media[medium]!;
      const data = freshFolder();
      const file = join(data, "large.ndjson");
      writeFileSync(file, LARGE);
      let before = 0;
      for (let round = 0; round < 4; round++) {
        const { child, ended } = start(["import", "--data", data, file], environment());
        const enough = before + randomInt(1, 2_000);
        while (child.exitCode === null && (await entries(data)) < enough) await delay(2);
        child.kill("SIGKILL");
        await ended;
        const there = await entries(data);
        expect(there).toBeGreaterThanOrEqual(before);
        before = there;
      }
      expect(before).toBeGreaterThan(0);
      expect(before).toBeLessThan(COUNT);
      const report = await json<{ zones: object[] }>(["import", "--data", data, file], environment());
      expect(report.zones).toMatchObject([{ apex, state: "begun", entriesThere: before }]);
      const { stdout } = await paynamed(["export", "--data", data], environment());
      expect(contents(stdout)).toBe(contents(LARGE));
      const again = await json<{ zones: object[] }>(["import", "--data", data, file], environment());
      expect(again.zones).toMatchObject([{ apex, state: "there" }]);
    },
  );

  test("a dry run writes nothing", async () => {
    const data = freshFolder();
    const file = join(data, "large.ndjson");
    writeFileSync(file, LARGE);
    const keys = async () => {
      const all = (await redis.cli("KEYS", "*")).split("\n").sort();
      return Promise.all(all.map(async (key) => [key, await redis.cli("--no-raw", "DUMP", key)]));
    };
    const store = await openRedisStore({ url: redis.url });
    await store.createZone(testZone("example.org"));
    await store.close();
    const inRedisBefore = await keys();
    const report = await json(["import", "--dry-run", "--data", data, file], inRedis());
    expect(report).toMatchObject({ dryRun: true, zones: [{ apex, state: "new" }] });
    expect(await keys()).toEqual(inRedisBefore);

    await json(["import", "--dry-run", "--data", join(data, "none"), file]);
    expect(existsSync(join(data, "none"))).toBe(false);
    const other = join(data, "other.ndjson");
    writeFileSync(other, exportFile(anImportedZone("example.org", 3, 0)));
    await json(["import", "--data", data, other]);
    const path = join(data, "paynamed.sqlite");
    const before = contentsOf(path);
    await json(["import", "--dry-run", "--data", data, file]);
    expect(contentsOf(path)).toEqual(before);
  });

  test("an export while others write is of one moment", async () => {
    const store = await openRedisStore({ url: redis.url });
    const zone = await store.createZone(testZone("example.com"));
    const { position } = await store.snapshot(apex);
    const put = (user: string, i: number) => store.put(apex, user, fieldsOf(`bitcoin:?lno=lno1q${i}`));
    for (let from = 0; from < 3_000; from += 500) {
      const some = users.slice(from, from + 500);
      await store.batch(
        apex,
        some.map((user) => ({ kind: "put", user, fields: fieldsOf() })),
      );
    }
    let isDone = false;
    const writers = ["x", "y"].map(async (prefix) => {
      for (let i = 0; !isDone; i++) {
        await put(`${prefix}${i}`, i);
        await put(users[(i * 37) % 3_000]!, i);
        if (i % 2 === 0) await store.delete(apex, `${prefix}${i}`, RELEASE);
      }
    });
    const file = join(freshFolder(), "busy.ndjson");
    const { zones } = await json<{ zones: { serial: number }[] }>(["export", "--out", file], inRedis());
    isDone = true;
    await Promise.all(writers);
    const [{ serial }] = zones as [{ serial: number }];
    // It was not over before the writing began.
    expect(serial).toBeGreaterThan(3_001);
    const names = new Map();
    for (const change of await takeChanges(store, apex, position, serial - 1)) follow(names, change);
    const lines = readFileSync(file, "utf8")
      .split("\n")
      .slice(1, -2)
      .map((line) => JSON.parse(line));
    expect(lines[0].zone).toMatchObject({ generation: zone.generation, serial, names: names.size });
    expect(lines.flatMap((line) => line.name ?? [])).toEqual(sorted(names));
    await store.close();
  });

  test("a hundred thousand names need no more memory than a few", { timeout: LONG }, async () => {
    const count = 100_000;
    const bounded = { NODE_OPTIONS: "--max-old-space-size=32" };
    const uri = `bitcoin:?lno=lno1${"q".repeat(300)}`;
    const many = Array.from({ length: count }, (_, i) =>
      aName(`u${String(i).padStart(6, "0")}`, i + 2, { uri }),
    );
    const data = freshFolder();
    const [file, copy] = [join(data, "many.ndjson"), join(data, "copy.ndjson")];
    writeFileSync(file, exportFile(anImportedZone("example.com", count + 1, count), ...many));
    for (const environment of [{ REDIS_URL: "" }, inRedis()]) {
      await json(["import", "--data", data, file], { ...bounded, ...environment });
      await json(["export", "--data", data, "--out", copy], { ...bounded, ...environment });
      expect(contents(readFileSync(copy, "utf8")) === contents(readFileSync(file, "utf8"))).toBe(true);
    }
  });
});
