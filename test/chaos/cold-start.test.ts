import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Readiness } from "../../src/admin-api/client-types.ts";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { until } from "./support/pair.ts";
import { type Scene, startScene } from "./support/scene.ts";

/** Milliseconds for which an instance is asked that has started without Redis. */
const A_WHILE = 3_000;

describeRedis("an instance that starts while Redis is away", () => {
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

  const readiness = async (): Promise<Readiness> =>
    (await scene.pair.call<Readiness>(1, "GET", "/readyz")).body;

  test("answers what it had; without that SERVFAIL and why; and all of it when Redis is back", async () => {
    const { pair, probe, underWrites } = scene;
    const [, second] = pair.instances;
    await underWrites("before", 200, async () => undefined);
    redis.signal("SIGKILL");
    await redis.stop();
    await probe.down(1, async () => {
      await second.end("SIGTERM");
      await second.start();
    });
    expect(second.log().includes('"from":"snapshot"')).toBe(true);
    expect(await readiness()).toMatchObject({ ready: true, degraded: true });
    await delay(A_WHILE);
    await scene.expectAnswers("from the snapshot");

    await probe.down(1, async () => {
      await second.end("SIGKILL");
      second.forget();
      probe.warmth(1, "cold");
      await second.start();
    });
    expect(await readiness()).toMatchObject({ ready: false });
    await delay(A_WHILE);
    const { notReady } = await scene.expectAnswers("from nothing");
    expect(notReady).toBeGreaterThan(100);

    probe.warmth(1, "warming");
    await probe.cutOff([0, 1], async () => {
      await redis.start();
      await until(async () => (await readiness()).ready);
      probe.warmth(1, "ready");
      await underWrites("after", 200, async () => undefined);
    });
    await scene.expectSound("Redis is back");
  });
});
