import { hex } from "@scure/base";
import { describe, expect, test } from "vitest";
import type { BlindedPath } from "../../../../../src/zone/payment/bolt12/blinded-path.ts";
import { decodeOffer } from "../../../../../src/zone/payment/bolt12/offer.ts";
import { NETWORK_MARKS, NETWORKS, type Network } from "../../../../../src/zone/payment/network.ts";
import { ISSUER_ID, makeOffer, type OfferParts, offerText, utf8 } from "../../../../support/offer-text.ts";
import { at, faultsOf } from "./judge.ts";

const MAINNET = { network: "mainnet" } as const;
const OTHER_CHAIN = "ab".repeat(32);
const hashOf = (network: Network): string => NETWORK_MARKS[network].chainHashes[0]!;

/** Whatever in a value is not frozen. */
const thawed = (value: unknown): unknown[] =>
  typeof value !== "object" || value === null
    ? []
    : [...(Object.isFrozen(value) ? [] : [value]), ...Object.values(value).flatMap(thawed)];

/** An offer with one record's value as it stands in hex, and where that value is: first of all records. */
const withValue = (type: number, value: string, parts: OfferParts = {}): string =>
  makeOffer({ ...parts, extra: [{ type, value: hex.decode(value) }] });

describe("an offer that says everything", () => {
  const parts: OfferParts = {
    chains: [OTHER_CHAIN, hashOf("signet")],
    metadata: "00ff",
    currency: "EUR",
    amount: 2n ** 64n - 1n,
    description: "₿ \u0000\ufeff",
    features: "0200",
    expiry: 2n ** 64n - 1n,
    issuer: "",
    quantityMax: 0,
    extra: [
      { type: 1, value: utf8("") },
      { type: 1_999_999_999n, value: utf8("z") },
    ],
  };
  const text = makeOffer(parts);
  const { value } = decodeOffer(text, { network: "signet", now: 4_000_000_000 });

  test("is told in full", () => {
    expect(value).toEqual({
      text,
      chains: parts.chains,
      metadata: "00ff",
      currency: "EUR",
      amount: 2n ** 64n - 1n,
      description: "₿ \u0000\ufeff",
      features: "0200",
      absoluteExpiry: 2n ** 64n - 1n,
      paths: [],
      issuer: "",
      quantityMax: 0n,
      issuerId: ISSUER_ID,
      unknown: [
        { type: 1, value: "" },
        { type: 1_999_999_999, value: "7a" },
      ],
    });
  });

  test("is frozen through and through", () => {
    const path: BlindedPath = {
      introduction: { kind: "channel", direction: 0, scid: "1x2x3" },
      pathKey: ISSUER_ID,
      hops: [{ blindedNodeId: ISSUER_ID, encryptedRecipientData: "" }],
    };
    const paths = [path, { ...path, introduction: { kind: "node" as const, nodeId: ISSUER_ID } }];
    const withPaths = decodeOffer(makeOffer({ ...parts, paths }), { network: "signet" }).value;
    expect(thawed(withPaths)).toEqual([]);
    expect(withPaths?.paths).toEqual(paths);
  });

  test("what is not said is no property", () => {
    const least = decodeOffer(makeOffer(), MAINNET).value;
    expect(Object.keys(least ?? {}).sort()).toEqual(["chains", "issuerId", "paths", "text", "unknown"]);
    expect(thawed(least)).toEqual([]);
  });
});

