import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, test } from "vitest";
import type { PrivateChain } from "../support/private-chain.ts";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { expectAgreement } from "./support/agreement.ts";
import { delegation } from "./support/delegation.ts";
import { type Ledger, newLedger } from "./support/ledger.ts";
import { type Pair, startPair } from "./support/pair.ts";
import { expectFlawless, type Probe, startProbe } from "./support/probe.ts";
import { type ResolverWatch, watchResolver } from "./support/resolver-watch.ts";
import { register, startWriters, type Writers } from "./support/writers.ts";

const BOTH = [0, 1] as const;
/** A validating resolver stands before them where there is one. */
const delegated = await delegation();

describeRedis("two instances under queries and writes", () => {
  let redis: RedisServer;
  let pair: Pair;
  let probe: Probe;
  let ledger: Ledger;
  let chain: PrivateChain | undefined;
  let watch: ResolverWatch | undefined;

  beforeAll(async () => {
    redis = await startRedis("--appendonly", "yes", "--appendfsync", "always");
    pair = await startPair({ environment: { REDIS_URL: redis.url }, ...delegated?.setup });
    probe = await startProbe(pair.probeSetup);
    ledger = newLedger(probe);
    const steady = await register(pair, ledger, "steady", 500);
    chain = await delegated?.chain(pair);
    watch = chain && watchResolver(chain, pair.zone.apex, steady);
  });
  afterAll(async () => {
    watch?.stop();
    await chain?.stop();
    await probe?.stop();
    await pair?.stop();
    await redis?.close();
  });

  /** Writers that go on while `work` does, and until `count` writes more were acknowledged; then all is compared. */
  const underWrites = async (prefix: string, count: number, work: (writers: Writers) => Promise<void>) => {
    const before = ledger.count.acknowledged;
    const writers = startWriters(pair, ledger, { prefix, clients: 16 });
    try {
      await work(writers);
      await writers.acknowledged(before + count - ledger.count.acknowledged);
    } finally {
      await writers.stop();
    }
    await expectAgreement(pair, ledger);
    expectFlawless(prefix, await probe.report());
    watch?.expectFlawless(prefix);
  };

  test("lose nothing when Redis is killed", () =>
    underWrites("redis-killed", 1_000, async (writers) => {
      await writers.acknowledged(400);
      await probe.cutOff(BOTH, async () => {
        redis.signal("SIGKILL");
        await redis.stop();
        await delay(1_000);
        await redis.start();
        await writers.acknowledged(200);
      });
    }));

  test("lose nothing when one of them is killed", () =>
    underWrites("instance-killed", 1_000, async (writers) => {
      await writers.acknowledged(400);
      await probe.down(1, async () => {
        await pair.instances[1].end("SIGKILL");
        await delay(1_000);
        await pair.instances[1].start();
      });
    }));

  test("go on to answer while Redis stands still", () =>
    underWrites("redis-stopped", 400, async (writers) => {
      await writers.acknowledged(200);
      await probe.cutOff(BOTH, async () => {
        redis.signal("SIGSTOP");
        await delay(20_000);
        redis.signal("SIGCONT");
        await writers.acknowledged(100);
      });
    }));

  test("hear of each other's writes though their feeds are cut again and again", () =>
    underWrites("feeds-cut", 500, async () => {
      let cut = 0;
      while (cut < 20) {
        await delay(300);
        const clients = await redis.cli("CLIENT", "LIST");
        const feeds = clients.split("\n").filter((line) => / cmd=xread /.test(line));
        for (const feed of feeds) await redis.cli("CLIENT", "KILL", "ID", /^id=(\d+)/.exec(feed)![1]!);
        cut += feeds.length;
      }
    }));
});
