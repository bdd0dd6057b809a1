import { describe, expect, test } from "vitest";
import { formatAmount, parseAmount } from "../../../../../src/zone/payment/uri/amount.ts";

const ALL = 2_100_000_000_000_000n;

describe("an amount is decimal bitcoin", () => {
  test.each([
    ["50.00", 5_000_000_000n],
    ["50", 5_000_000_000n],
    ["20.3", 2_030_000_000n],
    ["0.00000001", 1n],
    ["1.23456789", 123_456_789n],
    [".5", 50_000_000n],
    ["5.", 500_000_000n],
    ["007.10", 710_000_000n],
    [`${"0".repeat(2000)}1`, 100_000_000n],
    ["21000000", ALL],
    ["21000000.00000000", ALL],
    ["20999999.99999999", ALL - 1n],
  ])("%.24s", (text, satoshi) => {
    expect(parseAmount(text)).toEqual({ value: satoshi });
  });
});

describe("an amount is refused", () => {
  test.each([
    ["", "amount-syntax", 0],
    [".", "amount-syntax", 1],
    ["50,000.00", "amount-syntax", 2],
    ["1_000", "amount-syntax", 1],
    ["1.5.2", "amount-syntax", 3],
    ["-1", "amount-syntax", 0],
    ["+1", "amount-syntax", 0],
    ["1e-3", "amount-syntax", 1],
    ["1 ", "amount-syntax", 1],
    ["1\n", "amount-syntax", 1],
    [" 1", "amount-syntax", 0],
    ["0x10", "amount-syntax", 1],
    ["1BTC", "amount-syntax", 1],
    ["\u0661", "amount-syntax", 0],
    ["NaN", "amount-syntax", 0],
    ["Infinity", "amount-syntax", 0],
    ["0.000000001", "amount-precision", 10],
    ["12.123456780", "amount-precision", 11],
    ["0", "amount-zero", 0],
    ["0.00", "amount-zero", 0],
    [".0", "amount-zero", 0],
    ["21000000.00000001", "amount-too-large", 0],
    ["21000001", "amount-too-large", 0],
    ["100000000", "amount-too-large", 0],
    ["9".repeat(2000), "amount-too-large", 0],
  ])("%.24j: %s", (text, code, position) => {
    expect(parseAmount(text).faults).toEqual([{ code, position, detail: expect.any(String) }]);
  });

  test("for all that is wrong with it", () => {
    const codes = (text: string): unknown => parseAmount(text).faults?.map(({ code }) => code);
    expect(codes("0.000000000")).toEqual(["amount-precision", "amount-zero"]);
    expect(codes("21000000.000000001")).toEqual(["amount-precision"]);
    expect(codes("22000000.000000001")).toEqual(["amount-precision", "amount-too-large"]);
  });
});

test.each([
  [1n, "0.00000001"],
  [10n, "0.0000001"],
  [100_000_000n, "1"],
  [150_000_000n, "1.5"],
  [1_000_000_000n, "10"],
  [123_456_789n, "1.23456789"],
  [ALL, "21000000"],
])("%s satoshi are written %s", (satoshi, text) => {
  expect(formatAmount(satoshi)).toBe(text);
});
