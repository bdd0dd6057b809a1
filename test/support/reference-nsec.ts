import { type Labels, readLabels } from "./reference-message.ts";
import { commonAncestor, isAtOrBelow, type OrderKey, orderKey, wildcardKey } from "./reference-order.ts";

/** What an NSEC record says, to a resolver that never heard of RFC 4470. */
export interface ReferenceNsec {
  readonly owner: OrderKey;
  readonly next: OrderKey;
  /** As sent. */
  readonly nextLabels: Labels;
  readonly types: ReadonlySet<number>;
}

const [NS, CNAME, SOA, DNAME, DS] = [2, 5, 6, 39, 43];

/** RFC 4034 §4.1.2, to the letter: blocks ascend, none is empty, none ends in a zero octet. */
function readTypes(bitmap: Uint8Array): Set<number> {
  const types = new Set<number>();
  for (let at = 0, previous = -1; at < bitmap.length; ) {
    const [block, length] = [bitmap[at]!, bitmap[at + 1] ?? 0];
    const octets = bitmap.subarray(at + 2, at + 2 + length);
    if (block <= previous || length < 1 || length > 32 || octets.length < length || octets.at(-1) === 0)
      throw new Error(`bitmap: block ${block} of ${length} octets`);
    octets.forEach((octet, i) => {
      for (let bit = 0; bit < 8; bit++)
        if ((octet & (0x80 >> bit)) !== 0) types.add(block * 256 + i * 8 + bit);
    });
    previous = block;
    at += 2 + length;
  }
  return types;
}

export function readNsec(owner: Labels, rdata: Uint8Array): ReferenceNsec {
  // RFC 3597 §4: no compression in RDATA.
  const { labels: nextLabels, end } = readLabels(rdata, 0, "uncompressed");
  const types = readTypes(rdata.subarray(end));
  return { owner: orderKey(owner), next: orderKey(nextLabels), nextLabels, types };
}

/** Whether an NSEC says that a name does not exist. The last one of a zone leads back to the apex (RFC 4034 §4.1.1). */
export const covers = ({ owner, next }: ReferenceNsec, name: OrderKey, apex: OrderKey): boolean =>
  owner < name && (name < next || next === apex);

/** RFC 6840 §4.1: an NSEC from the parent's side of a zone cut, or at a DNAME, says nothing about names below its owner. */
function usableBelow({ owner, types }: ReferenceNsec, name: OrderKey): boolean {
  if (!isAtOrBelow(name, owner) || name === owner) return true;
  return !(types.has(DNAME) || (types.has(NS) && !types.has(SOA)));
}

/** Throws unless the records prove that the name exists and the type does not (RFC 4035 §5.4, RFC 6840 §4.3). */
export function proveNoData(
  nsecs: readonly ReferenceNsec[],
  name: OrderKey,
  type: number,
  apex: OrderKey,
): void {
  const matching = nsecs.find(({ owner }) => owner === name);
  if (matching === undefined) {
    // RFC 4035 §5.4: an NSEC with a next name below the denied one proves an empty non-terminal.
    const covering = nsecs.find((nsec) => covers(nsec, name, apex) && isAtOrBelow(nsec.next, name));
    if (covering === undefined) throw new Error("no NSEC for NODATA");
    return;
  }
  const { types } = matching;
  if (types.has(type) || types.has(CNAME)) throw new Error(`the NSEC shows type ${type}`);
  // RFC 4035 §5.2: the denial of DS comes from the parent; the child's has the SOA bit, and is right only at our own apex.
  if (types.has(NS) && !types.has(SOA) && type !== DS) throw new Error("the NSEC is the parent's");
}

/**
 * Throws unless the records prove that neither the name nor a wildcard for it exists. Returns the closest encloser that a
 * validator derives: the longest ancestor that the name shares with owner or next of the NSEC that covers it.
 */
export function proveNameError(nsecs: readonly ReferenceNsec[], name: OrderKey, apex: OrderKey): OrderKey {
  if (nsecs.some(({ owner }) => owner === name))
    throw new Error("an NSEC shows the denied name as its owner");
  const covering = nsecs.find((nsec) => covers(nsec, name, apex));
  if (covering === undefined || !usableBelow(covering, name)) throw new Error("no NSEC covers the name");
  // RFC 8020 §2: something below it exists, so it does.
  if (isAtOrBelow(covering.next, name)) throw new Error("the next name lies below the denied one");
  const [left, right] = [commonAncestor(name, covering.owner), commonAncestor(name, covering.next)];
  const encloser = left.length > right.length ? left : right;
  const wildcard = wildcardKey(encloser);
  if (!nsecs.some((nsec) => covers(nsec, wildcard, apex) && usableBelow(nsec, wildcard)))
    throw new Error("no NSEC covers the wildcard at the closest encloser");
  return encloser;
}
