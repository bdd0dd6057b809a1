import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HashedName, spread } from "../../../src/zone/hashed-name.ts";
import {
  canonicalName,
  isWithin,
  labelsOf,
  type Name,
  nameOf,
  ROOT,
  readName,
} from "../../../src/zone/name.ts";
import { parseName } from "../../../src/zone/name-text.ts";
import { anyName, closeLabels } from "../../property/name-arbitrary.ts";

const read = (octets: readonly number[], offset = 0): number =>
  new HashedName().read(Uint8Array.from(octets), offset, octets.length);

describe("reading", () => {
  test("is that of readName, in lower case, and refuses what readName refuses", () => {
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.tuple(anyName, fc.uint8Array({ maxLength: 4 })).map(([name, rest]) => Buffer.concat([name, rest])),
    );
    fc.assert(
      fc.property(octets, fc.nat(6), (octets, offset) => {
        let expected: Name | undefined;
        try {
          expected = readName(octets, offset);
        } catch {
          expected = undefined;
        }
        const hashed = new HashedName();
        const end = hashed.read(octets, offset, octets.length);
        expect(end).toBe(expected === undefined ? -1 : offset + expected.length);
        if (expected === undefined) return;
        const name = canonicalName(expected);
        expect([hashed.length, hashed.labels]).toEqual([name.length, labelsOf(name).length]);
        for (let label = 0, at = 0; label <= hashed.labels; label++, at += name[at]! + 1) {
          expect(hashed.starts[label]).toBe(at);
          expect(hashed.suffix(label)).toEqual(new Uint8Array(name.subarray(at)));
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["no octets", [], 0],
    ["no root", [1, 0x61], 0],
    ["a cut label", [2, 0x61], 0],
    ["a compression pointer", [0xc0, 0], 0],
    ["label type 0x40", [0x41, 0], 0],
    ["an offset past the end", [0], 1],
  ])("-1 for %s", (_, octets, offset) => {
    expect(read(octets, offset)).toBe(-1);
  });

  test("stops at `end`, not at the end of the octets", () => {
    const octets = Uint8Array.of(1, 0x61, 0, 9, 9);
    expect(new HashedName().read(octets, 0, 3)).toBe(3);
    expect(new HashedName().read(octets, 0, 2)).toBe(-1);
    expect(new HashedName().read(Uint8Array.of(7, 7, 0), 2, 3)).toBe(3);
  });

  test("takes 255 octets and 127 labels, and not one more", () => {
    const most = Array.from({ length: 127 }, () => [1, 0x61]).flat();
    expect(read([...most, 0])).toBe(255);
    expect(read([...most, 1, 0x61, 0])).toBe(-1);
    const label = (length: number) => [length, ...new Array<number>(length).fill(0x61)];
    const long = [63, 63, 63].flatMap(label);
    expect(read([...long, ...label(61), 0])).toBe(255);
    expect(read([...long, ...label(62), 0])).toBe(-1);
    expect(read([...label(64), 0])).toBe(-1);
    expect(read([...label(0xc0), 0])).toBe(-1);
  });

  test("leaves nothing of the name before", () => {
    const hashed = HashedName.of(parseName("a.much.longer.name.example."));
    const name = parseName("B.Example.");
    expect(hashed.read(name, 0, name.length)).toBe(name.length);
    expect(hashed.suffix(0)).toEqual(parseName("b.example."));
    const fresh = HashedName.of(name);
    expect([...hashed.hashes.subarray(0, 3)]).toEqual([...fresh.hashes.subarray(0, 3)]);
  });
});

describe("hashes", () => {
  test("of equal suffixes are equal, whatever stands before them and in whatever case", () => {
    fc.assert(
      fc.property(closeLabels, anyName, (below, name) => {
        fc.pre(below.reduce((sum, label) => sum + label.length + 1, name.length) <= 255);
        const [long, short] = [HashedName.of(nameOf(below, name)), HashedName.of(canonicalName(name))];
        for (let label = 0; label <= short.labels; label++) {
          expect(long.hashes[below.length + label]).toBe(short.hashes[label]);
        }
      }),
    );
  });

  test("see every octet and where labels part", () => {
    const texts = [
      "a.b",
      "ab",
      "b.a",
      "a.b.c",
      "aa.b",
      "a.bb",
      "a\\.b",
      "a\\001b",
      "\\000",
      "\\000.\\000",
      ".",
    ];
    const hashes = texts.map((text) => HashedName.of(parseName(text)).hashes[0]);
    expect(new Set(hashes).size).toBe(texts.length);
  });
});

test("endsWith compares labels, never octets across them", () => {
  fc.assert(
    fc.property(closeLabels, closeLabels, (list, other) => {
      const name = HashedName.of(nameOf(list));
      const suffix = canonicalName(nameOf(other));
      const label = list.length - other.length;
      const within = isWithin(nameOf(list), suffix);
      for (let i = 0; i <= name.labels; i++) expect(name.endsWith(i, suffix)).toBe(within && i === label);
    }),
    { numRuns: 1000 },
  );
  expect(HashedName.of(parseName("x\\003com.")).endsWith(1, parseName("com."))).toBe(false);
  expect(HashedName.of(parseName("com.")).endsWith(1, ROOT)).toBe(true);
});

test("spread uses all bits: hashes that differ high up only go to different slots", () => {
  const slots = new Set(Array.from({ length: 256 }, (_, i) => spread(i << 24) & 0xff));
  // 256 balls into 256 urns leave about 162 of them used.
  expect(slots.size).toBeGreaterThan(130);
  for (const hash of [0, -1, 2 ** 31 - 1, -(2 ** 31)]) expect(spread(hash)).toBeGreaterThanOrEqual(0);
});