describe("truncated integers", () => {
  test.each([
    [8, "amount", { description: "x" }],
    [14, "absoluteExpiry", {}],
    [20, "quantityMax", {}],
  ] as const)("record %i holds 0 to 8 octets without a zero in front", (type, field, parts) => {
    const read = (value: string): unknown =>
      decodeOffer(withValue(type, value, parts), MAINNET).value?.[field];
    expect(read("01")).toBe(1n);
    expect(read("0100")).toBe(256n);
    expect(read("0100000000000000")).toBe(2n ** 56n);
    for (const value of ["0001", "000100", "0000000000000001"]) {
      expect(faultsOf(withValue(type, value, parts))).toEqual([["offer-integer-not-minimal", at(2)]]);
    }
    expect(faultsOf(withValue(type, "010000000000000000", parts))).toEqual([
      ["offer-integer-too-long", at(2)],
    ]);
    expect(faultsOf(withValue(type, "000000000000000001", parts))).toEqual([
      ["offer-integer-too-long", at(2)],
    ]);
  });

  test("a zero that is written is none", () => {
    expect(faultsOf(withValue(20, "00"))).toEqual([["offer-integer-not-minimal", at(2)]]);
  });
});

describe("texts", () => {
  test.each([
    [6, { amount: 1, description: "x" }],
    [10, {}],
    [18, {}],
  ])("record %i is valid UTF-8", (type, parts) => {
    // A lone continuation, a cut sequence, an overlong form, a surrogate, beyond U+10FFFF, an octet that is never used.
    for (const value of ["80", "4180", "c3", "e282", "c0af", "eda080", "f4908080", "ff"]) {
      expect(faultsOf(withValue(type, value, parts))).toEqual([["offer-utf8-invalid", at(2)]]);
    }
  });
});

describe("the currency", () => {
  test.each(["", "U", "US", "USDT", "usd", "US1", "U D", "ÜSD", "\ufeffUSD"])("%j is none", (currency) => {
    expect(faultsOf(makeOffer({ currency, amount: 1, description: "x" }))).toEqual([
      ["offer-currency-invalid", at(2)],
    ]);
  });

  test("needs an amount", () => {
    expect(faultsOf(makeOffer({ currency: "USD" }))).toEqual([["offer-amount-missing", 4]]);
  });

  test("needs an amount even where it is none", () => {
    expect(faultsOf(makeOffer({ currency: "usd" }))).toEqual([
      ["offer-currency-invalid", at(2)],
      ["offer-amount-missing", 4],
    ]);
  });
});

describe("the amount", () => {
  const SUPPLY = 2_100_000_000_000_000_000n;

  test("is over 0 and at most the supply", () => {
    expect(faultsOf(makeOffer({ amount: SUPPLY, description: "" }))).toEqual([]);
    expect(faultsOf(makeOffer({ amount: SUPPLY + 1n, description: "" }))).toEqual([
      ["offer-amount-over-supply", at(2)],
    ]);
    expect(faultsOf(makeOffer({ amount: 0, description: "" }))).toEqual([["offer-amount-zero", at(2)]]);
  });

  test("of another currency has no such bound", () => {
    expect(faultsOf(makeOffer({ amount: SUPPLY + 1n, currency: "IDR", description: "" }))).toEqual([]);
    expect(faultsOf(makeOffer({ amount: 0, currency: "IDR", description: "" }))).toEqual([
      ["offer-amount-zero", at(7)],
    ]);
  });

  test("needs a description", () => {
    expect(faultsOf(makeOffer({ amount: 1 }))).toEqual([["offer-description-missing", 4]]);
    expect(faultsOf(withValue(10, "ff", { amount: 1 }))).toEqual([["offer-utf8-invalid", at(5)]]);
  });
});

describe("the chains", () => {
  test.each(NETWORKS)("%s is found among others", (network) => {
    for (const hash of NETWORK_MARKS[network].chainHashes) {
      expect(faultsOf(makeOffer({ chains: [OTHER_CHAIN, hash] }), { network })).toEqual([]);
      expect(faultsOf(makeOffer({ chains: [hash] }), { network })).toEqual([]);
    }
  });

  test.each(NETWORKS)("others than %s are refused", (network) => {
    const chains = [OTHER_CHAIN, ...NETWORKS.filter((other) => other !== network).map(hashOf)];
    expect(faultsOf(makeOffer({ chains }), { network })).toEqual([["offer-wrong-network", at(2)]]);
  });

  test("none are mainnet", () => {
    expect(NETWORKS.map((network) => faultsOf(makeOffer(), { network }))).toEqual([
      [],
      [["offer-wrong-network", undefined]],
      [["offer-wrong-network", undefined]],
      [["offer-wrong-network", undefined]],
    ]);
  });

  test("are a list of whole hashes, and of one at least", () => {
    expect(faultsOf(withValue(2, ""), { network: "signet" })).toEqual([["offer-chains-empty", at(2)]]);
    for (const octets of [1, 31, 33, 63, 65]) {
      expect(faultsOf(withValue(2, "ab".repeat(octets)))).toEqual([["offer-value-length-wrong", at(2)]]);
    }
  });
});

