import { DomainError } from "../../errors.ts";
import type { Connection } from "./connection.ts";
import { zoneKeys } from "./keys.ts";
import type { Position } from "./position.ts";
import { script } from "./script.ts";

/**
 * KEYS: zone, changes. ARGV: generation, serial, mark. Replies 0 where the zone's history does not have the position. Else
 * it writes: who waits for the replicas that have this write waits for all that were before it.
 */
const CONFIRM = script(
  `
if redis.call('HGET', KEYS[1], 'generation') ~= ARGV[1] then return 0 end
local at = ARGV[2] .. '-0'
local entry = redis.call('XRANGE', KEYS[2], at, at)[1]
if not entry or entry[2][1] ~= 'mark' or entry[2][2] ~= ARGV[3] then return 0 end
redis.call('HSET', KEYS[1], 'confirmed', ARGV[2])
return 1
`,
  (reply) => reply === 0,
);

/**
 * Resolves when as many replicas as a write waits for have everything up to a position. A change that is answered before could
 * be lost in a failover without anybody having acknowledged it, and every instance would be in doubt of the new master. Rejects
 * with {@link DomainError} `outcome-unknown` where they do not confirm it in time, and as `Connection.write` does.
 */
export async function confirmPosition(
  connection: Connection,
  apex: string,
  { generation, serial, mark }: Position,
): Promise<void> {
  const { zone, changes } = zoneKeys(apex);
  const reply = await connection.write(CONFIRM, [zone, changes], [generation, serial, mark]);
  if (reply === 1) return;
  throw new DomainError("store-unavailable", `the history of zone ${apex} changed while it was read`);
}
