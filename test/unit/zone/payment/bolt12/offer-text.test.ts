import { describe, expect, test } from "vitest";
import { decodeOffer } from "../../../../../src/zone/payment/bolt12/offer.ts";
import { ISSUER_ID, makeOffer, offerTextOf } from "../../../../support/offer-text.ts";
import { at, faultsOf } from "./judge.ts";

const OFFER = makeOffer({ description: "coffee" });
const CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const LAST = OFFER.length - 1;

/** The offer with something put in before a character. */
const withAt = (position: number, inserted: string): string =>
  OFFER.slice(0, position) + inserted + OFFER.slice(position);

describe("the length of an offer", () => {
  const ofLength = (length: number): string => `lno1${"q".repeat(length - 4)}`;

  test("4096 characters are read, 4097 are not", () => {
    expect(faultsOf(ofLength(4096))).not.toContainEqual(["offer-too-long", undefined]);
    expect(faultsOf(ofLength(4097))).toEqual([["offer-too-long", undefined]]);
  });

  test("chunks and white space count", () => {
    const text = withAt(10, `+${" ".repeat(4096)}`);
    expect(faultsOf(text)).toEqual([["offer-too-long", undefined]]);
  });
});

describe("the prefix", () => {
  test.each([
    ["", undefined],
    ["l", undefined],
    ["lno", undefined],
    ["lnr1qqqq", 2],
    ["lnox1qqqq", 3],
    ["bc1qqqq", 0],
    [" lno1qqqq", 0],
    ["₿", 0],
  ])("%j is refused at %o", (text, position) => {
    expect(faultsOf(text)).toEqual([["offer-prefix-wrong", position]]);
  });

  test("its place is that of the text as given", () => {
    expect(faultsOf("l+  nr1qqqq")).toEqual([["offer-prefix-wrong", 5]]);
  });
});

describe("the case", () => {
  test("upper case says the same, and becomes lower case", () => {
    expect(decodeOffer(OFFER.toUpperCase(), { network: "mainnet" })).toEqual(
      decodeOffer(OFFER, { network: "mainnet" }),
    );
  });

  test("a mixture is refused where it begins, and is read on", () => {
    const mixed = OFFER.slice(0, 20) + OFFER.slice(20).toUpperCase();
    const first = [...mixed].findIndex((character) => /[A-Z]/.test(character));
    expect(first).toBeGreaterThanOrEqual(20);
    expect(faultsOf(mixed)).toEqual([["offer-case-mixed", first]]);
    expect(faultsOf(mixed, { network: "regtest" }).map(([code]) => code)).toEqual([
      "offer-case-mixed",
      "offer-wrong-network",
    ]);
  });

  test("a Kelvin sign is no k", () => {
    const upper = OFFER.toUpperCase();
    const place = upper.indexOf("K");
    expect(faultsOf(upper.replace("K", "\u212a"))).toEqual([["offer-character-invalid", place]]);
  });
});

describe("joined chunks", () => {
  test.each(["+", "+ ", "+\n", "+\r\n \t", "+\v\f"])("%j joins between any two characters", (join) => {
    const joined = [...OFFER].join(join);
    expect(decodeOffer(joined, { network: "mainnet" }).value?.text).toBe(OFFER);
  });

  test.each([
    [`+${OFFER}`, 0],
    [`+ ${OFFER}`, 0],
    [`${OFFER}+`, LAST + 1],
    [`${OFFER}+ \n`, LAST + 1],
    [withAt(10, "++"), 10],
    [withAt(10, "+ +"), 10],
  ])("%j has one between nothing", (text, position) => {
    expect(faultsOf(text)).toEqual([["offer-join-invalid", position]]);
  });

  test.each([
    [" ", "white space alone"],
    [" +", "white space before it"],
    ["+\u00a0", "white space that is not ASCII"],
    ["-", "another sign"],
  ])("%j does not join: %s", (inserted) => {
    const position = 10 + Math.max(0, inserted.indexOf("\u00a0"));
    expect(faultsOf(withAt(10, inserted))).toEqual([["offer-character-invalid", position]]);
  });

  test("faults after a join keep their place in the text as given", () => {
    const text = makeOffer({ description: "coffee", extra: [{ type: 78, value: new Uint8Array() }] });
    const place = at(8 + 35);
    expect(faultsOf(text)).toEqual([["offer-type-unknown-even", place]]);
    expect(faultsOf(`${text.slice(0, 9)}+\r\n ${text.slice(9)}`)).toEqual([
      ["offer-type-unknown-even", place + 4],
    ]);
  });
});

describe("the characters", () => {
  test.each(["b", "i", "o", "1", "B", "é", "=", "\u0000", "\ud800"])("%j is none of bech32", (character) => {
    const text = (character === "B" ? OFFER.toUpperCase() : OFFER).split("");
    text[30] = character;
    expect(faultsOf(text.join(""))).toEqual([["offer-character-invalid", 30]]);
  });

  test("each is told, up to 16 of them", () => {
    const places = Array.from({ length: 20 }, (_, index) => 20 + index);
    const text = [...OFFER].map((character, index) => (places.includes(index) ? "b" : character)).join("");
    expect(faultsOf(text)).toEqual(places.slice(0, 16).map((place) => ["offer-character-invalid", place]));
  });
});

describe("the padding", () => {
  const issuer = Uint8Array.from([22, 33, ...Buffer.from(ISSUER_ID, "hex")]);
  /** An unknown odd record of this length before which everything is well. */
  const withFill = (length: number): string =>
    offerTextOf(Uint8Array.from([...issuer, 79, length, ...new Uint8Array(length)]));

  test.each([0, 1, 2, 3, 4])("is nothing, or up to four zero bits (%i octets more)", (length) => {
    expect(faultsOf(withFill(length))).toEqual([]);
  });

  // 37 octets and a multiple of 5 with three more leave no padding.
  test.each([0, 1, 2, 4])("is refused where one of its bits is not zero (%i octets more)", (length) => {
    const text = withFill(length);
    const bits = (text.length - 4) * 5 - (issuer.length + 2 + length) * 8;
    expect(bits).toBeGreaterThan(0);
    for (let bit = 0; bit < bits; bit += 1) {
      const last = CHARSET.indexOf(text.at(-1)!) ^ (1 << bit);
      const spoilt = text.slice(0, -1) + CHARSET[last];
      expect(faultsOf(spoilt)).toEqual([["offer-padding-not-zero", text.length - 1]]);
    }
  });

  test("is refused over four bits, and the rest is judged", () => {
    expect(faultsOf(`${OFFER}q`).map(([code]) => code)).toContain("offer-padding-too-long");
    expect(faultsOf("lno1q").map(([code]) => code)).toEqual(["offer-padding-too-long", "offer-empty"]);
    expect(faultsOf("lno1l").map(([code]) => code)).toEqual(["offer-padding-too-long", "offer-empty"]);
  });

  test("is refused over four bits for every length that leaves them", () => {
    for (const [characters, tooLong] of [
      [1, true],
      [2, false],
      [3, true],
      [4, false],
      [5, false],
      [6, true],
      [7, false],
      [8, false],
    ] as const) {
      const codes = faultsOf(`lno1${"q".repeat(characters)}`).map(([code]) => code);
      expect([characters, codes.includes("offer-padding-too-long")]).toEqual([characters, tooLong]);
    }
  });
});
