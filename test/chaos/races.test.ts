import { afterAll, beforeAll, expect, test } from "vitest";
import type { NameView } from "../../src/admin-api/client-types.ts";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { expectAgreement } from "./support/agreement.ts";
import { newLedger } from "./support/ledger.ts";
import { type Pair, startPair } from "./support/pair.ts";
import { newUri } from "./support/writers.ts";

const WRITERS = 32;
const NAMES = 1_000;

describeRedis("writers who race for the same names at two instances", () => {
  let redis: RedisServer;
  let pair: Pair;

  beforeAll(async () => {
    redis = await startRedis("--appendonly", "yes", "--appendfsync", "always");
    pair = await startPair({ environment: { REDIS_URL: redis.url } });
  });
  afterAll(async () => {
    await pair?.stop();
    await redis?.close();
  });

  test("one gets each name, and both instances answer what that one wants", async () => {
    const unwatched = { begin: () => {}, settle: () => {}, withdraw: () => {} };
    const ledger = newLedger(unwatched);
    const users = Array.from({ length: NAMES }, (_, i) => `raced${i}`);
    const statuses = new Map(users.map((user) => [user, [] as number[]]));
    const write = async (instance: number): Promise<void> => {
      for (const user of users) {
        const uri = newUri();
        const wanted = { name: `${user}@${pair.zone.domain}`, uri };
        const { status, body } = await pair.call<NameView>(instance, "POST", "/v1/names", wanted);
        statuses.get(user)!.push(status);
        if (status !== 201) continue;
        expect(body.uri).toBe(uri);
        ledger.book(user, uri)({ kind: "acknowledged", by: instance });
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, (_, i) => write(i % 2)));

    const once = [201, ...Array.from({ length: WRITERS - 1 }, () => 409)];
    const others = [...statuses].filter(([, each]) => `${each.sort()}` !== `${once}`);
    expect(others).toEqual([]);
    expect(ledger.count.acknowledged).toBe(NAMES);
    await expectAgreement(pair, ledger);
  });
});
