import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { afterSubtree, firstBelow, shortlyBefore } from "../../../src/dnssec/neighbour.ts";
import { type Name, nameOf } from "../../../src/zone/name.ts";
import { formatName, parseName } from "../../../src/zone/name-text.ts";

const APEX = parseName("user._bitcoin-payment.example.com.");
/** Labels below the apex, from left to right. */
type Labels = readonly Uint8Array[];

const length = (labels: Labels): number => labels.reduce((sum, label) => sum + label.length + 1, APEX.length);
const isName = (labels: Labels): boolean =>
  length(labels) <= 255 &&
  labels.every((label) => label.length > 0 && label.length < 64 && label.every((o) => o < 0x41 || o > 0x5a));
const named = (labels: Labels): Name => nameOf(labels, APEX);

/**
 * RFC 4034 §6.1 as the order of strings: labels from the right in hexadecimal, parted by a character below every digit. An
 * ancestor's key is a leading part of its descendants'; the apex's is empty.
 */
const keyOf = (labels: Labels): string =>
  labels.map((label) => `${Buffer.from(label).toString("hex")} `).reverse().join("");

/** The key of a name that was made up; it is checked to be a name of the zone, in lower case. */
function keyIn(name: Name): string {
  const labels: Uint8Array[] = [];
  let at = 0;
  for (; at < name.length - APEX.length; at += name[at]! + 1) labels.push(name.subarray(at + 1, at + 1 + name[at]!));
  expect(name.subarray(at)).toEqual(APEX);
  expect(isName(labels)).toBe(true);
  return keyOf(labels);
}

const octet = fc.constantFrom(0x00, 0x01, 0x2d, 0x40, 0x5b, 0x60, 0x61, 0x7a, 0x7e, 0xfe, 0xff);
const label = fc
  .oneof(
    { arbitrary: fc.array(octet, { minLength: 1, maxLength: 3 }), weight: 3 },
    { arbitrary: fc.tuple(fc.constantFrom(61, 62, 63), octet).map(([n, o]) => new Array<number>(n).fill(o)), weight: 1 },
    {
      arbitrary: fc.tuple(fc.constantFrom(60, 61, 62), octet, octet).map(([n, o, p]) => [...new Array<number>(n).fill(o), p]),
      weight: 1,
    },
  )
  .map((octets) => Uint8Array.from(octets));

/** Names of all lengths, and names that leave 0 to 3 octets of 255. */
const labels: fc.Arbitrary<Labels> = fc
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
function closeTo(name: Labels): Labels[] {
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
        variants.push(Uint8Array.from(cut), Uint8Array.of(...cut, 0), Uint8Array.of(...cut, ...own.subarray(at + 1)));
        variants.push(Uint8Array.from([...cut, ...new Array<number>(63).fill(0xff)].slice(0, 63)));
      }
      variants.push(own.subarray(0, at));
    }
    const room = 254 - length(parent);
    for (const each of variants) {
      all.push([each, ...parent], [each.subarray(0, room), ...parent]);
      for (const o of octets) all.push([Uint8Array.of(o), each, ...parent]);
      all.push([new Uint8Array(Math.max(1, Math.min(63, 254 - length([each, ...parent])))).fill(0xff), each, ...parent]);
    }
  }
  return all.filter(isName);
}

describe("afterSubtree", () => {
  test("leaves no room for a name between the subtree and it", () => {
    fc.assert(
      fc.property(labels, fc.array(labels, { maxLength: 5 }), (name, others) => {
        const key = keyOf(name);
        const next = keyIn(afterSubtree(named(name), APEX));
        const isApex = next === "";
        if (!isApex) {
          expect(next > key).toBe(true);
          expect(next.startsWith(key)).toBe(false);
        }
        for (const other of [...closeTo(name), ...others]) {
          const between = keyOf(other);
          if (between <= key || between.startsWith(key) || (!isApex && between >= next)) continue;
          expect.fail(`${formatName(named(other))} is between ${formatName(named(name))} and its next`);
        }
      }),
      { numRuns: 500 },
    );
  });

  const full = "\\255".repeat(63);
  const rest = `${`${"a".repeat(63)}.`.repeat(3)}${"a".repeat(24)}`;
  test.each([
    ["a", "a\\000"],
    ["a.b", "a\\000.b"],
    ["\\000", "\\000\\000"],
    ["a".repeat(62), `${"a".repeat(62)}\\000`],
    // A label of 63 octets takes no octet more: the next one is greater at its end, or before that.
    ["a".repeat(63), `${"a".repeat(62)}b`],
    [`${"a".repeat(62)}@`, `${"a".repeat(62)}[`],
    [`${"a".repeat(61)}b\\255`, `${"a".repeat(61)}c`],
    [`@${"\\255".repeat(62)}`, "["],
    [full, ""],
    [`${full}.a`, "a\\000"],
    [`${full}.${full}`, ""],
    // 255 octets: no room for an octet more in any label.
    [`b.${rest}a`, `c.${rest}a`],
    [`\\255.${rest}a`, `${"a".repeat(62)}b.${"a".repeat(63)}.${"a".repeat(63)}.${"a".repeat(25)}`],
    // 254 octets: there is room for one.
    [`b.${rest}`, `b\\000.${rest}`],
  ])("after %s comes %s", (name, next) => {
    const below = (text: string): Name => parseName(`${text === "" ? "" : `${text}.`}${formatName(APEX)}`);
    expect(formatName(afterSubtree(below(name), APEX))).toBe(formatName(below(next)));
  });

  test("of the apex is the apex: the zone goes round", () => {
    expect(afterSubtree(APEX, APEX)).toEqual(APEX);
  });
});