describe("the issuer", () => {
  test("is an id or a path", () => {
    expect(faultsOf(makeOffer({ issuerId: null, description: "x" }))).toEqual([
      ["offer-issuer-missing", undefined],
    ]);
  });

  test.each([0, 32, 34])("an id of %i octets is none", (octets) => {
    expect(faultsOf(withValue(22, "02".repeat(octets), { issuerId: null }))).toEqual([
      ["offer-value-length-wrong", at(2)],
    ]);
  });

  test("the id is a point", () => {
    expect(faultsOf(makeOffer({ issuerId: "03".repeat(33) }))).toEqual([["offer-point-invalid", at(2)]]);
    expect(faultsOf(makeOffer({ issuerId: `04${ISSUER_ID.slice(2)}` }))).toEqual([
      ["offer-point-invalid", at(2)],
    ]);
  });
});

describe("the expiry", () => {
  const text = makeOffer({ expiry: 1_800_000_000 });

  test("is judged at the time given", () => {
    expect(faultsOf(text, { ...MAINNET, now: 1_799_999_999 })).toEqual([]);
    expect(faultsOf(text, { ...MAINNET, now: 1_800_000_000 })).toEqual([["offer-expired", at(2)]]);
    expect(faultsOf(text, { ...MAINNET, now: 4_000_000_000 })).toEqual([["offer-expired", at(2)]]);
  });

  test("is not judged without a time", () => {
    expect(faultsOf(text)).toEqual([]);
    expect(faultsOf(text, { ...MAINNET, now: undefined })).toEqual([]);
  });

  test("of 0 is long ago", () => {
    expect(faultsOf(makeOffer({ expiry: 0 }), { ...MAINNET, now: 0 })).toEqual([["offer-expired", at(2)]]);
    expect(faultsOf(makeOffer({ expiry: 0 }), { ...MAINNET, now: 1 })).toEqual([["offer-expired", at(2)]]);
  });
});

describe("all faults at once", () => {
  test("those of values and those of rules", () => {
    const text = offerText([
      { type: 6, value: utf8("usd") },
      { type: 8, value: hex.decode("00") },
      { type: 12, value: hex.decode("01") },
      { type: 14, value: hex.decode("01") },
      { type: 18, value: hex.decode("ff") },
      { type: 24, value: utf8("") },
      { type: 80, value: utf8("") },
    ]);
    expect(faultsOf(text, { network: "regtest", now: 2 }).sort()).toEqual([
      ["offer-amount-zero", at(7)],
      ["offer-currency-invalid", at(2)],
      ["offer-description-missing", at(5)],
      ["offer-expired", at(13)],
      ["offer-feature-unknown-even", at(10)],
      ["offer-integer-not-minimal", at(7)],
      ["offer-issuer-missing", undefined],
      ["offer-type-out-of-range", at(19)],
      ["offer-type-unknown-even", at(17)],
      ["offer-utf8-invalid", at(16)],
      ["offer-wrong-network", undefined],
    ]);
  });

  test("each says what is wrong in one sentence without a final stop", () => {
    const { faults } = decodeOffer(makeOffer({ currency: "usd", issuerId: null }), { network: "regtest" });
    expect(faults).toHaveLength(4);
    for (const { detail } of faults ?? []) expect(detail).toMatch(/^\S.*[^.]$/);
  });
});
