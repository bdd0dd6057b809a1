import type { ZoneRecord } from "../zone/store/port.ts";

/**
 * Why what a store has of a zone is not what it had, in words for its operator; undefined where nothing speaks against it.
 * `served` is the zone as it is answered, which has reached `serial` since. A zone that was emptied name by name has a serial
 * for each.
 */
export function doubtOf(
  served: Pick<ZoneRecord, "generation">,
  serial: number,
  found: Pick<ZoneRecord, "generation" | "serial">,
): string | undefined {
  if (found.generation !== served.generation) return "it is another zone of the same name";
  if (found.serial >= serial) return undefined;
  return `the store is at serial ${found.serial} and was at ${serial} before`;
}
