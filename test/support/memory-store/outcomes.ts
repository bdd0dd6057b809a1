import type { Once, Outcome, Write } from "../../../src/zone/store/port.ts";
import { keyReused } from "../../../src/zone/store/refusal.ts";
import { compareOctets } from "../store-model.ts";
import type { MemoryZone } from "./zone.ts";

/** What came of a request, and which it was. */
export interface MemoryOutcome {
  readonly once: Once;
  readonly outcome: Outcome;
}

/** How many old outcomes a write drops at most. */
const DROPPED_AT_ONCE = 16;

export function knownOutcome({ outcomes }: MemoryZone, once: Once): Outcome | undefined {
  const found = outcomes.get(once.key);
  if (found === undefined || found.once.at <= once.forgetBefore) return undefined;
  if (found.once.fingerprint !== once.fingerprint) throw keyReused();
  return { ...found.outcome, isRepeated: true };
}

/** Keeps what has come of the request, whose write was the zone's last. */
export function recordOutcome(zone: MemoryZone, write: Write, once: Once, note: string): Outcome {
  const { serial, names, outcomes } = zone;
  const outcome = { serial, record: names.get(write.user) ?? null, note, isRepeated: false };
  outcomes.set(once.key, { once, outcome });
  const old = [...outcomes].filter(([, kept]) => kept.once.at <= once.forgetBefore);
  old.sort(([a, one], [b, other]) => one.once.at - other.once.at || compareOctets(a, b));
  for (const [key] of old.slice(0, DROPPED_AT_ONCE)) outcomes.delete(key);
  return outcome;
}
