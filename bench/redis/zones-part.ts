import { setTimeout as delay } from "node:timers/promises";
import { createKeyStore } from "../../src/dnssec/keys/key-store.ts";
import { openSealer } from "../../src/dnssec/keys/seal.ts";
import { openRedisStore } from "../../src/zone/store/redis.ts";
import { zoneConfig } from "../../src/zone/zone-config.ts";
import { NAME_SERVERS } from "../names.ts";
import { cpuSeconds } from "../process-cpu.ts";
import type { Workspace } from "../workspace.ts";
import { keyFile, startInstance } from "./instance.ts";
import { startRedis } from "./redis-server.ts";
import { mebibytes, type Report, time } from "./report.ts";

/** How long instances are left alone, in seconds. */
const IDLE_SECONDS = 5;

/** What so many zones without names take of a Redis and of one instance that have nothing to do. */
export async function reportZones(workspace: Workspace, { note }: Report, zones: number): Promise<void> {
  const redis = await startRedis(workspace);
  const empty = await redis.info("used_memory");
  const store = await openRedisStore({ url: redis.url });
  const keys = createKeyStore(store, await openSealer(keyFile(workspace), async () => false));
  for (let i = 0; i < zones; i++) {
    const nameServers = NAME_SERVERS.map((name) => ({ name }));
    const { apex } = await store.createZone(zoneConfig({ domain: `zone${i}.example`, nameServers }));
    await keys.create(apex);
  }
  await store.close();
  const used = (await redis.info("used_memory")) - empty;
  note(`${zones} zones: memory of Redis`, `${mebibytes(used)}, ${(used / zones).toFixed(0)} octets a zone`);

  const instance = await startInstance(workspace, "zones", [], { REDIS_URL: redis.url });
  note(`${zones} zones: start of an instance until /readyz says so`, time(instance.readySeconds));
  note(`${zones} zones: memory of an instance`, mebibytes(instance.memory().rss));
  note(`${zones} zones: its connections`, `${(await redis.info("connected_clients")) - 1}`);
  const usage = async (): Promise<readonly number[]> => [
    cpuSeconds(instance.pid),
    cpuSeconds(redis.pid()),
    await redis.info("total_commands_processed"),
    await redis.info("total_net_input_bytes"),
  ];
  const before = await usage();
  await delay(1_000 * IDLE_SECONDS);
  const [own, theirs, commands, octets] = (await usage()).map(
    (each, i) => (each - before[i]!) / IDLE_SECONDS,
  );
  const share = (cpu: number): string => `${(100 * cpu).toFixed(0)} % of a core`;
  note(`${zones} zones, nothing to do: the instance`, share(own!));
  note(
    `${zones} zones, nothing to do: Redis`,
    `${share(theirs!)}, ${commands!.toFixed(0)} commands a second`,
  );
  note(`${zones} zones, nothing to do: sent to Redis`, `${(octets! / 1024).toFixed(0)} KiB a second`);
  await instance.stop();
  await redis.stop();
}
