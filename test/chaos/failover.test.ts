import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type SentinelSet, startSentinelSet } from "../support/redis-sentinel.ts";
import { describeRedis, type RedisServer } from "../support/redis-server.ts";
import { listedBy } from "./support/agreement.ts";
import { acceptZone, expectAlarm } from "./support/doubt.ts";
import type { Value } from "./support/name-history.ts";
import { until } from "./support/pair.ts";
import { type Scene, startScene } from "./support/scene.ts";

const BOTH = [0, 1] as const;
const COUNTED = { PAYNAMED_REDIS_REPLICAS: "1" };
/** What instances say of a store that lacks what they answer. */
const LOST = /lost writes|as they were before|at serial|would vanish/;
/** The replica hears of nothing more, and is well otherwise. */
async function cutReplica({ cli }: RedisServer): Promise<void> {
  // Whoever is refused PSYNC tries SYNC, as servers before Redis 2.8 did, and would never confirm anything then.
  await cli("ACL", "SETUSER", "default", "-psync", "-sync");
  await cli("CLIENT", "KILL", "TYPE", "replica");
}

const mendReplica = ({ cli }: RedisServer): Promise<string> => cli("ACL", "SETUSER", "default", "+psync");

describeRedis("two instances behind Sentinels", () => {
  let sentinels: SentinelSet;
  let scene: Scene;

  beforeEach(async () => {
    // A master that is slow because the machine is busy is not dead.
    const further = ["sentinel down-after-milliseconds payment-names 2000"];
    const config = ["--appendonly", "yes", "--appendfsync", "always"];
    sentinels = await startSentinelSet({ sentinels: 3, further }, ...config);
  });
  afterEach(async () => {
    await scene?.stop();
    await sentinels?.close();
  });

  const start = async (environment: Readonly<Record<string, string>>): Promise<RedisServer> => {
    const sentinel = { REDIS_URL: sentinels.url, ...environment };
    scene = await startScene({ environment: sentinel, withResolver: false });
    return sentinels.master();
  };
  const other = (master: RedisServer): RedisServer => sentinels.servers.find((each) => each !== master)!;
  /** Kills the master; resolves when the other has taken over. */
  const failOver = async (master: RedisServer): Promise<void> => {
    master.signal("SIGKILL");
    await master.stop();
    await until(async () => (await sentinels.master()) !== master);
  };
  /** Starts the one that was killed; resolves when it follows the other. */
  const comeBack = async (killed: RedisServer): Promise<void> => {
    const master = other(killed);
    await killed.start("--replicaof", "127.0.0.1", `${master.port}`);
    await until(async () => (await master.cli("INFO", "replication")).includes("state=online"));
  };
  /** Names that a writer was promised and the store does not have. */
  const missing = async (): Promise<string[]> => {
    let listed: ReadonlyMap<string, Value> = new Map();
    await until(async () => {
      listed = await listedBy(scene.pair, 0);
      return true;
    });
    return [...scene.ledger.entries]
      .filter(([user, { values }]) => !values.includes(listed.get(user) ?? null))
      .map(([user]) => user);
  };

  test("lose nothing when the master is killed, where a replica is counted", async () => {
    const master = await start(COUNTED);
    const { probe, underWrites, ledger } = scene;
    await probe.cutOff(BOTH, () =>
      underWrites("master-killed", 0, async (writers) => {
        await writers.acknowledged(100);
        const before = ledger.count.unknown;
        await cutReplica(master);
        await until(async () => ledger.count.unknown > before);
        await mendReplica(master);
        await writers.acknowledged(100);
        await failOver(master);
        await comeBack(master);
        await writers.acknowledged(100);
      }),
    );
    await scene.expectSound("master-killed");
  });

  test("lose nothing when a replica takes over that was left behind, where it is counted", async () => {
    const master = await start(COUNTED);
    const { probe, underWrites, ledger } = scene;
    await probe.cutOff(BOTH, () =>
      underWrites("left-behind", 0, async (writers) => {
        await writers.acknowledged(100);
        await cutReplica(master);
        const { acknowledged, unknown } = ledger.count;
        await until(async () => ledger.count.unknown >= unknown + 20);
        // What was confirmed before the link was cut.
        expect(ledger.count.acknowledged - acknowledged).toBeLessThan(50);
        await failOver(master);
        expect(await missing()).toEqual([]);
        await comeBack(master);
        await writers.acknowledged(100);
      }),
    );
    await scene.expectSound("left-behind");
  });

  test("may lose what was acknowledged where none is counted, and answer it until that is accepted", async () => {
    const master = await start({});
    const { probe, pair, underWrites } = scene;
    await probe.cutOff(BOTH, async () => {
      await underWrites("uncounted", 0, async (writers) => {
        await writers.acknowledged(100);
        await cutReplica(master);
        await writers.acknowledged(100);
        await failOver(master);
        await expectAlarm(pair, LOST);
        await delay(2_000);
      });
      expect((await missing()).length).toBeGreaterThan(50);
      await comeBack(master);
      await acceptZone(scene);
    });
    await scene.expectSound("uncounted");
  });
});
