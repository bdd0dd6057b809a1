import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, test } from "vitest";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { acceptZone, expectAlarm, expectNoAlarm } from "./support/doubt.ts";
import { undoFlush } from "./support/redis-data.ts";
import { type Scene, startScene } from "./support/scene.ts";

/** Milliseconds for which instances live with a store that has lost what they answer. */
const A_WHILE = 3_000;

describeRedis("two instances whose Redis has lost what they answer", () => {
  let redis: RedisServer;
  let scene: Scene;

  beforeAll(async () => {
    redis = await startRedis("--appendonly", "yes", "--appendfsync", "always");
    scene = await startScene({ environment: { REDIS_URL: redis.url }, withResolver: true });
  });
  afterAll(async () => {
    await scene?.stop();
    await redis?.close();
  });

  test("go on to answer when it is flushed, until the flush is taken back", async () => {
    await scene.underWrites("flushed", 300, async (writers) => {
      await writers.acknowledged(200);
      await scene.probe.cutOff([0, 1], async () => {
        await redis.cli("FLUSHALL");
        await expectAlarm(scene.pair, /no longer has the zone/);
        await delay(A_WHILE);
        await undoFlush(redis);
        await expectNoAlarm(scene.pair);
      });
    });
    await scene.expectSound("flushed");
  });

  test("deny nothing when it comes back with what it had before, until that is accepted", async () => {
    await redis.cli("CONFIG", "SET", "appendonly", "no");
    await scene.probe.cutOff([0, 1], async () => {
      await scene.underWrites("old-rdb", 0, async (writers) => {
        await writers.acknowledged(100);
        await redis.cli("SAVE");
        await writers.acknowledged(300);
        redis.signal("SIGKILL");
        await redis.stop();
        await redis.start("--appendonly", "no");
        await expectAlarm(scene.pair, /as they were before|at serial/);
        await delay(A_WHILE);
      });
      await acceptZone(scene);
    });
    await scene.expectSound("old-rdb");
  });
});
