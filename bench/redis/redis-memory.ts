import { zoneKeys } from "../../src/zone/store/redis/keys.ts";
import { APEX } from "../names.ts";
import type { RedisServer } from "./redis-server.ts";

/** Octets. */
export interface RedisMemory {
  /** More than an empty Redis has, as INFO's used_memory has it. */
  readonly used: number;
  /** What each of the zone's keys takes, by its name; those that are not there are left out. */
  readonly keys: ReadonlyMap<string, number>;
  /** The entries of the change feed. */
  readonly changes: number;
}

/** `empty`: what Redis used before there was a zone. */
export async function redisMemory(redis: RedisServer, empty: number): Promise<RedisMemory> {
  const used = (await redis.info("used_memory")) - empty;
  const keys = new Map<string, number>();
  for (const [name, key] of Object.entries(zoneKeys(APEX))) {
    // All elements are counted, none are guessed from a sample.
    const octets = Number(await redis.ask("MEMORY", "USAGE", key, "SAMPLES", "0"));
    if (octets > 0) keys.set(name, octets);
  }
  return { used, keys, changes: Number(await redis.ask("XLEN", zoneKeys(APEX).changes)) };
}
