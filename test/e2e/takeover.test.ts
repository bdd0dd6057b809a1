import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Readiness, TakeoverView, ZoneView } from "../../src/admin-api/client-types.ts";
import { ADDRESS, callApi, EXAMPLE_ZONE } from "../support/admin-api.ts";
import { dig } from "../support/dig.ts";
import { type RunningProcess, running, type ServeReport } from "../support/paynamed-process.ts";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";

const APEX = "_bitcoin-payment.example.com";
const TAKEOVER = `/v1/zones/${APEX}/takeover`;
const patiently = { timeout: 20_000, interval: 100 };

describeRedis("two instances whose Redis has something else than it had", () => {
  let redis: RedisServer;
  let directory: string;
  let token: string;
  const instances: RunningProcess<ServeReport>[] = [];

  const ask = <Body>(instance: number, method: string, path: string, body?: object) =>
    callApi<Body>(instances[instance]!.report.admin, token, method, path, body);
  const register = (instance: number, user: string) =>
    ask(instance, "POST", "/v1/names", { name: `${user}@example.com`, address: ADDRESS });
  const said = async (instance: number, user: string): Promise<string> => {
    const { host, port } = instances[instance]!.report.dns.find(({ transport }) => transport === "udp")!;
    const owner = `${user}.user.${APEX}`;
    const { status, answer } = await dig({ host, port }, owner, "TXT", "+dnssec", "+norecurse");
    return `${status} ${answer.map(({ type }) => type).join(" ")}`.trim();
  };
  const both = async (user: string): Promise<readonly string[]> => [await said(0, user), await said(1, user)];
  const SIGNED = Array(2).fill("NOERROR TXT RRSIG");
  const NONE = Array(2).fill("NXDOMAIN");
  const doubts = async () =>
    Promise.all([0, 1].map(async (at) => (await ask<TakeoverView>(at, "GET", TAKEOVER)).body.doubt));

  beforeEach(async () => {
    redis = await startRedis("--appendonly", "no");
    directory = mkdtempSync(join(tmpdir(), "paynamed-takeover-"));
    for (const name of ["first", "second"]) {
      const data = join(directory, name);
      mkdirSync(data);
      const instance = await running<ServeReport>(
        ["serve", "--json", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data", data],
        {
          REDIS_URL: redis.url,
          PAYNAMED_KEY_ENCRYPTION_KEY: "ab".repeat(32),
          PAYNAMED_ADMIN_TOKEN_FILE: join(directory, "admin-token"),
        },
      );
      token = instance.report.mintedToken ?? token;
      instances.push(instance);
      if (name === "first") expect((await ask(0, "POST", "/v1/zones", EXAMPLE_ZONE)).status).toBe(201);
    }
    expect((await register(0, "alice")).status).toBe(201);
    await expect.poll(() => both("alice"), patiently).toEqual(SIGNED);
  });
  afterEach(async () => {
    for (const { child, ended } of instances.splice(0)) {
      child.kill("SIGTERM");
      await ended;
    }
    await redis.close();
    rmSync(directory, { recursive: true });
  });

  test("that lost the zone: they answer what they had until one is told to take over what is there", async () => {
    await redis.cli("FLUSHALL");
    await expect.poll(doubts, patiently).toMatchObject(Array(2).fill({ found: null, difference: null }));
    expect(await both("alice")).toEqual(SIGNED);
    for (const [method, path] of [
      ["POST", "/v1/names"],
      ["GET", "/v1/names/alice%40example.com"],
      ["DELETE", "/v1/names/alice%40example.com"],
    ] as const) {
      const body = method === "POST" ? { name: "bob@example.com", address: ADDRESS } : undefined;
      const lost = await ask(0, method, path, body);
      expect(lost).toMatchObject({ status: 503, body: { code: "zone-doubted" } });
    }
    expect((await ask<Readiness>(0, "GET", "/readyz")).body).toMatchObject({ ready: true, degraded: true });

    // A new zone of the name has another key, which nothing in the parent names.
    const made = await ask<{ code: string }>(0, "POST", "/v1/zones", EXAMPLE_ZONE);
    expect(made).toMatchObject({ status: 503, body: { code: "zone-doubted" } });
    const vanished = { count: 1, examples: ["alice"] };
    await expect.poll(doubts, patiently).toMatchObject(Array(2).fill({ difference: { vanished } }));
    const refused = await register(1, "bob");
    expect(refused).toMatchObject({ status: 503, body: { code: "zone-doubted" } });
    expect(await both("alice")).toEqual(SIGNED);

    const { generation, serial } = (await doubts())[0]!.found!;
    const other = await ask(0, "POST", TAKEOVER, { generation, serial: serial + 1 });
    expect(other).toMatchObject({ status: 409, body: { code: "takeover-mismatch" } });
    expect((await ask(0, "POST", TAKEOVER, { generation, serial })).status).toBe(202);
    await expect.poll(doubts, patiently).toEqual([null, null]);
    expect(await both("alice")).toEqual(NONE);
    expect((await register(1, "bob")).status).toBe(201);
    await expect.poll(() => both("bob"), patiently).toEqual(SIGNED);
    const { zones } = (await ask<{ zones: ZoneView[] }>(1, "GET", "/v1/zones")).body;
    expect(zones[0]!.serial).toBe(2);
  });

  test("that has lost writes: nothing that was answered is denied, and when it has them again all goes on", async () => {
    await redis.cli("SAVE");
    expect((await register(1, "bob")).status).toBe(201);
    await expect.poll(() => both("bob"), patiently).toEqual(SIGNED);
    redis.signal("SIGKILL");
    await redis.stop();
    await redis.start();
    await expect
      .poll(doubts, patiently)
      .toMatchObject(Array(2).fill({ reason: "the store is at serial 2 and was at 3 before" }));
    expect(await register(0, "carol")).toMatchObject({ status: 503, body: { code: "zone-doubted" } });
    expect(await both("bob")).toEqual(SIGNED);
    const seen = (await doubts())[0]!;
    expect(seen.difference).toMatchObject({ vanished: { count: 1, examples: ["bob"] } });

    const { generation, serial } = seen.found!;
    expect((await ask(1, "POST", TAKEOVER, { generation, serial })).status).toBe(202);
    await expect.poll(() => both("bob"), patiently).toEqual(NONE);
    expect(await both("alice")).toEqual(SIGNED);
    // What was accepted once is no licence for the next loss.
    expect((await register(0, "bob")).status).toBe(201);
    expect((await register(0, "dave")).status).toBe(201);
    await expect.poll(() => both("dave"), patiently).toEqual(SIGNED);
    redis.signal("SIGKILL");
    await redis.stop();
    await redis.start();
    await delay(3_000);
    expect(await both("dave")).toEqual(SIGNED);
    expect((await doubts()).map((each) => each?.found?.serial)).toEqual([2, 2]);
  });
});
