import { isDeepStrictEqual } from "node:util";
import type { OpenedKeySet } from "../dnssec/keys/key-store.ts";
import { DomainError } from "../zone/errors.ts";
import type { ZoneRecord } from "../zone/store/port.ts";
import type { Difference } from "../zone/zone-difference.ts";
import type { ZoneDoubt, ZoneVersion } from "../zone/zone-doubt.ts";
import { buildZone } from "./build-zone.ts";
import { doubtOf } from "./doubt.ts";
import type { History } from "./history.ts";
import type { PublisherParts } from "./parts.ts";
import { isAccepted, keyTagsOf, type ServedZone, versionOf } from "./served-zone.ts";

/** How many names of each kind an operator is shown. */
const EXAMPLES = 20;

/** What is answered when a zone is loaded, and what is known of how the store's came from it. */
export interface Before {
  readonly served: ServedZone;
  readonly history: History;
  /** What is in doubt already. It is so until it is accepted, whatever is written meanwhile. */
  readonly doubt: ZoneDoubt | undefined;
}

/** The keys of a zone as the store has them. Throws DomainError `key-set-missing`. */
export async function keysOf(
  { keyStore }: Pick<PublisherParts, "keyStore">,
  apex: string,
): Promise<OpenedKeySet> {
  const keys = await keyStore.load(apex);
  if (keys === undefined) throw new DomainError("key-set-missing", `the store has no keys of zone ${apex}`);
  return keys;
}

/**
 * Takes the zone into service as the store has it, in the place of what was answered; or leaves that and says what is in doubt.
 * A store that lost its names must not turn into signed denials.
 */
export async function loadFromStore(
  parts: PublisherParts,
  apex: string,
  before: Before | undefined,
): Promise<ServedZone | ZoneDoubt> {
  const { store, dnsSide } = parts;
  const keys = await keysOf(parts, apex);
  const { zone, position, batches, damaged } = await store.snapshot(apex);
  const names = await buildZone(parts, { zone, keys, batches });
  try {
    // What was passed over is told of where it was found: it must not keep the others from being answered.
    await checkCount(parts, zone, names + damaged());
    const doubt = before && (await compare(parts, before, zone, keys));
    if (doubt !== undefined) {
      await dnsSide.request({ kind: "discard", apex });
      return doubt;
    }
  } catch (error) {
    await dnsSide.request({ kind: "discard", apex });
    throw error;
  }
  await dnsSide.request({ kind: "loaded", apex });
  return { zone, keys, answers: "store", serial: zone.serial, position, names: zone.names };
}

/**
 * A store whose index has lost names would have them denied. What was written while the names were read, a serial each, may or
 * may not be among them. Throws DomainError `store-format`.
 */
async function checkCount(
  { store }: PublisherParts,
  { apex, generation, serial, names }: ZoneRecord,
  found: number,
): Promise<void> {
  const after = await store.zone(apex);
  const writes = after?.generation === generation ? after.serial - serial : 0;
  if (Math.abs(found - names) <= writes) return;
  throw new DomainError("store-format", `the store counts ${names} names in zone ${apex} and gave ${found}`);
}

/** What of the zone that has been built is in doubt. */
async function compare(
  { dnsSide, shared, maxShrink, now }: PublisherParts,
  { served, history, doubt }: Before,
  zone: ZoneRecord,
  keys: OpenedKeySet,
): Promise<ZoneDoubt | undefined> {
  const { apex } = zone;
  const difference = await dnsSide.request({ kind: "compare", apex, examples: EXAMPLES });
  const answered = versionOf(served.zone, { serial: served.serial, names: difference.served }, served.keys);
  const found = versionOf(zone, { serial: zone.serial, names: difference.found }, keys);
  const isAnswered = isDeepStrictEqual(versionPart(found), versionPart(answered)) && !isDifferent(difference);
  const reason = isAnswered
    ? undefined
    : (doubtOf(answered, found, history, difference, maxShrink) ?? doubt?.reason);
  if (reason === undefined || isAccepted(await shared?.acceptedTakeover(apex), served, found))
    return undefined;
  return { reason, since: now(), answered, found, difference };
}

/** What was restored to the last write is what is answered, though the store has no history that leads to it. */
const isDifferent = ({ vanished, changed, added, older }: Difference): boolean =>
  [vanished, changed, added, older].some(({ count }) => count > 0);

const versionPart = ({ generation, serial, keyTags }: ZoneVersion) => ({ generation, serial, keyTags });

/** Whether what was in doubt is no longer as it was when it was looked at, or has been accepted. */
export async function hasMoved(
  parts: Pick<PublisherParts, "store" | "keyStore" | "shared">,
  apex: string,
  served: ServedZone,
  { found }: ZoneDoubt,
): Promise<boolean> {
  const zone = await parts.store.zone(apex);
  if (zone === undefined || found === null) return (zone === undefined) !== (found === null);
  const version: ZoneVersion = { ...found, ...zone, keyTags: keyTagsOf(await keysOf(parts, apex)) };
  const isSame = (["generation", "serial", "keyTags"] as const).every((part) =>
    isDeepStrictEqual(version[part], found[part]),
  );
  return !isSame || isAccepted(await parts.shared?.acceptedTakeover(apex), served, found);
}
