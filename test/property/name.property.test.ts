import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WireError } from "../../src/zone/errors.ts";
import {
  canonicalName,
  compareLabels,
  compareNames,
  equalNames,
  isWithin,
  labelCount,
  labelsOf,
  nameKey,
  nameOf,
  parentName,
  readName,
  suffixOffset,
} from "../../src/zone/name.ts";
import { formatName, parseName } from "../../src/zone/name-text.ts";
import { anyName, closeLabels, labels } from "./name-arbitrary.ts";

const hexOf = (label: Uint8Array): string =>
  Buffer.from(
    Buffer.from(label)
      .toString("latin1")
      .replace(/[A-Z]/g, (c) => c.toLowerCase()),
    "latin1",
  ).toString("hex");

/**
 * RFC 4034 §6.1 as the order of strings: labels from the right in hexadecimal, parted by a character below every digit, so
 * that a missing octet and a missing label come first. Works on label lists, never on wire octets.
 */
const sortKey = (list: readonly Uint8Array[]): string => list.map(hexOf).reverse().join(" ");

const closeName = closeLabels.map((list) => nameOf(list));

describe("text", () => {
  test("is lossless for every name, in printable ASCII", () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const text = formatName(name);
        expect(text).toMatch(/^[!-~]+$/);
        expect(parseName(text)).toEqual(name);
      }),
    );
  });

  test("is lossless for every octet, wherever it stands", () => {
    for (let octet = 0; octet <= 0xff; octet++) {
      const name = nameOf([Uint8Array.of(octet), Uint8Array.of(0x31, octet, 0x32)]);
      expect(parseName(formatName(name))).toEqual(name);
    }
  });

  test("of any kind is a name or a WireError", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom("a", ".", "\\", "2", "5", "9", "é") }),
    );
    fc.assert(
      fc.property(text, (text) => {
        const outcome = attempt(() => parseName(text));
        if (outcome instanceof WireError) return;
        expect(readName(outcome)).toEqual(outcome);
        expect(parseName(formatName(outcome))).toEqual(outcome);
      }),
    );
  });
});

describe("wire", () => {
  test("octets of any kind are a name of 255 octets or less, or a WireError", () => {
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .tuple(anyName, fc.uint8Array({ maxLength: 4 }))
        .map(([name, rest]) => Uint8Array.from([...name, ...rest])),
    );
    fc.assert(
      fc.property(octets, fc.nat(8), (octets, offset) => {
        const outcome = attempt(() => readName(octets, offset));
        if (outcome instanceof WireError) return;
        expect(outcome).toEqual(octets.slice(offset, offset + outcome.length));
        expect(outcome.length).toBeLessThanOrEqual(255);
        expect(nameOf(labelsOf(outcome))).toEqual(outcome);
      }),
    );
  });

  test("labels survive, and parentName drops one at a time", () => {
    fc.assert(
      fc.property(labels, (list) => {
        let name = nameOf(list);
        expect(readName(name)).toEqual(name);
        for (let dropped = 0; dropped < list.length; dropped++) {
          expect(labelsOf(name)).toEqual(list.slice(dropped));
          expect(labelCount(name)).toBe(list.length - dropped);
          name = parentName(name);
        }
        expect(name).toEqual(Uint8Array.of(0));
      }),
    );
  });
});

describe("canonical order", () => {
  test("is that of the reference", () => {
    const pair = fc.oneof(fc.tuple(labels, labels), fc.tuple(closeLabels, closeLabels));
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [x, y] = [sortKey(a), sortKey(b)];
        expect(Math.sign(compareNames(nameOf(a), nameOf(b)))).toBe(x < y ? -1 : x > y ? 1 : 0);
      }),
      { numRuns: 1000 },
    );
  });

  test("is total: antisymmetric, transitive, zero exactly for equal names", () => {
    fc.assert(
      fc.property(closeName, closeName, closeName, (a, b, c) => {
        expect(Math.sign(compareNames(a, b)) + Math.sign(compareNames(b, a))).toBe(0);
        if (compareNames(a, b) <= 0 && compareNames(b, c) <= 0)
          expect(compareNames(a, c)).toBeLessThanOrEqual(0);
        expect(compareNames(a, b) === 0).toBe(equalNames(a, b));
        expect(nameKey(a) === nameKey(b)).toBe(equalNames(a, b));
      }),
      { numRuns: 1000 },
    );
  });

  test("of spans sees nothing beyond them", () => {
    fc.assert(
      fc.property(closeLabels, closeLabels, closeName, closeName, (a, b, belowA, belowB) => {
        const [x, y] = [nameOf(a, belowA), nameOf(b, belowB)];
        const spans = compareLabels(x, 0, x.length - belowA.length, y, 0, y.length - belowB.length);
        expect(Math.sign(spans)).toBe(Math.sign(compareNames(nameOf(a), nameOf(b))));
      }),
    );
  });
});

test("isWithin compares labels, not octets", () => {
  fc.assert(
    fc.property(closeLabels, closeLabels, closeLabels, (below, of, other) => {
      const fold = (list: readonly Uint8Array[]): string => list.map(hexOf).join(".");
      const list = [...below, ...of];
      const [name, ancestor] = [nameOf(list), nameOf(of)];
      expect(isWithin(name, ancestor)).toBe(true);
      expect(suffixOffset(name, ancestor)).toBe(name.length - ancestor.length);
      expect(isWithin(canonicalName(name), ancestor)).toBe(true);
      const tail = other.length === 0 ? [] : list.slice(-other.length);
      expect(isWithin(name, nameOf(other))).toBe(fold(tail) === fold(other));
    }),
    { numRuns: 1000 },
  );
});

function attempt<T>(action: () => T): T | WireError {
  try {
    return action();
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
}
