import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Problem, Readiness, StoreView } from "../../src/admin-api/client-types.ts";
import { ADDRESS, callApi, EXAMPLE_ZONE } from "../support/admin-api.ts";
import { paynamed, type RunningProcess, running, type ServeReport } from "../support/paynamed-process.ts";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";

const patiently = { timeout: 20_000, interval: 100 };

describeRedis("a server that durability is required of", () => {
  let redis: RedisServer;
  let directory: string;
  const started: RunningProcess<ServeReport>[] = [];

  const args = (...further: readonly string[]): string[] => [
    ...["serve", "--json", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data", directory],
    ...further,
  ];
  const serve = async (further: readonly string[] = ["--require-durable"], own = {}) => {
    const server = await running<ServeReport>(args(...further), { REDIS_URL: redis.url, ...own });
    started.push(server);
    const { admin, mintedToken } = server.report;
    const settings = { PAYNAMED_API: `http://${admin.host}:${admin.port}`, PAYNAMED_TOKEN: mintedToken! };
    const ask = <Body>(method: string, path: string, body?: object) =>
      callApi<Body>(admin, mintedToken ?? "", method, path, body);
    const register = (user: string) =>
      ask<Problem>("POST", "/v1/names", { name: `${user}@example.com`, address: ADDRESS });
    const durable = async () => (await ask<Readiness>("GET", "/readyz")).body.durable;
    return { ...server, settings, ask, register, durable };
  };

  beforeEach(async () => {
    redis = await startRedis("--appendonly", "yes", "--appendfsync", "always");
    directory = mkdtempSync(join(tmpdir(), "paynamed-durability-"));
  });
  afterEach(async () => {
    for (const { child, ended } of started.splice(0)) {
      child.kill("SIGKILL");
      await ended;
    }
    await redis.close();
    rmSync(directory, { recursive: true });
  });

  test("does not start on a Redis that keeps nothing, and leaves nothing behind", async () => {
    await redis.cli("CONFIG", "SET", "appendonly", "no");
    const { code, stdout, stderr } = await paynamed(args("--require-durable", "--log-level", "silent"), {
      REDIS_URL: redis.url,
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    const { code: reason, detail } = JSON.parse(stderr) as { code: string; detail: string };
    expect(reason).toBe("store-not-durable");
    expect(detail).toMatch(/^a write that is acknowledged is in memory only, and durability is required: /);
    expect(detail).toMatch(/set appendonly yes and appendfsync always$/);
    expect(readdirSync(directory)).toEqual(["paynamed.sqlite.lock"]);
    expect((await redis.cli("DBSIZE")).trim()).toBe("0");
  });

  test("starts there where it is not required, and says what that is worth", async () => {
    await redis.cli("CONFIG", "SET", "appendfsync", "everysec");
    const { child, ended, ask, durable, settings } = await serve([]);
    expect(await durable()).toBe(false);
    expect((await ask("POST", "/v1/zones", EXAMPLE_ZONE)).status).toBe(201);
    const { stdout } = await paynamed(["store", "info"], settings);
    expect(stdout).toMatch(
      /^store +redis, standalone\nan acknowledged write is +on the disk within a second$/m,
    );
    expect(stdout).toMatch(/^durable +no\nrequired to be +no$/m);
    expect(stdout).toMatch(/^ {2}appendfsync +everysec$/m);
    expect(stdout).toMatch(/^warning +appendfsync is everysec: /m);
    child.kill("SIGTERM");
    const lines = (await ended).stderr.split("\n").filter((line) => line.includes("acknowledged"));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        level: 40,
        worth: "second",
        remarks: [{ code: "fsync-every-second" }],
        msg: "a write that is acknowledged is on the disk within a second",
      },
    ]);
  });

  test("refuses writes while what it runs on keeps nothing, and goes on to answer", async () => {
    const { ask, register, durable, settings } = await serve();
    expect(await durable()).toBe(true);
    expect((await ask("POST", "/v1/zones", EXAMPLE_ZONE)).status).toBe(201);
    expect((await register("alice")).status).toBe(201);

    await redis.cli("CONFIG", "SET", "appendonly", "no");
    await expect.poll(durable, patiently).toBe(false);
    const { status, body } = await register("bob");
    expect({ status, code: body.code }).toEqual({ status: 503, code: "store-not-durable" });
    expect(body.detail).toMatch(/^what is written now could be lost: appendonly is no: /);
    expect((await ask("DELETE", "/v1/names/alice%40example.com")).status).toBe(503);
    expect((await ask("POST", "/v1/tokens", { name: "shop" })).status).toBe(503);
    expect((await ask("GET", "/v1/names/alice%40example.com")).status).toBe(200);
    expect((await ask("GET", "/v1/names/bob%40example.com")).status).toBe(404);
    expect((await ask<Readiness>("GET", "/readyz")).body).toMatchObject({ ready: true });

    await redis.cli("CONFIG", "SET", "appendonly", "yes");
    await expect.poll(durable, patiently).toBe(true);
    expect((await register("bob")).status).toBe(201);
    const { code, stdout } = await paynamed(["store", "info", "--json"], settings);
    expect(code).toBe(0);
    expect(JSON.parse(stdout) as StoreView).toMatchObject({
      kind: "redis",
      worth: "disk",
      isDurable: true,
      isRequired: true,
      remarks: [],
    });
  });

  test("takes no write on a Redis that came back weaker than it was", async () => {
    const { ask, register, durable } = await serve([], { PAYNAMED_REQUIRE_DURABLE: "yes" });
    expect((await ask("POST", "/v1/zones", EXAMPLE_ZONE)).status).toBe(201);
    await redis.stop();
    await expect.poll(durable, patiently).toBe(null);
    expect((await register("alice")).status).toBe(503);
    await redis.start("--appendonly", "yes", "--appendfsync", "everysec");
    await expect.poll(durable, patiently).toBe(false);
    expect((await register("alice")).body.detail).toContain("appendfsync is everysec");
  });

  test("starts without Redis, and writes when it is there and durable", async () => {
    const own = { PAYNAMED_KEY_ENCRYPTION_KEY: "ab".repeat(32) };
    await redis.stop();
    const { ask, durable } = await serve(["--require-durable"], own);
    expect(await durable()).toBe(null);
    expect((await ask("POST", "/v1/zones", EXAMPLE_ZONE)).status).toBe(503);
    await redis.start();
    await expect.poll(durable, patiently).toBe(true);
    expect((await ask("POST", "/v1/zones", EXAMPLE_ZONE)).status).toBe(201);
  });

  test("imports nothing into a Redis that keeps nothing, and exports from it", async () => {
    const { ask, child, ended } = await serve([]);
    expect((await ask("POST", "/v1/zones", EXAMPLE_ZONE)).status).toBe(201);
    child.kill("SIGTERM");
    await ended;
    await redis.cli("CONFIG", "SET", "appendonly", "no");
    const own = { REDIS_URL: redis.url, PAYNAMED_REQUIRE_DURABLE: "true" };
    const file = join(directory, "zones.ndjson");
    const run = (...command: readonly string[]) => paynamed([...command, "--data", directory], own);
    expect(await run("export", "--out", file)).toMatchObject({ code: 0 });
    await redis.cli("FLUSHALL");
    const refused = await run("import", file, "--json");
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stderr)).toMatchObject({ code: "store-not-durable" });
    expect((await redis.cli("DBSIZE")).trim()).toBe("0");
    await redis.cli("CONFIG", "SET", "appendonly", "yes");
    await expect
      .poll(
        async () => (await redis.cli("INFO", "persistence")).includes("aof_rewrite_in_progress:1"),
        patiently,
      )
      .toBe(false);
    expect(await run("import", file)).toMatchObject({ code: 0 });
  });
});
