import { hex } from "@scure/base";
import { describe, expect, test } from "vitest";
import { readBigSize } from "../../../../../src/zone/payment/bolt12/big-size.ts";
import { bigSize } from "../../../../support/offer-text.ts";

// BOLT 1, Appendix A: BigSize test vectors (lightning/bolts, CC-BY 4.0).
const MINIMAL: readonly (readonly [string, bigint])[] = [
  ["00", 0n],
  ["fc", 252n],
  ["fd00fd", 253n],
  ["fdffff", 65_535n],
  ["fe00010000", 65_536n],
  ["feffffffff", 4_294_967_295n],
  ["ff0000000100000000", 4_294_967_296n],
  ["ffffffffffffffffff", 18_446_744_073_709_551_615n],
];

describe("BOLT 1, Appendix A: BigSize", () => {
  test.each(MINIMAL)("%s is %i, in its shortest form", (octets, value) => {
    expect(readBigSize(hex.decode(octets), 0)).toEqual({ value, minimal: true, end: octets.length / 2 });
    expect(hex.encode(bigSize(value))).toBe(octets);
  });

  test.each([
    ["fd00fc", 252n],
    ["fe0000ffff", 65_535n],
    ["ff00000000ffffffff", 4_294_967_295n],
  ])("%s is %i, and longer than it needs", (octets, value) => {
    expect(readBigSize(hex.decode(octets), 0)).toEqual({ value, minimal: false, end: octets.length / 2 });
  });

  test.each(["", "fd", "fd00", "fe", "feffff", "ff", "ffffffffff"])("%j is cut short", (octets) => {
    expect(readBigSize(hex.decode(octets), 0)).toBeUndefined();
  });

  test("is read where it stands", () => {
    expect(readBigSize(hex.decode("aafd0100bb"), 1)).toEqual({ value: 256n, minimal: true, end: 4 });
  });
});
