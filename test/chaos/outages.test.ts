import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, test } from "vitest";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { expectAgreement } from "./support/agreement.ts";
import { type Ledger, newLedger } from "./support/ledger.ts";
import { type Pair, startPair } from "./support/pair.ts";
import { expectFlawless, type Probe, startProbe } from "./support/probe.ts";
import { startWriters } from "./support/writers.ts";

const BOTH = [0, 1] as const;

describeRedis("two instances under queries and writes", () => {
  let redis: RedisServer;
  let pair: Pair;
  let probe: Probe;
  let ledger: Ledger;

  beforeAll(async () => {
    redis = await startRedis("--appendonly", "yes", "--appendfsync", "always");
    pair = await startPair({ environment: { REDIS_URL: redis.url } });
    probe = await startProbe(pair.probeSetup);
    ledger = newLedger(probe);
  });
  afterAll(async () => {
    await probe?.stop();
    await pair?.stop();
    await redis?.close();
  });

  test("lose nothing when Redis is killed", async () => {
    const writers = startWriters(pair, ledger, { prefix: "killed", clients: 16 });
    await writers.acknowledged(400);
    await probe.cutOff(BOTH, async () => {
      redis.signal("SIGKILL");
      await redis.stop();
      await delay(1_000);
      await redis.start();
      await writers.acknowledged(1_000);
    });
    await writers.stop();
    await expectAgreement(pair, ledger);
    expectFlawless("Redis killed", await probe.report());
  });
});
