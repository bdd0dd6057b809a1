import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apexOf, DRAFT_PREFIX, fileNameOf } from "../../../../src/zone/snapshot/file-name.ts";

test.each([
  ["_bitcoin-payment.example.com", "_bitcoin-payment.example.com"],
  ["user._bitcoin-payment.xn--bcher-kva.example", "user._bitcoin-payment.xn--bcher-kva.example"],
  ["example.com", "example.com"],
  // The longest apex there is has 251 characters (see zone-config.ts), and a file's name may have 255.
  [`user._bitcoin-payment.${"a".repeat(229)}`, `user._bitcoin-payment.${"a".repeat(229)}`],
  [".", "%2e"],
  ["..", "%2e."],
  [".hidden", "%2ehidden"],
  ["../../etc/passwd", "%2e.%2f..%2fetc%2fpasswd"],
  ["a/b", "a%2fb"],
  ["a\0b", "a%00b"],
  ["a\\b", "a%5cb"],
  ["EXAMPLE", "%45%58%41%4d%50%4c%45"],
  ["50%", "50%25"],
  ["%2e", "%252e"],
  ["~draft", "%7edraft"],
  ["bücher", "b%c3%bccher"],
])("the file of %j is %j", (apex, name) => {
  expect(fileNameOf(apex)).toBe(name);
  expect(apexOf(name)).toBe(apex);
});

describe("a file is no zone's", () => {
  test.each([
    [`${DRAFT_PREFIX}6f1c`, "which is a draft"],
    [".", "which is the folder"],
    ["..", "which is the folder above"],
    [".DS_Store", "which is hidden"],
    ["Example.com", "with another letter than apexes have"],
    ["%2E", "whose digits are not ours"],
    ["%61", "with an octet that needs no writing"],
    ["%", "with half an escape"],
    ["%ff", "with an escape of no character"],
    ["a b", "with a blank"],
  ])("%j, %s", (name) => {
    expect(apexOf(name)).toBeUndefined();
  });
});

test("whatever an apex may be, its file is its own and lies in the folder", () => {
  const tricky = fc.constantFrom("a", ".", "/", "%", "2", "e");
  const any = fc.oneof(
    fc.string({ unit: "binary", minLength: 1 }),
    fc.string({ unit: tricky, minLength: 1 }),
  );
  fc.assert(
    fc.property(any, (apex) => {
      const name = fileNameOf(apex);
      expect(name).toMatch(/^([a-z0-9_-]|%[0-9a-f]{2})([a-z0-9._-]|%[0-9a-f]{2})*$/);
      expect(apexOf(name)).toBe(apex);
    }),
  );
});
