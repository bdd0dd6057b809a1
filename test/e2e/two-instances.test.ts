import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { NameView, ZoneView } from "../../src/admin-api/client-types.ts";
import { ADDRESS, callApi, EXAMPLE_ZONE } from "../support/admin-api.ts";
import { dig } from "../support/dig.ts";
import { type RunningProcess, running, type ServeReport } from "../support/paynamed-process.ts";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";

const ownerOf = (user: string): string => `${user}.user._bitcoin-payment.example.com`;

/** Resolves when the condition holds; the test's own time limit ends what never does. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(50);
}

describeRedis("two instances on one Redis", () => {
  let redis: RedisServer;
  let directory: string;
  const instances: RunningProcess<ServeReport>[] = [];
  let token: string;

  async function startInstance(name: string): Promise<RunningProcess<ServeReport>> {
    const data = join(directory, name);
    mkdirSync(data);
    const secrets = join(directory, "secrets");
    const instance = await running<ServeReport>(
      ["serve", "--json", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data", data],
      {
        REDIS_URL: redis.url,
        PAYNAMED_KEY_ENCRYPTION_KEY_FILE: join(secrets, "key-encryption-key"),
        PAYNAMED_ADMIN_TOKEN_FILE: join(secrets, "admin-token"),
      },
    );
    instances.push(instance);
    return instance;
  }

  const served = async (instance: number, user: string): Promise<string> => {
    const { host, port } = instances[instance]!.report.dns.find(({ transport }) => transport === "udp")!;
    const { status, answer } = await dig({ host, port }, ownerOf(user), "TXT", "+dnssec", "+norecurse");
    return `${status} ${answer.map(({ type }) => type).join(" ")}`.trim();
  };
  const both = async (user: string, said: string): Promise<boolean> =>
    (await served(0, user)) === said && (await served(1, user)) === said;
  const ask = <Body>(instance: number, method: string, path: string, body?: object) =>
    callApi<Body>(instances[instance]!.report.admin, token, method, path, body);
  const register = (instance: number, user: string) =>
    ask<NameView>(instance, "POST", "/v1/names", { name: `${user}@example.com`, address: ADDRESS });

  beforeAll(async () => {
    redis = await startRedis("--appendonly", "yes", "--appendfsync", "always");
    directory = mkdtempSync(join(tmpdir(), "paynamed-instances-"));
    mkdirSync(join(directory, "secrets"));
    token = (await startInstance("first")).report.mintedToken!;
    expect((await ask<ZoneView>(0, "POST", "/v1/zones", EXAMPLE_ZONE)).status).toBe(201);
    await startInstance("second");
  });
  afterAll(async () => {
    for (const { child, ended } of instances) {
      child.kill("SIGTERM");
      await ended;
    }
    await redis?.close();
    rmSync(directory, { recursive: true });
  });

  test("they have one key", async () => {
    const dnskeys = await Promise.all(
      [0, 1].map(async (instance) => (await ask<{ zones: ZoneView[] }>(instance, "GET", "/v1/zones")).body),
    );
    expect(dnskeys[0]!.zones[0]!.keys).toHaveLength(1);
    expect(dnskeys[0]!.zones[0]!.keys).toEqual(dnskeys[1]!.zones[0]!.keys);
  });

  test("what one is told both answer", async () => {
    expect((await register(0, "alice")).status).toBe(201);
    expect((await register(1, "bob")).status).toBe(201);
    await until(() => both("alice", "NOERROR TXT RRSIG"));
    await until(() => both("bob", "NOERROR TXT RRSIG"));
    expect((await ask(1, "DELETE", "/v1/names/alice%40example.com")).status).toBe(204);
    await until(() => both("alice", "NXDOMAIN"));
  });

  test("of two who want one name one gets it", async () => {
    const users = Array.from({ length: 20 }, (_, i) => `race${i}`);
    const statuses = await Promise.all(
      users.map(async (user) => {
        const answers = await Promise.all([register(0, user), register(1, user)]);
        return answers.map(({ status }) => status).sort();
      }),
    );
    expect(statuses).toEqual(users.map(() => [201, 409]));
  });

  test("a zone that one sets up the other serves too", async () => {
    const zone = { ...EXAMPLE_ZONE, domain: "example.org" };
    expect((await ask(0, "POST", "/v1/zones", zone)).status).toBe(201);
    const { host, port } = instances[1]!.report.dns[0]!;
    await until(async () => {
      const { flags } = await dig({ host, port }, "_bitcoin-payment.example.org", "SOA", "+norecurse");
      return flags.includes("aa");
    });
  });

  test("without Redis they go on to answer, and write nothing", async () => {
    await redis.stop();
    expect(await both("bob", "NOERROR TXT RRSIG")).toBe(true);
    expect(await both("nobody", "NXDOMAIN")).toBe(true);
    expect((await register(0, "carol")).status).toBe(503);
    await redis.start();
    await until(async () => (await register(0, "carol")).status === 201);
    await until(() => both("carol", "NOERROR TXT RRSIG"));
  });

  test("a Redis that was emptied does not make them deny what they had", async () => {
    await redis.cli("FLUSHALL");
    await delay(2_500);
    expect(await both("bob", "NOERROR TXT RRSIG")).toBe(true);
    // Another zone of the same name is not taken for it either.
    await ask(0, "POST", "/v1/zones", EXAMPLE_ZONE);
    await delay(2_500);
    expect(await both("bob", "NOERROR TXT RRSIG")).toBe(true);
  });
});
