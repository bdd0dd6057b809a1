import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { afterSubtree, firstBelow, shortlyBefore } from "../../../src/dnssec/neighbour.ts";
import { type Name, nameOf } from "../../../src/zone/name.ts";
import { formatName, parseName } from "../../../src/zone/name-text.ts";
import {
  APEX,
  closeTo,
  isName,
  keyIn,
  keyOf,
  type Labels,
  label,
  labels,
  length,
  named,
} from "./close-names.ts";

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
      { numRuns: 250 },
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
        fc.pre(near !== undefined && length(name) <= 253);
        const [from, to] = [keyIn(near!), keyOf(name)];
        const isUser = (other: Labels): boolean =>
          isName(other) &&
          other.every((label) => /^[a-z0-9_-]+$/.test(Buffer.from(label).toString("latin1")));
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
    ["b".repeat(63), `~.${"b".repeat(62)}a`],
    [`${"b".repeat(62)}\\000`, `~.${"b".repeat(62)}`],
  ])("before %s is %s", (name, near) => {
    const apex = formatName(APEX);
    expect(formatName(shortlyBefore(parseName(`${name}.${apex}`))!)).toBe(
      formatName(parseName(`${near}.${apex}`)),
    );
  });
});
