import { describe, expect, test } from "vitest";
import { FaultList } from "../../../../../src/zone/payment/fault.ts";
import type { UriFaultCode } from "../../../../../src/zone/payment/uri/fault.ts";
import {
  NOT_IN_PATH,
  NOT_IN_QUERY,
  NOT_IN_READ_VALUE,
  percentDecode,
  percentEncode,
} from "../../../../../src/zone/payment/uri/percent.ts";

/** Decodes what stands between the brackets; `positions` are those of every UTF-16 code unit and of the end. */
const decode = (bracketed: string, foreign = NOT_IN_QUERY) => {
  const faults = new FaultList<UriFaultCode>();
  const { text, at } = percentDecode(bracketed, 1, bracketed.length - 1, foreign, faults);
  const positions = Array.from({ length: text.length + 1 }, (_, index) => at(index));
  const found = faults.length === 0 ? [] : faults.refused().faults;
  return { text, positions, faults: found.map(({ code, position }) => [code, position]) };
};

describe("escapes are read as UTF-8, and every character keeps its place", () => {
  test.each([
    ["[]", "", [1]],
    ["[ab]", "ab", [1, 2, 3]],
    ["[%41b]", "Ab", [1, 4, 5]],
    ["[%c3%B6+%25]", "ö+%", [1, 7, 8, 11]],
    ["[%E2%82%BFx]", "₿x", [1, 10, 11]],
    ["[x%F0%9F%98%80y]", "x😀y", [1, 2, 2, 14, 15]],
    ["[%EF%BF%BD]", "\ufffd", [1, 10]],
    ["[%EF%BB%BFa]", "\ufeffa", [1, 10, 11]],
    ["[%00]", "\0", [1, 4]],
    ["[%2541]", "%41", [1, 4, 5, 6]],
  ])("%s", (bracketed, text, positions) => {
    expect(decode(bracketed)).toEqual({ text, positions, faults: [] });
  });

  test("an index outside the text is that of its nearer end", () => {
    const { at } = percentDecode("[ab]", 1, 3, NOT_IN_QUERY, new FaultList<UriFaultCode>());
    expect([at(-1), at(3), at(99), at(Number.NaN)]).toEqual([1, 3, 3, 3]);
  });
});

describe("what cannot be read is reported with its place and stays in the text", () => {
  test.each([
    ["[%]", "%", [["uri-escape", 1]]],
    ["[a%4]", "a%4", [["uri-escape", 2]]],
    ["[%zz%41]", "%zzA", [["uri-escape", 1]]],
    ["[%%41]", "%A", [["uri-escape", 1]]],
    ["[a%FF]", "a\ufffd", [["uri-utf8", 2]]],
    ["[%41%C3x]", "A\ufffdx", [["uri-utf8", 4]]],
    ["[%C0%80]", "\ufffd", [["uri-utf8", 1]]],
    ["[%41%ED%A0%80]", "A\ufffd", [["uri-utf8", 4]]],
    ["[%F4%90%80%80]", "\ufffd", [["uri-utf8", 1]]],
    ["[%EF%BF%BD%80]", "\ufffd\ufffd", [["uri-utf8", 10]]],
    [
      "[%E2%82é%BF]",
      "\ufffdé\ufffd",
      [
        ["uri-utf8", 1],
        ["uri-character", 7],
        ["uri-utf8", 8],
      ],
    ],
    ["[a b]", "a b", [["uri-character", 2]]],
    [
      "[a  \n\tb\\c]",
      "a  \n\tb\\c",
      [
        ["uri-character", 2],
        ["uri-character", 7],
      ],
    ],
    ["[x#y]", "x#y", [["uri-character", 2]]],
    ["[x😀é]", "x😀é", [["uri-character", 2]]],
    ["[x\ud83d]", "x\ud83d", [["uri-character", 2]]],
    ["[\0\x7f]", "\0\x7f", [["uri-character", 1]]],
  ])("%j", (bracketed, text, faults) => {
    const read = decode(bracketed);
    expect(read.text).toBe(text);
    expect(read.faults).toEqual(faults);
  });

  test("with the escape that would do, where there is one", () => {
    const detail = (character: string): string | undefined => {
      const faults = new FaultList<UriFaultCode>();
      percentDecode(character, 0, character.length, NOT_IN_QUERY, faults);
      return faults.refused().faults[0].detail;
    };
    expect(detail("ö")).toMatch(/^U\+00F6 .*%C3%B6$/);
    expect(detail(" \t")).toMatch(/^U\+0020 .*%20$/);
    expect(detail("😀")).toMatch(/^U\+1F600 .*%F0%9F%98%80$/);
    expect(detail("\udc00")).toMatch(/^U\+DC00 is half a surrogate pair/);
  });
});

// RFC 3986 §3.3 and §3.4: all of US-ASCII, by where it may stand for itself.
test("each place has its own characters", () => {
  const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).join("");
  const bare = (foreign: RegExp): string => ascii.replace(foreign, "");
  const alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const sorted = (text: string): string => [...text].sort().join("");
  expect(bare(NOT_IN_QUERY)).toBe(sorted(`${alphanumeric}-._~!$'()*+,;:@/?`));
  expect(bare(NOT_IN_READ_VALUE)).toBe(sorted(`${alphanumeric}-._~!$'()*+,;:@/?=`));
  expect(bare(NOT_IN_PATH)).toBe(sorted(`${alphanumeric}-._~!$&'()*+,;=:@/`));
});

test.each([
  ["Luke-Jr", "Luke-Jr"],
  ["a b&c=d%e", "a%20b%26c%3Dd%25e"],
  ["ö₿😀\n", "%C3%B6%E2%82%BF%F0%9F%98%80%0A"],
  ["\ud800", "%EF%BF%BD"],
])("%j is encoded as %s", (text, encoded) => {
  expect(percentEncode(text, NOT_IN_QUERY)).toBe(encoded);
});
