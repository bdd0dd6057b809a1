import { isDeepStrictEqual } from "node:util";
import type { Difference } from "../zone/zone-difference.ts";
import type { ZoneVersion } from "../zone/zone-doubt.ts";

/**
 * Why what a store has of a zone is not what it had, in words for its operator; undefined where nothing speaks against it.
 * Names may vanish while nobody listens, but not more than the share `maxShrink` of those that are answered. A zone that was
 * emptied name by name has a serial for each.
 */
export function doubtOf(
  answered: ZoneVersion,
  found: ZoneVersion,
  { served, vanished, older }: Pick<Difference, "served" | "vanished" | "older">,
  maxShrink: number,
): string | undefined {
  if (found.generation !== answered.generation) return "it is another zone of the same name";
  if (!isDeepStrictEqual(found.keyTags, answered.keyTags)) {
    return `it is signed with other keys: ${found.keyTags.join(" ")} where ${answered.keyTags.join(" ")} was answered`;
  }
  if (found.serial < answered.serial) {
    return `the store is at serial ${found.serial} and was at ${answered.serial} before`;
  }
  if (older.count > 0) return `the store has ${older.count} names as they were before`;
  if (vanished.count > served * maxShrink) return `${vanished.count} of ${served} names would vanish`;
  return undefined;
}
