import { z } from "zod";
import { LAST_INSTANT } from "../../time-text.ts";
import type { InstanceRecord, SeenInstance, SharedStore, ZoneStanding } from "../shared-port.ts";
import type { Connection } from "./connection.ts";
import { INSTANCES } from "./keys.ts";
import { jsonOf } from "./record.ts";
import { ANNOUNCE, INSTANCES_NOW, WITHDRAW } from "./scripts.ts";

/** Milliseconds: an operator who looks after an hour need not read of instances that are long gone. */
const FORGOTTEN_AFTER = 3_600_000;
/**
 * How many an announcement looks at, by chance: more than it adds, so that the silent grow fewer, and few, for scripts hold
 * everybody.
 */
const LOOKED_AT = 8;

const count = z.int().nonnegative();
const instant = count.max(LAST_INSTANT);

const standing = z.object({
  apex: z.string(),
  answers: z.enum(["nothing", "snapshot", "store"]),
  generation: z.string().nullable(),
  serial: count,
  position: z.string().nullable(),
  names: count,
  syncedAt: instant.nullable(),
  keySetVersion: count.nullable(),
  keyTags: z.array(count),
  doubt: z.string().nullable(),
  failure: z.string().nullable(),
}) satisfies z.ZodType<ZoneStanding>;

/** Properties of a later version are passed over. */
const instance = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  startedAt: instant,
  announcedAt: instant,
  zones: z.array(standing),
}) satisfies z.ZodType<InstanceRecord>;

/** What is kept of an instance: when it was heard of, in milliseconds by Redis's clock, and what it said. */
const kept = z.tuple([count, instance]);

/** The time as Redis has it: whole seconds and the microseconds beyond them. */
type Reply = readonly [time: readonly [string, string], entries: readonly string[]];

/** The store's methods for instances. */
export const instanceMethods = (
  connection: Connection,
): Pick<SharedStore, "announce" | "withdraw" | "instances"> => ({
  announce: async (record) => {
    const args = [record.id, JSON.stringify(record), FORGOTTEN_AFTER, LOOKED_AT];
    await connection.note(ANNOUNCE, [INSTANCES], args);
  },
  withdraw: async (id) => {
    await connection.note(WITHDRAW, [INSTANCES], [id]);
  },
  instances: async () => {
    const reply = await connection.query(INSTANCES_NOW, [INSTANCES], []);
    const [[seconds, microseconds], entries] = reply as Reply;
    const now = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
    const found: SeenInstance[] = [];
    for (let i = 0; i < entries.length; i += 2) {
      const seen = seenInstance(entries[i]!, entries[i + 1]!, now);
      if (seen !== undefined) found.push(seen);
    }
    return found.sort((a, b) => inOctetOrder(a.name, b.name) || inOctetOrder(a.id, b.id));
  },
});

/** Undefined for what no instance has written. */
function seenInstance(id: string, text: string, now: number): SeenInstance | undefined {
  const { success, data } = kept.safeParse(jsonOf(text));
  if (!success) return undefined;
  const [at, record] = data;
  // What is from the future was written before Redis's clock was set back: who still lives says so within a second.
  return record.id === id ? { ...record, seenAgo: Math.abs(now - at) } : undefined;
}

const inOctetOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
