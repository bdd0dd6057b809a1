import fc from "fast-check";
import { expect } from "vitest";
import { type Name, nameOf } from "../../../src/zone/name.ts";
import { parseName } from "../../../src/zone/name-text.ts";

export const APEX = parseName("user._bitcoin-payment.example.com.");
/** Labels below the apex, from left to right. */
export type Labels = readonly Uint8Array[];

export const length = (labels: Labels): number =>
  labels.reduce((sum, label) => sum + label.length + 1, APEX.length);
export const isName = (labels: Labels): boolean =>
  length(labels) <= 255 &&
  labels.every((label) => label.length > 0 && label.length < 64 && label.every((o) => o < 0x41 || o > 0x5a));
export const named = (labels: Labels): Name => nameOf(labels, APEX);

/**
 * RFC 4034 §6.1 as the order of strings: labels from the right in hexadecimal, parted by a character below every digit. An
 * ancestor's key is a leading part of its descendants'; the apex's is empty.
 */
export const keyOf = (labels: Labels): string =>
  labels
    .map((label) => `${Buffer.from(label).toString("hex")} `)
    .reverse()
    .join("");

/** The key of a name that was made up; it is checked to be a name of the zone, in lower case. */
export function keyIn(name: Name): string {
  const labels: Uint8Array[] = [];
  let at = 0;
  for (; at < name.length - APEX.length; at += name[at]! + 1)
    labels.push(name.subarray(at + 1, at + 1 + name[at]!));
  expect(name.subarray(at)).toEqual(APEX);
  expect(isName(labels)).toBe(true);
  return keyOf(labels);
}

const octet = fc.constantFrom(0x00, 0x01, 0x2d, 0x40, 0x5b, 0x60, 0x61, 0x7a, 0x7e, 0xfe, 0xff);
export const label = fc
  .oneof(
    { arbitrary: fc.array(octet, { minLength: 1, maxLength: 3 }), weight: 3 },
    {
      arbitrary: fc.tuple(fc.constantFrom(61, 62, 63), octet).map(([n, o]) => new Array<number>(n).fill(o)),
      weight: 1,
    },
    {
      arbitrary: fc
        .tuple(fc.constantFrom(60, 61, 62), octet, octet)
        .map(([n, o, p]) => [...new Array<number>(n).fill(o), p]),
      weight: 1,
    },
  )
  .map((octets) => Uint8Array.from(octets));

/** Names of all lengths, and names that leave 0 to 3 octets of 255. */
export const labels: fc.Arbitrary<Labels> = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 4 }), fc.option(fc.tuple(fc.nat(3), octet)))
  .map(([list, fill]) => {
    const fitting = list.filter((_, i) => length(list.slice(0, i + 1)) <= 252);
    if (fill === null) return fitting;
    const [left, octet] = fill;
    const filled = [...fitting];
    for (let room = 255 - left - length(filled); room >= 2; room = 255 - left - length(filled))
      filled.push(new Uint8Array(Math.min(63, room === 65 ? 62 : room - 1)).fill(octet));
    return filled;
  })
  .filter((list) => list.length > 0);

/** Names that stand close to a name: their labels are its own, longer, shorter, one octet more or less, and filled up. */
export function closeTo(name: Labels): Labels[] {
  const all: Labels[] = [];
  const octets = [0x00, 0x01, 0x40, 0x5b, 0x7e, 0xff];
  for (let depth = 0; depth < name.length; depth++) {
    const [own, parent] = [name[depth]!, name.slice(depth + 1)];
    const variants: Uint8Array[] = [own, ...octets.map((o) => Uint8Array.of(...own, o))];
    for (let at = 0; at < own.length; at++) {
      if (at > 3 && at < own.length - 3) continue;
      for (const step of [-1, 1]) {
        const o = own[at]! + step;
        const moved = o === 0x5a ? 0x40 : o === 0x41 ? 0x5b : o;
        if (moved < 0 || moved > 0xff) continue;
        const cut = [...own.subarray(0, at), moved];
        variants.push(
          Uint8Array.from(cut),
          Uint8Array.of(...cut, 0),
          Uint8Array.of(...cut, ...own.subarray(at + 1)),
        );
        variants.push(Uint8Array.from([...cut, ...new Array<number>(63).fill(0xff)].slice(0, 63)));
      }
      variants.push(own.subarray(0, at));
    }
    const room = 254 - length(parent);
    for (const each of variants) {
      all.push([each, ...parent], [each.subarray(0, room), ...parent]);
      for (const o of octets) all.push([Uint8Array.of(o), each, ...parent]);
      all.push([
        new Uint8Array(Math.max(1, Math.min(63, 254 - length([each, ...parent])))).fill(0xff),
        each,
        ...parent,
      ]);
    }
  }
  return all.filter(isName);
}
