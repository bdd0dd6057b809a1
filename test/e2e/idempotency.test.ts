import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { NameView, Problem } from "../../src/admin-api/client-types.ts";
import { zoneKeys } from "../../src/zone/store/redis/keys.ts";
import { ADDRESS, type ApiAnswer, callApi, EXAMPLE_ZONE } from "../support/admin-api.ts";
import { type RunningProcess, running, type ServeReport } from "../support/paynamed-process.ts";
import { describeRedis, type RedisServer, startRedis, startReplica, until } from "../support/redis-server.ts";

const NAMES = "/v1/names";

describeRedis("requests with an Idempotency-Key, at two instances on one Redis", () => {
  let redis: RedisServer;
  let directory: string;
  const instances: RunningProcess<ServeReport>[] = [];
  let token: string;

  async function startInstance(
    name: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<RunningProcess<ServeReport>> {
    const data = join(directory, name);
    mkdirSync(data);
    const secrets = join(directory, "secrets");
    const instance = await running<ServeReport>(
      ["serve", "--json", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data", data],
      {
        REDIS_URL: redis.url,
        PAYNAMED_KEY_ENCRYPTION_KEY_FILE: join(secrets, "key-encryption-key"),
        PAYNAMED_ADMIN_TOKEN_FILE: join(secrets, "admin-token"),
        ...environment,
      },
    );
    instances.push(instance);
    return instance;
  }

  const ask = <Body>(instance: number, method: string, path: string, body?: object, key?: string) => {
    const headers = key === undefined ? {} : { "idempotency-key": key };
    return callApi<Body>(instances[instance]!.report.admin, token, method, path, body, headers);
  };
  const register = (instance: number, user: string, key: string) =>
    ask<NameView & Problem>(instance, "POST", NAMES, { name: `${user}@example.com`, address: ADDRESS }, key);
  /** Asked of Redis itself, which takes nothing else from an instance whose write it holds back. */
  const serial = async (): Promise<number> =>
    Number(await redis.cli("HGET", zoneKeys("_bitcoin-payment.example.com").zone, "serial"));

  /**
   * Registers a name while Redis answers reads and holds writes back: no signal can be timed to stop it between the reads and the
   * write of a request. Where another write was held back before, the reads were too, and nothing was written.
   */
  async function registerHeldBack(user: string, key: string): Promise<ApiAnswer<NameView & Problem>> {
    for (;;) {
      await redis.cli("CLIENT", "PAUSE", "60000", "WRITE");
      const answer = await register(0, user, key);
      if (answer.body.code !== "store-unavailable") return answer;
      await redis.cli("CLIENT", "UNPAUSE");
    }
  }

  beforeAll(async () => {
    redis = await startRedis("--appendonly", "yes", "--appendfsync", "always");
    directory = mkdtempSync(join(tmpdir(), "paynamed-idempotency-"));
    mkdirSync(join(directory, "secrets"));
    token = (await startInstance("first")).report.mintedToken!;
    expect((await ask(0, "POST", "/v1/zones", EXAMPLE_ZONE)).status).toBe(201);
    await startInstance("second");
    // From here on Redis knows the script by its digest, and has all that it needs of a write in one command.
    expect((await register(0, "first", "first")).status).toBe(201);
  });
  afterAll(async () => {
    for (const { child, ended } of instances) {
      child.kill("SIGTERM");
      await ended;
    }
    await redis?.close();
    rmSync(directory, { recursive: true });
  });

  test.each([
    ["the same instance", 0],
    ["the other one", 1],
  ])(
    "a write that Redis carries out after the client was told 503 is told again by %s",
    async (_, instance) => {
      const user = `late${instance}`;
      const before = await serial();
      const first = await registerHeldBack(user, `key-${user}`);
      expect(first).toMatchObject({ status: 503, body: { code: "outcome-unknown" } });
      expect(first.body.detail).toContain("Idempotency-Key");
      expect(await serial()).toBe(before);
      await redis.cli("CLIENT", "UNPAUSE");
      await until(async () => (await serial()) > before);
      const repeated = await register(instance, user, `key-${user}`);
      expect(repeated.headers.get("idempotency-replayed")).toBe("true");
      expect(repeated).toMatchObject({
        status: 201,
        body: { name: `${user}@example.com`, revision: before + 1 },
      });
      expect(await serial()).toBe(before + 1);
      expect((await register(instance, user, "another-key")).status).toBe(409);
    },
  );

  test("of many that come at once, at both, each is carried out once, and all are told the same", async () => {
    const before = await serial();
    const users = Array.from({ length: 10 }, (_, i) => `many${i}`);
    const told = await Promise.all(
      users.map((user) =>
        Promise.all([0, 1, 0, 1].map((instance) => register(instance, user, `key-${user}`))),
      ),
    );
    for (const answers of told) {
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
      for (const { body } of answers) expect(body).toEqual(answers[0]!.body);
      const replayed = answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true");
      expect(replayed).toHaveLength(3);
    }
    expect(await serial()).toBe(before + users.length);
  });

  test("a deletion and a conditional PUT are carried out once, though the name is another by then", async () => {
    const path = `${NAMES}/many0%40example.com`;
    const put = (instance: number) => {
      const { admin } = instances[instance]!.report;
      const headers = { "if-match": tag, "idempotency-key": '"put"' };
      return callApi<NameView>(admin, token, "PUT", path, { address: ADDRESS, ttl: 77 }, headers);
    };
    const tag = (await ask(0, "GET", path)).headers.get("etag")!;
    const first = await put(0);
    expect(first).toMatchObject({ status: 200, body: { ttl: 77 } });
    expect((await ask(0, "DELETE", path, undefined, "deletion")).status).toBe(204);
    const after = await serial();
    const again = await put(1);
    expect([again.status, again.body]).toEqual([200, first.body]);
    const deleted = await ask(1, "DELETE", path, undefined, "deletion");
    expect([deleted.status, deleted.headers.get("idempotency-replayed")]).toEqual([204, "true"]);
    expect((await ask(1, "GET", path)).status).toBe(404);
    expect(await serial()).toBe(after);
  });

  test("a write that no replica has confirmed is made once, and acknowledged when one has", async () => {
    const replica = await startReplica(redis);
    try {
      await startInstance("third", { PAYNAMED_REDIS_REPLICAS: "1", PAYNAMED_REDIS_REPLICA_TIMEOUT: "200" });
      const before = await serial();
      replica.signal("SIGSTOP");
      for (let attempt = 0; attempt < 3; attempt++) {
        const unknown = await register(2, "frank", "key-frank");
        expect(unknown).toMatchObject({ status: 503, body: { code: "outcome-unknown" } });
      }
      expect((await register(2, "frank", "another-key")).status).toBe(409);
      replica.signal("SIGCONT");
      await until(async () => (await register(2, "frank", "key-frank")).status === 201);
      const repeated = await register(2, "frank", "key-frank");
      expect(repeated).toMatchObject({ status: 201, body: { revision: before + 1 } });
      expect(repeated.headers.get("idempotency-replayed")).toBe("true");
      expect(await serial()).toBe(before + 1);
    } finally {
      await replica.close();
    }
  });
});
