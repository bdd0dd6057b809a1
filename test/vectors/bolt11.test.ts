import { describe, expect, test } from "vitest";
import { decodeInvoice } from "../../src/zone/payment/bolt11/invoice.ts";
import { examples, invalidExamples } from "./bolt11.ts";

describe("BOLT 11, examples", () => {
  test.each(examples)("$title", ({ text, network = "mainnet", invoice }) => {
    expect(decodeInvoice(text, { network })).toEqual({ value: { text: text.toLowerCase(), ...invoice } });
  });
});

describe("BOLT 11, examples of invalid invoices", () => {
  test.each(invalidExamples)("%s", (_, text, codes) => {
    expect(decodeInvoice(text, { network: "mainnet" }).faults?.map(({ code }) => code)).toEqual(codes);
  });
});
