import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS, type Name, nameOf, parentName } from "../zone/name.ts";

/*
 * Names made up for NSEC records (RFC 4470 §3), in canonical form. Where RFC 4034 §6.1 compares octets, upper case does
 * not occur: the octet before "[" is "@", and the one after "@" is "[".
 */
const AT_SIGN = 0x40;
const LEFT_BRACKET = 0x5b;
const MAX_OCTET = 0xff;
const TILDE = 0x7e;
const TILDE_LABEL = Uint8Array.of(TILDE);
const NULL_LABEL = Uint8Array.of(0);

const octetBefore = (octet: number): number => (octet === LEFT_BRACKET ? AT_SIGN : octet - 1);
const octetAfter = (octet: number): number => (octet === AT_SIGN ? LEFT_BRACKET : octet + 1);

const firstLabel = (name: Name): Uint8Array => name.subarray(1, 1 + name[0]!);

/** A label with one octet more, where label and name have room for it. */
function extended(label: Uint8Array, octet: number, parent: Name): Name | undefined {
  const length = label.length + 1;
  if (length > MAX_LABEL_OCTETS || length + 1 + parent.length > MAX_NAME_OCTETS) return undefined;
  const name = new Uint8Array(1 + length + parent.length);
  name[0] = length;
  name.set(label, 1);
  name[length] = octet;
  name.set(parent, 1 + length);
  return name;
}

/** `\000.name`, the first name after `name`; undefined where it does not fit. */
export const firstBelow = (name: Name): Name | undefined =>
  name.length + 2 > MAX_NAME_OCTETS ? undefined : nameOf([NULL_LABEL], name);

/**
 * The first name that can stand after `name` and everything below it; the apex where nothing can, as the last NSEC of a
 * zone points back there (RFC 4034 §4.1.1).
 */
export function afterSubtree(name: Name, apex: Name): Name {
  if (name.length === apex.length) return apex;
  const label = firstLabel(name);
  const parent = parentName(name);
  const longer = extended(label, 0, parent);
  if (longer !== undefined) return longer;
  // No longer label fits, so nothing lies between this label and the next of its length or less.
  let length = label.length;
  while (length > 0 && label[length - 1] === MAX_OCTET) length--;
  if (length === 0) return afterSubtree(parent, apex);
  const next = label.slice(0, length);
  next[length - 1] = octetAfter(next[length - 1]!);
  return nameOf([next], parent);
}

/**
 * A name shortly before `name`, close enough that hardly anything stands between; undefined where there is none but the
 * parent. Whether something does stand between is for the caller to check.
 */
export function shortlyBefore(name: Name): Name | undefined {
  const label = firstLabel(name);
  const parent = parentName(name);
  const last = label.length - 1;
  if (label[last] === 0) {
    if (last === 0) return undefined;
    const shorter = nameOf([label.subarray(0, last)], parent);
    return extendedBelow(shorter);
  }
  const previous = label.slice();
  previous[last] = octetBefore(previous[last]!);
  // "~" is in no payment name: it leaves all of the previous label's names before it. Without room beside that label it
  // goes below it, so that the name before is neither shown as an owner nor covered with its children.
  return extended(previous, TILDE, parent) ?? extendedBelow(nameOf([previous], parent));
}

/**
 * A name below `name`, after all payment names there; `name` itself where nothing fits below. That one name an aggressive
 * cache may then answer as NODATA for the negative TTL: RFC 4470 leaves none in between.
 */
const extendedBelow = (name: Name): Name =>
  name.length + 2 > MAX_NAME_OCTETS ? name : nameOf([TILDE_LABEL], name);
