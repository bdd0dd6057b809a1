import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, test } from "vitest";
import { openRedisStore } from "../../src/zone/store/redis.ts";
import { describeRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { fieldsOf } from "../support/store-model.ts";
import { NOBODY } from "./support/ledger.ts";
import { until } from "./support/pair.ts";
import { type Scene, startScene } from "./support/scene.ts";
import { newUri, type Writers } from "./support/writers.ts";

const BOTH = [0, 1] as const;
/** Of the zone's feed, where a test wants it short. */
const CHANGES_KEPT = 40;

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

  test("build the zone anew who were away for longer than the feed reaches back", async () => {
    const { pair, probe, ledger } = scene;
    const store = await openRedisStore({ url: redis.url, changesKept: CHANGES_KEPT });
    /** Registers names and changes some, past both instances. */
    const writeBatch = async (round: number): Promise<void> => {
      const users = Array.from(
        { length: CHANGES_KEPT },
        (_, i) => `direct${i % 5 === 0 ? i : `${round}-${i}`}`,
      );
      const writes = users.map((user) => ({ user, uri: newUri() }));
      const books = writes.map(({ user, uri }) => ledger.book(user, uri));
      await store.batch(
        pair.zone.apex,
        writes.map(({ user, uri }) => ({ kind: "put", user, fields: fieldsOf(uri) })),
      );
      for (const book of books) book({ kind: "acknowledged", by: NOBODY });
    };
    const [, second] = pair.instances;
    const loaded = (): number => second.log().split("zone in service").length;
    const before = loaded();
    await underWrites("feed-trimmed", 100, () =>
      probe.cutOff([1], async () => {
        await probe.down(1, async () => {
          second.signal("SIGSTOP");
          for (let round = 0; round < 10; round++) {
            await writeBatch(round);
            await delay(200);
          }
          second.signal("SIGCONT");
        });
        await until(async () => loaded() > before);
      }),
    );
    await store.close();
  });
});
