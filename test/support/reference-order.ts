import { type Labels, readLabels } from "./reference-message.ts";

/*
 * Canonical order (RFC 4034 §6.1) as the order of strings: labels from the right, each in lower case and hexadecimal with
 * a blank behind it. A blank sorts before every digit, so a missing octet comes first; a prefix sorts first, so a missing
 * label does; and a name lies below another exactly if its key begins with the other's.
 */

const hexOf = (label: Uint8Array): string =>
  [...label]
    .map((octet) => (octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet).toString(16).padStart(2, "0"))
    .join("");

/** A name's place in the canonical order. Equal for names that differ in case alone; the root's is empty. */
export type OrderKey = string;

export const orderKey = (labels: Labels): OrderKey =>
  labels
    .map((label) => `${hexOf(label)} `)
    .reverse()
    .join("");

/** Whether a name is another one or lies below it. */
export const isAtOrBelow = (key: OrderKey, ancestor: OrderKey): boolean => key.startsWith(ancestor);

/** The key of a name one label above; the root has no parent. */
export const parentKey = (key: OrderKey): OrderKey => key.slice(0, key.slice(0, -1).lastIndexOf(" ") + 1);

/** The key of the wildcard at a name. */
export const wildcardKey = (key: OrderKey): OrderKey => `${key}2a `;

/** How many labels a name has, the root not counted. */
export const labelsIn = (key: OrderKey): number => key.split(" ").length - 1;

/** The longest name that two names are at or below. */
export function commonAncestor(a: OrderKey, b: OrderKey): OrderKey {
  let ancestor = a;
  while (!isAtOrBelow(b, ancestor)) ancestor = parentKey(ancestor);
  return ancestor;
}

/** The ancestor of a name that has one label more than `ancestor`, or the name itself. */
export function oneLabelBelow(key: OrderKey, ancestor: OrderKey): OrderKey {
  if (!isAtOrBelow(key, ancestor) || key === ancestor) throw new Error("the name is not below the other");
  return key.slice(0, key.indexOf(" ", ancestor.length) + 1);
}

/** Labels of an uncompressed name in wire octets. */
export const labelsFrom = (name: Uint8Array): Uint8Array[] => readLabels(name, 0, "uncompressed").labels;

export const keyFrom = (name: Uint8Array): OrderKey => orderKey(labelsFrom(name));

/** The wire octets, in lower case, of the name with this key. */
export const nameFromKey = (key: OrderKey): Uint8Array =>
  Uint8Array.from([
    ...key
      .split(" ")
      .filter((label) => label !== "")
      .reverse()
      .flatMap((label) => [label.length / 2, ...Buffer.from(label, "hex")]),
    0,
  ]);
