import { describe, expect, test } from "vitest";
import { ROOT } from "../../../src/zone/name.ts";
import { formatName, parseName } from "../../../src/zone/name-text.ts";

describe("parseName", () => {
  test.each([
    [".", [0]],
    ["a", [1, 0x61, 0]],
    ["a.B.", [1, 0x61, 1, 0x42, 0]],
    ["a\\.b", [3, 0x61, 0x2e, 0x62, 0]],
    ["\\000\\255", [2, 0, 255, 0]],
    ["\\\\", [1, 0x5c, 0]],
    ["\\0651", [2, 0x41, 0x31, 0]],
    ["*._bitcoin-payment", [1, 0x2a, 16, ...Buffer.from("_bitcoin-payment"), 0]],
  ])("reads %s", (text, octets) => {
    expect(parseName(text)).toEqual(Uint8Array.from(octets));
  });

  test.each([
    ["", "label-empty", 0],
    ["..", "label-empty", 0],
    [".a", "label-empty", 0],
    ["a..b", "label-empty", 2],
    ["a\\", "name-escape", 1],
    ["a\\1", "name-escape", 1],
    ["a\\12b", "name-escape", 1],
    ["a\\256", "name-escape", 1],
    ["é", "name-octet", 0],
    ["a\\é", "name-octet", 1],
    ["a\\₿", "name-octet", 1],
    ["a".repeat(64), "label-too-long", 63],
    ["ab.".repeat(85), "name-too-long", 0],
  ])("refuses %j", (text, code, offset) => {
    expect(() => parseName(text)).toThrow(expect.objectContaining({ code, offset }));
  });

  test("takes labels of 63 octets and names of 255", () => {
    expect(parseName(`${"a".repeat(63)}.`.repeat(3) + "\\255".repeat(61)).length).toBe(255);
  });
});

test("formatName escapes what master files would take otherwise", () => {
  expect(formatName(ROOT)).toBe(".");
  expect(formatName(parseName('A\\032b\\.c\\"\\;\\(\\)\\$\\@\\\\\\127.e'))).toBe(
    'A\\032b\\.c\\"\\;\\(\\)\\$\\@\\\\\\127.e.',
  );
});
