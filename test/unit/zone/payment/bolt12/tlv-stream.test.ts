import { hex } from "@scure/base";
import { describe, expect, test } from "vitest";
import { decodeOffer } from "../../../../../src/zone/payment/bolt12/offer.ts";
import { ISSUER_ID, makeOffer, offerTextOf, utf8 } from "../../../../support/offer-text.ts";
import { at, faultsOf } from "./judge.ts";

const ISSUER = `1621${ISSUER_ID}`;
/** Octets of {@link ISSUER}. */
const AFTER = 35;

const faultsOfOctets = (octets: string): ReturnType<typeof faultsOf> =>
  faultsOf(offerTextOf(hex.decode(octets)));

describe("records that are cut short", () => {
  test.each([
    ["fd", "offer-type-truncated"],
    ["fd01", "offer-type-truncated"],
    ["fe3b9aca", "offer-type-truncated"],
    ["ff00000000", "offer-type-truncated"],
    ["21", "offer-length-truncated"],
    ["21fd", "offer-length-truncated"],
    ["21fd26", "offer-length-truncated"],
    ["21ff00000001000000", "offer-length-truncated"],
    ["2101", "offer-value-truncated"],
    ["21fd2602", "offer-value-truncated"],
    [`21fd0100${"00".repeat(255)}`, "offer-value-truncated"],
    ["21ffffffffffffffffff", "offer-value-truncated"],
  ])("%s is %s, at its first character", (tail, code) => {
    expect(faultsOfOctets(ISSUER + tail)).toEqual([[code, at(AFTER)]]);
  });

  test("nothing is said to be missing where the end was not read", () => {
    expect(faultsOfOctets("0801050a")).toEqual([["offer-length-truncated", at(3)]]);
    expect(faultsOf(offerTextOf(hex.decode("0801050a")), { network: "signet" })).toEqual([
      ["offer-length-truncated", at(3)],
    ]);
  });

  test("what was read before is judged", () => {
    expect(faultsOfOctets("08000a")).toEqual([
      ["offer-length-truncated", at(2)],
      ["offer-amount-zero", at(2)],
    ]);
  });
});

describe("an offer without records", () => {
  test("is refused as such", () => {
    expect(faultsOf("lno1")).toEqual([["offer-empty", undefined]]);
    expect(faultsOf("lno1", { network: "signet" })).toEqual([["offer-empty", undefined]]);
  });
});

describe("integers in their shortest form", () => {
  test.each([
    [`${ISSUER}fd002100`, AFTER, "type"],
    [`${ISSUER}fe0000002100`, AFTER, "type"],
    [`${ISSUER}ff000000000000002100`, AFTER, "type"],
    [`${ISSUER}21fd0000`, AFTER + 1, "length"],
    [`${ISSUER}21fe0000000101`, AFTER + 1, "length"],
    [`${ISSUER}21ff000000000000000101`, AFTER + 1, "length"],
    [`${ISSUER}ff000000003b9aca0100`, AFTER, "type"],
  ])("%s is refused at octet %i, its %s", (octets, place) => {
    expect(faultsOfOctets(octets)).toEqual([["offer-bigsize-not-minimal", at(place)]]);
  });

  test("both of a record are told", () => {
    expect(faultsOfOctets(`${ISSUER}fd0021fd0000`)).toEqual([
      ["offer-bigsize-not-minimal", at(AFTER)],
      ["offer-bigsize-not-minimal", at(AFTER + 3)],
    ]);
  });
});

describe("the order of types", () => {
  test.each([
    ["less than the one before", `${ISSUER}0a0141`, AFTER],
    ["the one before once more", `${ISSUER}${ISSUER}`, AFTER],
    ["an unknown one once more", `${ISSUER}21002100`, AFTER + 2],
    ["less than one that is out of range", `${ISSUER}50004f00`, AFTER + 2],
  ])("%s is refused", (_, octets, place) => {
    expect(faultsOfOctets(octets)).toContainEqual(["offer-types-not-ascending", at(place)]);
  });

  test("ends the reading", () => {
    expect(faultsOfOctets(`${ISSUER}0a014108000805ff`)).toEqual([["offer-types-not-ascending", at(AFTER)]]);
  });
});

describe("the range of types", () => {
  const withType = (type: bigint): string => makeOffer({ extra: [{ type, value: utf8("x") }] });
  const placeOf = (type: bigint): number => at(type < 22n ? 0 : AFTER);

  test.each([1n, 3n, 21n, 23n, 79n, 1_000_000_001n, 1_999_999_999n])("%i is odd and kept", (type) => {
    const { value } = decodeOffer(withType(type), { network: "mainnet" });
    expect(value?.unknown).toEqual([{ type: Number(type), value: "78" }]);
  });

  test.each([24n, 78n, 1_000_000_000n, 1_000_000_002n, 1_999_999_998n])("%i is even and unknown", (type) => {
    expect(faultsOf(withType(type))).toEqual([["offer-type-unknown-even", placeOf(type)]]);
  });

  test.each([
    0n,
    80n,
    81n,
    240n,
    999_999_999n,
    2_000_000_000n,
    2_000_000_001n,
    2n ** 53n + 1n,
    2n ** 64n - 1n,
  ])("%i is out of range", (type) => {
    expect(faultsOf(withType(type))).toEqual([["offer-type-out-of-range", placeOf(type)]]);
  });

  test("a type that is out of range is told even where its record is cut short", () => {
    expect(faultsOfOctets(`${ISSUER}5005`)).toEqual([
      ["offer-type-out-of-range", at(AFTER)],
      ["offer-value-truncated", at(AFTER)],
    ]);
  });

  test("many that are wrong are told, up to 16 of each rule", () => {
    const extra = Array.from({ length: 20 }, (_, index) => [
      { type: 24 + index * 2, value: utf8("") },
      { type: 100 + index, value: utf8("") },
    ]).flat();
    const codes = faultsOf(makeOffer({ extra })).map(([code]) => code);
    expect(codes.filter((code) => code === "offer-type-unknown-even")).toHaveLength(16);
    expect(codes.filter((code) => code === "offer-type-out-of-range")).toHaveLength(16);
    expect(codes).toHaveLength(32);
  });
});
