import type { ZoneRecord } from "../zone/store/port.ts";
import type { ZoneStanding } from "../zone/store/shared-port.ts";

/**
 * How many writes of the store an instance does not answer yet. Null where what it answers is not the zone that the store has:
 * serials of another zone of the same name say nothing of this one.
 */
export const lagOf = (
  { generation, serial }: Pick<ZoneStanding, "generation" | "serial">,
  stored: Pick<ZoneRecord, "generation" | "serial"> | undefined,
): number | null => (stored?.generation === generation ? Math.max(stored.serial - serial, 0) : null);