describe("firstBelow", () => {
  test("is the first of the names below; where there is none, none can be", () => {
    fc.assert(
      fc.property(labels, fc.array(label, { maxLength: 3 }), (name, below) => {
        const first = firstBelow(named(name));
        if (first === undefined) {
          expect(isName([Uint8Array.of(0), ...name])).toBe(false);
          return;
        }
        expect(keyIn(first)).toBe(`${keyOf(name)}00 `);
        const [own, next] = [keyOf(name), keyIn(first)];
        const between = [...closeTo(name), [...below, ...name]].filter(isName).map(keyOf);
        expect(between.filter((key) => key > own && key < next)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("fits in 255 octets exactly where two octets are left", () => {
    const fill = 253 - APEX.length;
    const name = named([63, 63, 63, fill - 3 * 64 - 1].map((size) => new Uint8Array(size).fill(0x61)));
    expect(name).toHaveLength(253);
    expect(firstBelow(name)).toHaveLength(255);
    expect(firstBelow(nameOf([Uint8Array.of(0x61)], name))).toBeUndefined();
  });
});

describe("shortlyBefore", () => {
  /** Names that could be registered: BIP-353's alphabet. */
  const user = fc
    .array(fc.stringMatching(/^[a-z0-9_-]{1,3}$/), { minLength: 1, maxLength: 3 })
    .map((parts): Labels => parts.map((part) => Buffer.from(part)));

  test("is a sibling before the name, or below one; there is none before \\000 alone", () => {
    fc.assert(
      fc.property(labels, (name) => {
        const near = shortlyBefore(named(name));
        const first = name[0]!;
        expect(near === undefined).toBe(first.length === 1 && first[0] === 0);
        if (near === undefined) return;
        expect(keyIn(near) < keyOf(name)).toBe(true);
        expect(keyIn(near) > keyOf(name.slice(1))).toBe(true);
        expect(keyIn(near).startsWith(keyOf(name.slice(1)))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test("leaves no name that could be registered between, where there is room for a tilde", () => {
    fc.assert(
      fc.property(fc.oneof(user, labels), fc.array(user), (name, users) => {
        const near = shortlyBefore(named(name));
        fc.pre(near !== undefined && name[0]!.length < 63 && length(name) < 254);
        const [from, to] = [keyIn(near!), keyOf(name)];
        const isUser = (other: Labels): boolean =>
          isName(other) && other.every((label) => /^[a-z0-9_-]+$/.test(Buffer.from(label).toString("latin1")));
        const siblings = users.map((each) => [...each, ...name.slice(1)]);
        const between = [...closeTo(name), ...users, ...siblings].filter(isUser).map(keyOf);
        expect(between.filter((key) => key > from && key < to)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["bob", "boa~"],
    ["a", "`~"],
    ["[", "@~"],
    ["0", "/~"],
    ["a\\000", "~.a"],
    ["a.b", "`~.b"],
    ["\\001", "\\000~"],
    ["b".repeat(63), `${"b".repeat(62)}a`],
    [`${"b".repeat(62)}\\000`, `~.${"b".repeat(62)}`],
  ])("before %s is %s", (name, near) => {
    const apex = formatName(APEX);
    expect(formatName(shortlyBefore(parseName(`${name}.${apex}`))!)).toBe(formatName(parseName(`${near}.${apex}`)));
  });
});
