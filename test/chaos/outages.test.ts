import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, test } from "vitest";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { type Scene, startScene } from "./support/scene.ts";
import type { Writers } from "./support/writers.ts";

const BOTH = [0, 1] as const;

describeRedis("two instances under queries and writes", () => {
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

  const underWrites = async (
    title: string,
    count: number,
    work: (writers: Writers) => Promise<void>,
  ): Promise<void> => {
    await scene.underWrites(title, count, work);
    await scene.expectSound(title);
  };

  test("lose nothing when Redis is killed", () =>
    underWrites("redis-killed", 1_000, async (writers) => {
      await writers.acknowledged(400);
      await scene.probe.cutOff(BOTH, async () => {
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
      await scene.probe.down(1, async () => {
        await scene.pair.instances[1].end("SIGKILL");
        await delay(1_000);
        await scene.pair.instances[1].start();
      });
    }));

  test("go on to answer while Redis stands still", () =>
    underWrites("redis-stopped", 400, async (writers) => {
      await writers.acknowledged(200);
      await scene.probe.cutOff(BOTH, async () => {
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
