import { WireError } from "./errors.ts";

/**
 * A domain name as uncompressed wire octets, root label included (RFC 1035 §3.1). Any octet value may stand in a label;
 * upper case is kept until {@link canonicalName} folds it.
 */
export type Name = Uint8Array;

/** RFC 1035 §2.3.4: labels hold 63 octets or less, names 255 octets or less. */
export const MAX_LABEL_OCTETS = 63;
export const MAX_NAME_OCTETS = 255;
/** 127 labels of one octet and the root fill 255 octets. */
export const MAX_LABELS = 127;

export const ROOT: Name = Uint8Array.of(0);

/** RFC 4034 §6.2: only US-ASCII letters are folded; everything else is compared as it is. */
export const foldOctet = (octet: number): number => (octet >= 0x41 && octet <= 0x5a ? octet | 0x20 : octet);

/** The name in canonical form: letters in lower case (RFC 4034 §6.2). */
export function canonicalName(name: Name): Name {
  const folded = new Uint8Array(name.length);
  // Length octets are 63 or less and fall below "A": folding every octet leaves them alone.
  for (let i = 0; i < name.length; i++) folded[i] = foldOctet(name[i]!);
  return folded;
}

/** Reads an uncompressed name at `offset`. Throws {@link WireError} for anything that is not one. */
export function readName(octets: Uint8Array, offset = 0): Name {
  let at = offset;
  for (;;) {
    const length = octets[at];
    if (length === undefined) throw new WireError("truncated", at);
    if (length > MAX_LABEL_OCTETS) throw new WireError("label-type", at);
    at += length + 1;
    if (at - offset > MAX_NAME_OCTETS) throw new WireError("name-too-long", offset);
    if (at > octets.length) throw new WireError("truncated", octets.length);
    // Not slice(): that of a Buffer, as sockets hand them out, is a view of memory that will be reused.
    if (length === 0) return new Uint8Array(octets.subarray(offset, at));
  }
}

/** The labels from left to right, without the root; views into the name. */
export function labelsOf(name: Name): Uint8Array[] {
  const labels: Uint8Array[] = [];
  for (let at = 0; name[at]! > 0; at += name[at]! + 1) labels.push(name.subarray(at + 1, at + 1 + name[at]!));
  return labels;
}

/** How many labels, the root not counted (as RRSIG's Labels field counts them, RFC 4034 §3.1.3, wildcards aside). */
export function labelCount(name: Name): number {
  let count = 0;
  for (let at = 0; name[at]! > 0; at += name[at]! + 1) count++;
  return count;
}

/** A name of these labels. Throws {@link WireError} where a limit is passed. */
export function nameOf(labels: readonly Uint8Array[], parent: Name = ROOT): Name {
  const length = labels.reduce((sum, label) => sum + label.length + 1, parent.length);
  if (length > MAX_NAME_OCTETS) throw new WireError("name-too-long", 0);
  const name = new Uint8Array(length);
  let at = 0;
  for (const label of labels) {
    if (label.length === 0) throw new WireError("label-empty", at);
    if (label.length > MAX_LABEL_OCTETS) throw new WireError("label-too-long", at);
    name[at] = label.length;
    name.set(label, at + 1);
    at += label.length + 1;
  }
  name.set(parent, at);
  return name;
}

/** The name without its leftmost label; the root is its own parent. */
export const parentName = (name: Name): Name => (name[0] === 0 ? name : name.subarray(name[0]! + 1));

/** Case-insensitive equality (RFC 4343 §3). */
export function equalNames(a: Name, b: Name): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (foldOctet(a[i]!) !== foldOctet(b[i]!)) return false;
  return true;
}

/**
 * Where `ancestor` begins within `name`, or -1 if `name` is neither it nor below it. Compared by labels: `xuser.example`
 * is not below `user.example`.
 */
export function suffixOffset(name: Name, ancestor: Name): number {
  const target = name.length - ancestor.length;
  let at = 0;
  while (at < target) at += name[at]! + 1;
  return at === target && equalNames(name.subarray(at), ancestor) ? at : -1;
}

/** Whether `name` is `ancestor` or lies below it. */
export const isWithin = (name: Name, ancestor: Name): boolean => suffixOffset(name, ancestor) >= 0;

const startsOfA = new Uint8Array(MAX_LABELS + 1);
const startsOfB = new Uint8Array(MAX_LABELS + 1);

function markLabels(octets: Uint8Array, from: number, to: number, starts: Uint8Array): number {
  let count = 0;
  for (let at = from; at < to && octets[at]! > 0; at += octets[at]! + 1) starts[count++] = at - from;
  return count;
}

/**
 * RFC 4034 §6.1: names sort by their most significant (rightmost) labels first; a label sorts as an unsigned, left-justified
 * octet sequence in lower case, and a missing octet or label sorts before every other. The spans may leave out a common
 * suffix, the root included. Negative, zero or positive.
 */
export function compareLabels(
  a: Uint8Array,
  aFrom: number,
  aTo: number,
  b: Uint8Array,
  bFrom: number,
  bTo: number,
): number {
  // Nearly all names of a zone differ in their first label alone: then there is nothing to mark.
  const aRest = aFrom < aTo ? aFrom + 1 + a[aFrom]! : aTo;
  const bRest = bFrom < bTo ? bFrom + 1 + b[bFrom]! : bTo;
  if (aRest < aTo && aTo - aRest === bTo - bRest && sameOctets(a, aRest, b, bRest, aTo - aRest)) {
    return compareLabel(a, aFrom, b, bFrom);
  }
  let i = markLabels(a, aFrom, aTo, startsOfA);
  let j = markLabels(b, bFrom, bTo, startsOfB);
  while (i > 0 && j > 0) {
    const difference = compareLabel(a, aFrom + startsOfA[--i]!, b, bFrom + startsOfB[--j]!);
    if (difference !== 0) return difference;
  }
  return i - j;
}

function sameOctets(a: Uint8Array, aFrom: number, b: Uint8Array, bFrom: number, length: number): boolean {
  for (let k = 0; k < length; k++) if (a[aFrom + k] !== b[bFrom + k]) return false;
  return true;
}

/** Two labels by the rule above, given where their length octets stand. */
function compareLabel(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number): number {
  const aLength = a[aAt]!;
  const bLength = b[bAt]!;
  const shorter = Math.min(aLength, bLength);
  for (let k = 1; k <= shorter; k++) {
    const difference = foldOctet(a[aAt + k]!) - foldOctet(b[bAt + k]!);
    if (difference !== 0) return difference;
  }
  return aLength - bLength;
}

/** Canonical order of two names (RFC 4034 §6.1). */
export const compareNames = (a: Name, b: Name): number => compareLabels(a, 0, a.length, b, 0, b.length);

/** A string that is equal for equal names, case aside; lossless, one character an octet. For maps off the hot path. */
export const nameKey = (name: Name): string => Buffer.from(canonicalName(name)).toString("latin1");
