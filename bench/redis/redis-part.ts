import { setTimeout as delay } from "node:timers/promises";
import type { Store } from "../../src/zone/store/port.ts";
import { APEX } from "../names.ts";
import { redisMemory } from "./redis-memory.ts";
import type { RedisServer } from "./redis-server.ts";
import { fieldsOf } from "./registrations.ts";
import { mebibytes, milliseconds, type Report, secondsOf, time } from "./report.ts";

/** How many registrations are made to see what they add to the log. */
const LOGGED = 100;

/** What the zone takes of a Redis that has nothing else; `empty` is what it used before. */
export async function reportRedis(
  { note, grows }: Report,
  redis: RedisServer,
  store: Store,
  empty: number,
): Promise<void> {
  const { used, keys, changes } = await redisMemory(redis, empty);
  const feed = keys.get("changes")!;
  grows("Redis: memory without the feed", used - feed, mebibytes);
  for (const [name, octets] of keys)
    if (octets > used / 100) note(`Redis: of all, ${name}`, mebibytes(octets));
  note("Redis: changes in the feed", `${changes}, ${(feed / changes).toFixed(0)} octets each`);
  note("Redis: its log on the disk", mebibytes(redis.diskOctets()));
  const rewriting = await redis.rewrite();
  grows("Redis: rewriting its log", rewriting, time);
  grows("Redis: the fork for it, in which it does nothing else", await redis.info("latest_fork_usec"), micro);
  grows("Redis: the log after that", redis.diskOctets(), mebibytes);
  grows("Redis: start until its log is read", await redis.restart(), time);
  // The connection is made anew after the restart.
  while (!(await store.zone(APEX).catch(() => undefined))) await delay(20);
  const logged = redis.diskOctets();
  for (let i = 0; i < LOGGED; i++) await store.put(APEX, `logged-${i}`, fieldsOf(i));
  const each = (redis.diskOctets() - logged) / LOGGED;
  note("Redis: written to its log for a registration", `${each.toFixed(0)} octets`);
  const reading = async (): Promise<void> => {
    for await (const _ of (await store.snapshot(APEX)).batches);
  };
  const before = await redis.info("total_net_output_bytes");
  grows("store: a snapshot read to its end", await secondsOf(reading), time);
  const sent = (await redis.info("total_net_output_bytes")) - before;
  grows("store: what Redis sends for it", sent, mebibytes);
}

const micro = (microseconds: number): string => milliseconds(microseconds / 1_000);
