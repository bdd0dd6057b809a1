import type { Store } from "../../src/zone/store/port.ts";
import { APEX } from "../names.ts";
import { redisMemory } from "./redis-memory.ts";
import type { RedisServer } from "./redis-server.ts";
import { perName, type Report, secondsOf, time } from "./report.ts";

/** What so many names take of a Redis that has nothing else; `empty` is what it used before. */
export async function reportRedis(
  { note }: Report,
  redis: RedisServer,
  store: Store,
  names: number,
  empty: number,
): Promise<void> {
  const { used, keys, changes } = await redisMemory(redis, empty);
  note("Redis: memory in use", perName(used, names));
  for (const [name, octets] of keys)
    if (octets > used / 100) note(`Redis: of it, ${name}`, perName(octets, names));
  note(
    "Redis: changes in the feed",
    `${changes}, ${(keys.get("changes")! / changes).toFixed(0)} octets each`,
  );
  note("Redis: its log on the disk", perName(redis.diskOctets(), names));
  const rewriting = await redis.rewrite();
  const fork = (await redis.info("latest_fork_usec")) / 1_000;
  note("Redis: rewriting its log", `${rewriting} s, of them ${fork.toFixed(1)} ms for the fork`);
  note("Redis: the log after that", perName(redis.diskOctets(), names));
  note("Redis: start until its log is read", time(await redis.restart()));
  const reading = async (): Promise<void> => {
    for await (const _ of (await store.snapshot(APEX)).batches);
  };
  // The connection is made anew after the restart.
  while (!(await store.zone(APEX).catch(() => undefined)));
  const before = await redis.info("total_net_output_bytes");
  note("store: a snapshot read to its end", time(await secondsOf(reading)));
  const sent = (await redis.info("total_net_output_bytes")) - before;
  note("store: what Redis sends for it", perName(sent, names));
}
