import type { HashedName } from "../zone/hashed-name.ts";
import { DENIAL_TYPES, typesAt } from "../zone/lookup.ts";
import { compareNames, type Name, nameOf } from "../zone/name.ts";
import type { Zone } from "../zone/zone.ts";
import { afterSubtree, firstBelow, shortlyBefore } from "./neighbour.ts";

/** An NSEC record to be: nothing exists between `owner` and `next` (RFC 4034 §4), `types` is what exists at `owner`. */
export interface Nsec {
  readonly owner: Name;
  readonly next: Name;
  readonly types: readonly number[];
  /** Whether other questions will want the same record: not so for what covers one unknown name. */
  readonly lasting: boolean;
}

/** An NSEC for a name that does not exist. */
interface Interval extends Nsec {
  /** Whether the owner exists, or was made up. */
  readonly exists: boolean;
}

const ASTERISK = Uint8Array.of(0x2a);

/** NODATA: the NSEC of the name itself, with its true types (RFC 4035 §3.1.3.1) and the first name after it. */
export const denyType = (zone: Zone, owner: Name, types: readonly number[]): Nsec => ({
  owner,
  next: firstBelow(owner) ?? afterSubtree(owner, zone.apex),
  types,
  lasting: true,
});

/**
 * NXDOMAIN (RFC 4035 §3.1.3.2, RFC 4470 §4): the next closer name with everything below it is covered, and so is the
 * wildcard at the closest encloser. Both are labels of the question's name. One NSEC where one covers both; no interval
 * covers a name or an empty non-terminal that exists.
 */
export function denyName(
  zone: Zone,
  name: HashedName,
  closestEncloser: number,
  nextCloser: number,
  wildcards: Wildcards,
): readonly Nsec[] {
  const denied = covering(zone, name.suffix(nextCloser), false);
  const wildcard = wildcards.at(zone, name.suffix(closestEncloser));
  const [first, second] =
    compareNames(denied.owner, wildcard.owner) <= 0 ? [denied, wildcard] : [wildcard, denied];
  // Two intervals that overlap would contradict each other with the owner of one inside the other. Where they only touch,
  // the name between them must not be shown as an owner if it was made up.
  const meets = compareNames(second.owner, first.next);
  if (meets > 0 || (meets === 0 && second.exists)) return [denied, wildcard];
  // Neither goes on to the end of the zone, where its next name would be the apex: that takes a label of \255 alone, long
  // after the wildcard's.
  const next = compareNames(second.next, first.next) < 0 ? first.next : second.next;
  return [{ owner: first.owner, next, types: first.types, lasting: false }];
}

/** An NSEC that covers `name`, which does not exist, and everything below it. */
function covering(zone: Zone, name: Name, lasting: boolean): Interval {
  const next = afterSubtree(name, zone.apex);
  const node = zone.replica.before(name);
  const last = zone.replica.owner(node);
  const madeUp = (owner: Name | undefined): owner is Name =>
    owner !== undefined && compareNames(last, owner) < 0 && compareNames(owner, name) < 0;
  // Two ways to make an owner up after the last name that exists. Where neither has room it owns the interval itself,
  // with its true types: anything less would deny its records.
  const near = shortlyBefore(name);
  if (madeUp(near)) return { owner: near, next, types: DENIAL_TYPES, lasting, exists: false };
  const below = firstBelow(last);
  if (madeUp(below)) return { owner: below, next, types: DENIAL_TYPES, lasting, exists: false };
  return { owner: last, next, types: typesAt(zone, node), lasting, exists: true };
}

/** How many closest enclosers are remembered. */
const KEPT_WILDCARDS = 1024;

/** What covers the wildcard at a closest encloser: the same for all questions until the zone changes. */
export interface Wildcards {
  at(zone: Zone, closestEncloser: Name): Interval;
}

export function rememberWildcards(): Wildcards {
  const known = new Map<string, Interval>();
  let changes = -1;
  return {
    at: (zone, closestEncloser) => {
      if (changes !== zone.replica.changes || known.size >= KEPT_WILDCARDS) known.clear();
      changes = zone.replica.changes;
      const key = Buffer.from(closestEncloser).toString("latin1");
      const interval = known.get(key) ?? covering(zone, nameOf([ASTERISK], closestEncloser), true);
      known.set(key, interval);
      return interval;
    },
  };
}
