import { setImmediate as turn } from "node:timers/promises";
import { compareNames, type Name } from "../../zone/name.ts";
import { userOf } from "../../zone/payment/payment-name.ts";
import type { Zone } from "../../zone/zone.ts";
import type { Difference } from "../../zone/zone-difference.ts";
import { namesAfter, type Placed } from "./answered-names.ts";

/** Names that one slice visits: well under a millisecond. */
const SLICE_NAMES = 256;

/**
 * Compares the names of two versions of a zone in slices, between which queries are answered; `served` is undefined where
 * there is none. A name that has expired by its turn is in neither. At most so many `examples` of each kind are named.
 * Rejects when `ended` aborts.
 */
export async function compareZones(
  served: Zone | undefined,
  found: Zone,
  examples: number,
  now: () => number,
  ended: AbortSignal,
): Promise<Difference> {
  const counts = { served: 0, found: 0 };
  const vanished = { count: 0, examples: [] as string[] };
  const changed = { count: 0, examples: [] as string[] };
  const added = { count: 0, examples: [] as string[] };
  const older = { count: 0, examples: [] as string[] };

  const count = (before: Placed | undefined, after: Placed | undefined): void => {
    if (before !== undefined) counts.served++;
    if (after !== undefined) counts.found++;
    const { owner } = (before ?? after)!;
    const add = (kind: { count: number; readonly examples: string[] }): void => {
      if (++kind.count <= examples) kind.examples.push(userOf(owner, found.userBase));
    };
    if (after === undefined) add(vanished);
    else if (before === undefined || served === undefined) add(added);
    else {
      const wasAt = served.replica.revisionAt(before.node);
      const isAt = found.replica.revisionAt(after.node);
      const isChanged = !isSame(served, before, found, after);
      if (isChanged) add(changed);
      if (isAt < wasAt || (isChanged && isAt === wasAt)) add(older);
    }
  };

  /** Visits names after `from`; returns the last of them, or undefined when there are no more. */
  const slice = (from: Name): Name | undefined => {
    const at = now();
    const before = served && namesAfter(served, from, at);
    const after = namesAfter(found, from, at);
    let left = before?.next().value;
    let right = after.next().value;
    let last = from;
    for (let visits = SLICE_NAMES; visits > 0; visits--) {
      const order = compare(left, right);
      if (order === undefined) return undefined;
      last = (order <= 0 ? left : right)!.owner;
      count(order <= 0 ? left : undefined, order >= 0 ? right : undefined);
      if (order <= 0) left = before?.next().value;
      if (order >= 0) right = after.next().value;
    }
    return last;
  };

  for (let at = slice(found.apex); at !== undefined; at = slice(at)) await turn(undefined, { signal: ended });
  return { ...counts, vanished, changed, added, older };
}

/** Which of two names is next in canonical order: negative for the left, 0 for both; undefined where there is none. */
function compare(left: Placed | undefined, right: Placed | undefined): number | undefined {
  if (left === undefined) return right === undefined ? undefined : 1;
  return right === undefined ? -1 : compareNames(left.owner, right.owner);
}

const isSame = (a: Zone, { node: inA }: Placed, b: Zone, { node: inB }: Placed): boolean =>
  a.replica.ttl(inA) === b.replica.ttl(inB) &&
  a.replica.expiresAt(inA) === b.replica.expiresAt(inB) &&
  Buffer.compare(a.replica.rdata(inA), b.replica.rdata(inB)) === 0;
