import { secp256k1 } from "@noble/curves/secp256k1.js";
import { hex } from "@scure/base";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isCurvePoint, isXOnlyPoint } from "../../../../src/zone/payment/curve-point.ts";

const { Point } = secp256k1;
const { p } = Point.CURVE();

const GENERATOR = Point.BASE.toBytes(true);
const octetsOf = (value: bigint): Uint8Array => hex.decode(value.toString(16).padStart(64, "0"));
const compressed = (prefix: number, x: Uint8Array): Uint8Array => Uint8Array.from([prefix, ...x]);

/** The same question, put to the library. */
const isPointOfLibrary = (octets: Uint8Array): boolean => {
  try {
    Point.fromBytes(octets).assertValidity();
    return octets.length === 33;
  } catch {
    return false;
  }
};

describe("a point of secp256k1", () => {
  test("is taken with either prefix", () => {
    const x = GENERATOR.subarray(1);
    expect([2, 3].map((prefix) => isCurvePoint(compressed(prefix, x)))).toEqual([true, true]);
    expect(isXOnlyPoint(x)).toBe(true);
  });

  test.each([0, 1, 4, 5, 6, 7, 0x82, 0xff])("is not taken with the prefix %i", (prefix) => {
    expect(isCurvePoint(compressed(prefix, GENERATOR.subarray(1)))).toBe(false);
  });

  test("is not taken in another length", () => {
    expect(isCurvePoint(new Uint8Array())).toBe(false);
    expect(isCurvePoint(GENERATOR.subarray(0, 32))).toBe(false);
    expect(isCurvePoint(Uint8Array.from([...GENERATOR, 0]))).toBe(false);
    expect(isCurvePoint(Point.BASE.toBytes(false))).toBe(false);
    expect(isXOnlyPoint(GENERATOR)).toBe(false);
    expect(isXOnlyPoint(GENERATOR.subarray(2))).toBe(false);
  });

  // BIP-340, lift_x: "Fail if x ≥ p". 1 is the x of a point, and so is p + 1 to who takes the remainder.
  test.each([
    [0n, false],
    [1n, true],
    [5n, false],
    [p - 1n, false],
    [p, false],
    [p + 1n, false],
    [2n ** 256n - 1n, false],
  ])("has no x of %i: %s", (x, is) => {
    expect(isXOnlyPoint(octetsOf(x))).toBe(is);
    expect(isPointOfLibrary(compressed(2, octetsOf(x)))).toBe(is);
  });

  test("is what the library can decompress", () => {
    const anyX = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(anyX, fc.integer({ min: 0, max: 5 }), (x, prefix) => {
        const octets = compressed(prefix, x);
        expect(isCurvePoint(octets)).toBe(isPointOfLibrary(octets));
      }),
      { numRuns: 1000 },
    );
  });

  test("is what the library computes", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: Point.Fn.ORDER - 1n }), (scalar) => {
        const octets = Point.BASE.multiply(scalar).toBytes(true);
        expect(isCurvePoint(octets)).toBe(true);
        expect(isXOnlyPoint(octets.subarray(1))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
