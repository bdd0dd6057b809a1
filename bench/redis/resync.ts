import { setTimeout as delay } from "node:timers/promises";
import type { Store } from "../../src/zone/store/port.ts";
import { zoneKeys } from "../../src/zone/store/redis/keys.ts";
import { APEX } from "../names.ts";
import type { Instance, Memory } from "./instance.ts";
import type { RedisServer } from "./redis-server.ts";
import { fieldsOf } from "./registrations.ts";

export interface Resync {
  /** From the moment that the instance can see the gap until it answers what it had missed. */
  readonly seconds: number;
  /** Until it was quiet: everything signed. */
  readonly quietSeconds: number;
  /** With the peak of two copies of the zone. */
  readonly memory: Memory;
}

/** Lets an instance stand still while the feed moves beyond what it has heard, so that it must read the zone anew. */
export async function measureResync(instance: Instance, redis: RedisServer, store: Store): Promise<Resync> {
  instance.signal("SIGSTOP");
  try {
    await store.put(APEX, "missed-1", fieldsOf(1));
    await store.put(APEX, "missed-2", fieldsOf(2));
    await redis.ask("XTRIM", zoneKeys(APEX).changes, "MAXLEN", "1");
  } finally {
    instance.signal("SIGCONT");
  }
  const since = performance.now();
  const elapsed = (): number => (performance.now() - since) / 1_000;
  while (!(await instance.answers("missed-2"))) await delay(20);
  const seconds = elapsed();
  await instance.settled();
  return { seconds, quietSeconds: elapsed(), memory: instance.memory() };
}
