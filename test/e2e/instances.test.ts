import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type {
  InstanceList,
  InstanceView,
  NameDeletion,
  NameResult,
  NameView,
  Problem,
} from "../../src/admin-api/client-types.ts";
import { ADDRESS, callApi, EXAMPLE_ZONE } from "../support/admin-api.ts";
import { dig } from "../support/dig.ts";
import { paynamed, type RunningProcess, running, type ServeReport } from "../support/paynamed-process.ts";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";

const APEX = "_bitcoin-payment.example.com";
const pathOf = (user: string): string => `/v1/names/${user}%40example.com`;

/** Resolves when the condition holds; the test's own time limit ends what never does. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(20);
}

describeRedis("instances that know of each other", () => {
  let redis: RedisServer;
  let directory: string;
  let token: string;
  let ams: RunningProcess<ServeReport>;
  let fra: RunningProcess<ServeReport>;

  async function start(name: string): Promise<RunningProcess<ServeReport>> {
    const data = join(directory, name);
    mkdirSync(data);
    return running<ServeReport>(
      ["serve", "--json", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data", data],
      {
        REDIS_URL: redis.url,
        PAYNAMED_INSTANCE_NAME: name,
        PAYNAMED_KEY_ENCRYPTION_KEY_FILE: join(directory, "key-encryption-key"),
        PAYNAMED_ADMIN_TOKEN_FILE: join(directory, "admin-token"),
      },
    );
  }
  const ask = <Body>(method: string, path: string, body?: object) =>
    callApi<Body>(ams.report.admin, token, method, path, body);
  const seen = async (): Promise<readonly InstanceView[]> =>
    (await ask<InstanceList>("GET", "/v1/instances")).body.instances;
  const answered = async (by: RunningProcess<ServeReport>, user: string) => {
    const { host, port } = by.report.dns.find(({ transport }) => transport === "udp")!;
    const owner = `${user}.user.${APEX}`;
    const { status, answer } = await dig({ host, port }, owner, "TXT", "+dnssec", "+norecurse");
    return [status, ...answer.map(({ type, ttl }) => `${type} ${ttl}`)].join(", ");
  };
  const confirmed = (name: string, serial: number) => ({
    id: expect.any(String),
    name,
    serial,
    confirmed: true,
  });

  beforeAll(async () => {
    redis = await startRedis();
    directory = mkdtempSync(join(tmpdir(), "paynamed-instances-"));
    ams = await start("ams");
    token = ams.report.mintedToken!;
    expect((await ask("POST", "/v1/zones", EXAMPLE_ZONE)).status).toBe(201);
    fra = await start("fra");
  });
  afterAll(async () => {
    for (const instance of [ams, fra]) {
      instance?.child.kill("SIGCONT");
      instance?.child.kill("SIGTERM");
      await instance?.ended;
    }
    await redis?.close();
    rmSync(directory, { recursive: true });
  });

  test("a write that waits for all is answered by the other when it returns", async () => {
    for (let i = 0; i < 10; i++) {
      const user = `user${i}`;
      const made = await ask<NameResult>("POST", "/v1/names?wait=all", {
        name: `${user}@example.com`,
        address: ADDRESS,
      });
      expect(made.status).toBe(201);
      const { serial, instances } = made.body;
      expect(instances!.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
        confirmed("ams", serial),
        confirmed("fra", serial),
      ]);
      expect(await answered(fra, user)).toBe("NOERROR, TXT 300, RRSIG 300");
      const put = await ask<NameResult>("PUT", `${pathOf(user)}?wait=all`, { address: ADDRESS, ttl: 60 + i });
      expect(put.status).toBe(200);
      expect(await answered(fra, user)).toBe(`NOERROR, TXT ${60 + i}, RRSIG ${60 + i}`);
      const gone = await ask<NameDeletion>("DELETE", `${pathOf(user)}?wait=all`);
      expect(gone.status).toBe(200);
      expect(gone.body).toEqual({ serial: serial + 2, instances: expect.any(Array) });
      expect(await answered(fra, user)).toBe("NXDOMAIN");
    }
  });

  test("a write that waits does not return while one answers it and the other does not", async () => {
    fra.child.kill("SIGSTOP");
    let hasReturned = false;
    const made = ask("POST", "/v1/names?wait=all", { name: "slow@example.com", address: ADDRESS }).finally(
      () => {
        hasReturned = true;
      },
    );
    await until(async () => (await answered(ams, "slow")).startsWith("NOERROR"));
    expect(hasReturned).toBe(false);
    fra.child.kill("SIGCONT");
    expect((await made).status).toBe(201);
    expect(await answered(fra, "slow")).toMatch(/^NOERROR/);
  });

  test("many that wait at once are confirmed, each", async () => {
    const users = Array.from({ length: 30 }, (_, i) => `many${i}`);
    const answers = await Promise.all(
      users.map(async (user) => {
        const body = { name: `${user}@example.com`, address: ADDRESS };
        const { status } = await ask("POST", "/v1/names?wait=all", body);
        return [status, await answered(fra, user)];
      }),
    );
    expect(answers).toEqual(users.map(() => [201, "NOERROR, TXT 300, RRSIG 300"]));
  });

  test("both are listed, with how far they are", async () => {
    const env = {
      PAYNAMED_API: `http://${ams.report.admin.host}:${ams.report.admin.port}`,
      PAYNAMED_TOKEN: token,
    };
    const { code, stdout, stderr } = await paynamed(["instances"], env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.trimEnd().split("\n");
    expect(lines[1]).toMatch(/^ams \(this\) {2}[0-9a-f]{8} +\d+\.\d+\.\d+ +\d+s +live +\d+s ago$/);
    expect(lines[2]).toMatch(/^fra {9}[0-9a-f]{8} +\d+\.\d+\.\d+ +\d+s +live +\d+s ago$/);
    const serial = (await seen())[0]!.zones[0]!.serial;
    for (const [line, name] of [
      [lines[5], "ams"],
      [lines[6], "fra"],
    ]) {
      expect(line).toMatch(
        new RegExp(`^${APEX} +${name} +store +${serial} +0 +\\d+ +\\d+ v1 active +\\d+s ago$`),
      );
    }
    const { stdout: json } = await paynamed(["instances", "--json"], env);
    const { instances } = JSON.parse(json) as InstanceList;
    expect(instances.map(({ name, self, live }) => ({ name, self, live }))).toEqual([
      { name: "ams", self: true, live: true },
      { name: "fra", self: false, live: true },
    ]);
  });

  test("one that stands still is told of, and the write stands; a repeat when it goes on is confirmed", async () => {
    const agoOfFra = async () => (await seen()).find(({ name }) => name === "fra")!.seenAgo;
    await until(async () => (await agoOfFra()) < 0.3);
    fra.child.kill("SIGSTOP");
    const body = { name: "still@example.com", address: ADDRESS };
    const behind = await ask<Problem>("POST", "/v1/names?wait=all", body);
    expect(behind.status).toBe(503);
    const there = await ask<NameView>("GET", pathOf("still"));
    expect(behind.body).toMatchObject({
      code: "instances-behind",
      detail: expect.stringContaining(
        `the write stands with serial ${there.body.revision}, but not every instance answers by it yet: fra;`,
      ),
    });
    const told = Object.fromEntries(behind.body.instances!.map((each) => [each.name, each]));
    expect(told["ams"]).toEqual(confirmed("ams", there.body.revision));
    expect(told["fra"]).toMatchObject({ confirmed: false });
    expect(told["fra"]!.serial).toBeLessThan(there.body.revision);
    fra.child.kill("SIGCONT");
    expect((await ask("PUT", `${pathOf("still")}?wait=all`, { address: ADDRESS })).status).toBe(200);
    expect(await answered(fra, "still")).toMatch(/^NOERROR/);
  });

  test("one that is killed is live no more before long, and is not waited for then", async () => {
    fra.child.kill("SIGKILL");
    await fra.ended;
    const isLive = async () => (await seen()).find(({ name }) => name === "fra")!.live;
    await until(async () => !(await isLive()));
    const { status, body } = await ask<NameResult>("PUT", `${pathOf("still")}?wait=all`, {
      address: ADDRESS,
    });
    expect(status).toBe(200);
    expect(body.instances).toEqual([confirmed("ams", body.serial)]);
  });

  test("one that ends in order is gone at once, and is another when it is back", async () => {
    rmSync(join(directory, "fra"), { recursive: true });
    const before = (await seen()).map(({ id }) => id);
    fra = await start("fra");
    const second = (await seen()).find(({ name, live }) => name === "fra" && live)!;
    expect(before).not.toContain(second.id);
    fra.child.kill("SIGTERM");
    await fra.ended;
    expect((await seen()).map(({ id }) => id)).toEqual(before);
  });
});
