import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hex } from "@scure/base";
import { describe, expect, test } from "vitest";
import { decodeOffer } from "../../src/zone/payment/bolt12/offer.ts";
import { offerText } from "../support/offer-text.ts";
import { FORMAT_STRINGS } from "./bolt12-format-strings.ts";
import { INVALID_OFFERS, SAID_BY_ALL, VALID_OFFERS } from "./bolt12-offers.ts";

const MAINNET = { network: "mainnet" } as const;

describe("BOLT 12, offers-test.json", () => {
  test.each(VALID_OFFERS)("valid: $description", ({ text, network, says }) => {
    expect(decodeOffer(text, { network })).toEqual({ value: { text, ...SAID_BY_ALL, ...says } });
  });

  test.each(INVALID_OFFERS)("invalid: $description", ({ text, codes }) => {
    const found = decodeOffer(text, MAINNET).faults?.map(({ code }) => code) ?? [];
    expect(found.sort()).toEqual([...codes].sort());
  });

  test("there are 20 valid ones and 33 invalid ones", () => {
    expect([VALID_OFFERS.length, INVALID_OFFERS.length]).toEqual([20, 33]);
  });
});

describe("BOLT 12, format-string-test.json", () => {
  test.each(FORMAT_STRINGS.filter(({ code }) => code === undefined))("valid: $comment: $text", ({ text }) => {
    const [{ text: canonical }] = FORMAT_STRINGS as readonly [(typeof FORMAT_STRINGS)[0]];
    expect(decodeOffer(text, MAINNET)).toEqual(decodeOffer(canonical, MAINNET));
    expect(decodeOffer(text, MAINNET).value?.text).toBe(canonical);
  });

  test.each(FORMAT_STRINGS.filter(({ code }) => code !== undefined))("$code: $text", ({ text, code }) => {
    expect(decodeOffer(text, MAINNET).faults?.map((fault) => fault.code)).toEqual([code]);
  });

  test("there are 6 valid ones and 6 invalid ones", () => {
    expect(FORMAT_STRINGS.filter(({ code }) => code === undefined)).toHaveLength(6);
    expect(FORMAT_STRINGS).toHaveLength(12);
  });
});

/** The files as published, where they stand beside the project. */
const PUBLISHED = join(import.meta.dirname, "../../../shared/vectors");

interface PublishedOffer {
  readonly description: string;
  readonly valid: boolean;
  readonly bolt12: string;
  readonly fields?: readonly { readonly type: number; readonly length: number; readonly hex: string }[];
}

interface PublishedString {
  readonly comment: string;
  readonly valid: boolean;
  readonly string: string;
}

const published = (file: string): unknown => JSON.parse(readFileSync(join(PUBLISHED, file), "utf8"));

describe.skipIf(!existsSync(PUBLISHED))("the files as published", () => {
  test("the offers are those of the tables, and are judged as they say", () => {
    const offers = published("bolt12-offers-test.json") as PublishedOffer[];
    const tables = [
      ...VALID_OFFERS.map(({ description, text }) => ({ description, valid: true, text })),
      ...INVALID_OFFERS.map(({ description, text }) => ({ description, valid: false, text })),
    ];
    expect(tables).toEqual(
      offers.map(({ description, valid, bolt12: text }) => ({ description, valid, text })),
    );
    for (const { description, valid, bolt12 } of offers) {
      const network = description === "for testnet" ? "testnet" : "mainnet";
      expect([description, decodeOffer(bolt12, { network }).value !== undefined]).toEqual([
        description,
        valid,
      ]);
    }
  });

  test("the encoder of the tests writes the fields as the file has them", () => {
    const offers = published("bolt12-offers-test.json") as PublishedOffer[];
    for (const { fields, bolt12 } of offers) {
      if (fields === undefined) continue;
      expect(offerText(fields.map((field) => ({ type: field.type, value: hex.decode(field.hex) })))).toBe(
        bolt12,
      );
    }
  });

  test("the strings are those of the table, and are judged as they say", () => {
    const strings = published("bolt12-format-string-test.json") as PublishedString[];
    const table = FORMAT_STRINGS.map(({ comment, text, code }) => ({
      comment,
      valid: code === undefined,
      text,
    }));
    expect(table).toEqual(strings.map(({ comment, valid, string: text }) => ({ comment, valid, text })));
    for (const { comment, valid, string } of strings) {
      expect([comment, decodeOffer(string, MAINNET).value !== undefined]).toEqual([comment, valid]);
    }
  });
});
