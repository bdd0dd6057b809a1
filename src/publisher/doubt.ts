import { isDeepStrictEqual } from "node:util";
import type { Difference } from "../zone/zone-difference.ts";
import type { ZoneVersion } from "../zone/zone-doubt.ts";
import type { History } from "./history.ts";

/**
 * Why what a store has of a zone is not what it had, in words for its operator; undefined where nothing speaks against it.
 * Where the history is known from what is answered on, whatever it says was written; where it is not, names may vanish, but not more
 * than the share `maxShrink` of those that are answered.
 */
export function doubtOf(
  answered: ZoneVersion,
  found: ZoneVersion,
  history: History,
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
  if (history === "lost") return "the store has lost writes that are answered";
  if (older.count > 0) return `the store has ${older.count} names as they were before`;
  if (history === "trimmed" && vanished.count > served * maxShrink)
    return `${vanished.count} of ${served} names would vanish`;
  return undefined;
}
