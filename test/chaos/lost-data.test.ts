import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADDRESS, callApi, EXAMPLE_ZONE } from "../support/admin-api.ts";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { acceptZone, expectAlarm, expectNoAlarm } from "./support/doubt.ts";
import { replaceRedis, undoFlush } from "./support/redis-data.ts";
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

  test("deny nothing when another Redis is behind its address, until that is accepted", async () => {
    const { pair, probe, watch, underWrites } = scene;
    const other = await startRedis("--appendonly", "yes");
    const stranger = await pair.startStranger({ REDIS_URL: other.url });
    const callStranger = (path: string, body: object) =>
      callApi(stranger.admin, pair.token, "POST", path, body);
    await callStranger("/v1/zones", EXAMPLE_ZONE);
    for (const user of ["steady1", "stranger"]) {
      const name = `${user}@${EXAMPLE_ZONE.domain}`;
      expect(await callStranger("/v1/names", { name, address: ADDRESS })).toMatchObject({ status: 201 });
    }
    await stranger.end("SIGTERM");

    await probe.cutOff([0, 1], async () => {
      await underWrites("foreign", 0, async (writers) => {
        await writers.acknowledged(50);
        await replaceRedis(redis);
        await expectAlarm(pair, /no longer has the zone/);
        await delay(A_WHILE);
        await replaceRedis(redis, other);
        await expectAlarm(pair, /another zone of the same name/);
        await delay(A_WHILE);
      });
      // The delegation is to the key that goes away now.
      watch?.stop();
      await acceptZone(scene);
    });
    await other.close();
    await scene.expectSound("foreign");
  });
});
