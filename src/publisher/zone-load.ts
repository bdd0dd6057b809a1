import { keyMaterial } from "../dnssec/keys/key-set.ts";
import type { OpenedKeySet } from "../dnssec/keys/key-store.ts";
import type { AnsweredName } from "../server/dns-side/messages.ts";
import { DomainError } from "../zone/errors.ts";
import type { ZoneRecord } from "../zone/store/port.ts";
import type { ZoneDoubt } from "../zone/zone-doubt.ts";
import { doubtOf } from "./doubt.ts";
import type { PublisherParts } from "./parts.ts";
import { isAccepted, type ServedZone, versionOf } from "./served-zone.ts";

/** How many names of each kind an operator is shown. */
const EXAMPLES = 20;

/** A zone with what it takes to answer it. */
interface ZoneSource {
  readonly zone: ZoneRecord;
  readonly keys: OpenedKeySet;
  readonly batches: AsyncIterable<readonly AnsweredName[]>;
}

/** Builds a zone on the DNS side beside the one that is answered, which goes on if anything fails. */
export async function buildZone(
  { dnsSide, validity }: Pick<PublisherParts, "dnsSide" | "validity">,
  { zone, keys, batches }: ZoneSource,
): Promise<void> {
  const { apex, serial } = zone;
  await dnsSide.request({ kind: "load", config: zone, serial, keys: keyMaterial(keys.set), validity });
  try {
    for await (const records of batches) await dnsSide.request({ kind: "names", apex, records });
  } catch (error) {
    await dnsSide.request({ kind: "discard", apex });
    throw error;
  }
}

/**
 * Takes the zone into service as the store has it, in the place of `served`; or leaves that and says what is in doubt. A store
 * that lost its names must not turn into signed denials.
 */
export async function loadFromStore(
  parts: PublisherParts,
  apex: string,
  served: ServedZone | undefined,
): Promise<ServedZone | ZoneDoubt> {
  const { store, keyStore, dnsSide, takeovers, maxShrink, now } = parts;
  const keys = await keyStore.load(apex);
  if (keys === undefined) throw new DomainError("key-set-missing", `zone ${apex} has no keys yet`);
  const { zone, position, batches } = await store.snapshot(apex);
  await buildZone(parts, { zone, keys, batches });
  if (served !== undefined) {
    const difference = await dnsSide.request({ kind: "compare", apex, examples: EXAMPLES });
    const answered = versionOf(served.zone, { serial: served.serial, names: difference.served }, served.keys);
    const found = versionOf(zone, { serial: zone.serial, names: difference.found }, keys);
    const reason = doubtOf(answered, found, difference, maxShrink);
    if (reason !== undefined && !isAccepted(await takeovers?.acceptedTakeover(apex), served, found)) {
      await dnsSide.request({ kind: "discard", apex });
      return { reason, since: now(), answered, found, difference };
    }
  }
  await dnsSide.request({ kind: "loaded", apex });
  return { zone, keys, answers: "store", serial: zone.serial, position, names: zone.names };
}

/** Whether what was in doubt is no longer as it was when it was looked at, or has been accepted. */
export async function hasMoved(
  { store, takeovers }: Pick<PublisherParts, "store" | "takeovers">,
  apex: string,
  served: ServedZone,
  { found }: ZoneDoubt,
): Promise<boolean> {
  const zone = await store.zone(apex);
  if (zone?.generation !== found?.generation || zone?.serial !== found?.serial) return true;
  return found !== null && isAccepted(await takeovers?.acceptedTakeover(apex), served, found);
}
