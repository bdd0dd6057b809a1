import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Readiness, TakeoverView } from "../../src/admin-api/client-types.ts";
import { ADDRESS, callApi, EXAMPLE_ZONE } from "../support/admin-api.ts";
import { dig } from "../support/dig.ts";
import { type RunningProcess, running, type ServeReport } from "../support/paynamed-process.ts";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";

const APEX = "_bitcoin-payment.example.com";
const patiently = { timeout: 20_000, interval: 100 };

describeRedis("an instance that starts", () => {
  let redis: RedisServer;
  let directory: string;
  let instance: RunningProcess<ServeReport>;
  let token: string;

  const start = async (): Promise<void> => {
    instance = await running<ServeReport>(
      ["serve", "--json", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data", directory],
      {
        REDIS_URL: redis.url,
        PAYNAMED_KEY_ENCRYPTION_KEY: "cd".repeat(32),
        PAYNAMED_ADMIN_TOKEN_FILE: join(directory, "admin-token"),
        PAYNAMED_SNAPSHOT_INTERVAL: "10",
      },
    );
    token = instance.report.mintedToken ?? token;
  };
  const stop = async (signal: NodeJS.Signals = "SIGTERM"): Promise<string> => {
    instance.child.kill(signal);
    return (await instance.ended).stderr;
  };
  const ask = <Body>(method: string, path: string, body?: object) =>
    callApi<Body>(instance.report.admin, token, method, path, body);
  const register = async (user: string): Promise<number> =>
    (await ask("POST", "/v1/names", { name: `${user}@example.com`, address: ADDRESS })).status;
  const said = async (owner: string, type = "TXT"): Promise<string> => {
    const { host, port } = instance.report.dns.find(({ transport }) => transport === "udp")!;
    const { status, answer, text } = await dig({ host, port }, owner, type, "+dnssec", "+norecurse");
    const error = /^; EDE: \d+/m.exec(text);
    return [status, ...answer.map((each) => each.type), ...(error ?? [])].join(" ");
  };
  const nameSaid = (user: string): Promise<string> => said(`${user}.user.${APEX}`);
  const readiness = async (): Promise<Readiness> => (await ask<Readiness>("GET", "/readyz")).body;

  beforeEach(async () => {
    redis = await startRedis("--appendonly", "yes", "--appendfsync", "always");
    directory = mkdtempSync(join(tmpdir(), "paynamed-cold-"));
    await start();
    expect((await ask("POST", "/v1/zones", EXAMPLE_ZONE)).status).toBe(201);
    expect(await register("alice")).toBe(201);
  });
  afterEach(async () => {
    await stop("SIGKILL");
    await redis.close();
    rmSync(directory, { recursive: true });
  });

  test("without Redis answers what it answered when it ended, and follows when Redis is back", async () => {
    await stop();
    await redis.stop();
    await start();
    expect(await nameSaid("alice")).toBe("NOERROR TXT RRSIG");
    expect(await nameSaid("nobody")).toBe("NXDOMAIN");
    expect(await readiness()).toMatchObject({ ready: true, degraded: true });
    expect((await readiness()).syncAge).not.toBeNull();
    expect(await register("bob")).toBe(503);
    await redis.start();
    await expect.poll(async () => (await readiness()).degraded, patiently).toBe(false);
    expect(await register("bob")).toBe(201);
    expect(await nameSaid("bob")).toBe("NOERROR TXT RRSIG");
    expect(await stop()).toContain('"from":"snapshot"');
  });

  test("after it was killed has a snapshot that is minutes old at most, and hears of the rest", async () => {
    await expect.poll(() => existsSync(join(directory, "snapshots", APEX)), patiently).toBe(true);
    expect(await register("bob")).toBe(201);
    await stop("SIGKILL");
    await start();
    await expect.poll(() => nameSaid("bob"), patiently).toBe("NOERROR TXT RRSIG");
    expect(await nameSaid("alice")).toBe("NOERROR TXT RRSIG");
    await expect.poll(async () => (await readiness()).degraded, patiently).toBe(false);
  });

  test("with a Redis that was emptied meanwhile denies nothing that it answered", async () => {
    await stop();
    await redis.cli("FLUSHALL");
    await start();
    expect(await nameSaid("alice")).toBe("NOERROR TXT RRSIG");
    const doubt = async () =>
      (await ask<TakeoverView>("GET", `/v1/zones/${APEX}/takeover`)).body.doubt?.reason;
    await expect.poll(doubt, patiently).toBe("the store no longer has the zone");
  });

  test("without Redis and without a snapshot says that it does not know yet, of every name", async () => {
    await stop();
    rmSync(join(directory, "snapshots"), { recursive: true });
    await redis.stop();
    await start();
    expect(await nameSaid("alice")).toMatch(/^SERVFAIL ; EDE: 14/);
    expect(await said("www.example.org", "A")).toMatch(/^SERVFAIL ; EDE: 14/);
    expect(await readiness()).toMatchObject({ ready: false });
    await redis.start();
    await expect.poll(() => nameSaid("alice"), patiently).toBe("NOERROR TXT RRSIG");
    expect(await said("www.example.org", "A")).toMatch(/^REFUSED/);
  });

  test("with a damaged snapshot loads what Redis has", async () => {
    await stop();
    const [file] = readdirSync(join(directory, "snapshots"));
    writeFileSync(join(directory, "snapshots", file!), "paynamed snapshot 1\ngarbage\n");
    await start();
    expect(await nameSaid("alice")).toBe("NOERROR TXT RRSIG");
    expect(await stop()).toContain("snapshot-damaged");
  });
});
