import { describe, expect, test } from "vitest";
import { decodeOffer } from "../../../../../src/zone/payment/bolt12/offer.ts";
import { makeOffer } from "../../../../support/offer-text.ts";
import { at, faultsOf } from "./judge.ts";

const detailOf = (features: string): string | undefined =>
  decodeOffer(makeOffer({ features }), { network: "mainnet" }).faults?.[0].detail;

describe("feature bits", () => {
  test.each(["", "00", "02", "aa", "000000", "aaaaaaaa", `08${"00".repeat(12)}`])(
    "%j has no even one, and is kept as it is",
    (features) => {
      expect(decodeOffer(makeOffer({ features }), { network: "mainnet" }).value?.features).toBe(features);
    },
  );

  test.each([
    ["01", 0, "0"],
    ["04", 0, "2"],
    ["40", 0, "6"],
    ["ff", 0, "0, 2, 4, 6"],
    ["000100", 1, "8"],
    [`04${"00".repeat(15)}`, 0, "122"],
    [`02000100`, 2, "8"],
  ])("%s has one that nobody knows", (features, place, bits) => {
    expect(faultsOf(makeOffer({ features }))).toEqual([["offer-feature-unknown-even", at(2 + place)]]);
    expect(detailOf(features)).toBe(`feature bits that no payer knows: ${bits}; make the offer without them`);
  });

  test("of many, eight are named", () => {
    expect(detailOf("55".repeat(250))).toBe(
      "feature bits that no payer knows: 0, 2, 4, 6, 8, 10, 12, 14 and 992 more; make the offer without them",
    );
  });
});
