import { describe, expect, test } from "vitest";
import {
  canonicalName,
  compareNames,
  equalNames,
  isWithin,
  labelCount,
  labelsOf,
  MAX_LABELS,
  nameOf,
  parentName,
  ROOT,
  readName,
  suffixOffset,
} from "../../../src/zone/name.ts";
import { parseName } from "../../../src/zone/name-text.ts";

const label = (length: number): Uint8Array => new Uint8Array(length).fill(0x61);
const longest = nameOf([label(63), label(63), label(63), label(61)]);

describe("readName", () => {
  test("reads at an offset and stops at the root", () => {
    expect(readName(Uint8Array.of(9, 1, 0x61, 0, 7), 1)).toEqual(Uint8Array.of(1, 0x61, 0));
  });

  test("copies, also out of a Buffer", () => {
    const buffer = Buffer.of(1, 0x61, 0);
    const name = readName(buffer);
    buffer.fill(0xff);
    expect(name).toEqual(Uint8Array.of(1, 0x61, 0));
  });

  test("reads 255 octets and 127 labels", () => {
    expect(longest.length).toBe(255);
    expect(readName(longest)).toEqual(longest);
    const most = nameOf(Array.from({ length: MAX_LABELS }, () => label(1)));
    expect(labelCount(readName(most))).toBe(127);
  });

  test.each([
    ["nothing", [], "truncated", 0],
    ["no root", [1, 0x61], "truncated", 2],
    ["a cut label", [3, 0x61], "truncated", 2],
    ["a label of 64 octets (type 0x40)", [0x40, ...label(64), 0], "label-type", 0],
    ["label type 0x80", [0x80, 0], "label-type", 0],
    ["a compression pointer", [1, 0x61, 0xc0, 0], "label-type", 2],
    ["256 octets", [...longest.subarray(0, 3 * 64), 62, ...label(62), 0], "name-too-long", 0],
  ])("refuses %s", (_what, octets, code, offset) => {
    expect(() => readName(Uint8Array.from(octets))).toThrow(expect.objectContaining({ code, offset }));
  });
});

describe("nameOf", () => {
  test.each([
    ["an empty label", [label(1), label(0)], "label-empty"],
    ["64 octets", [label(64)], "label-too-long"],
    ["256 octets", [label(63), label(63), label(63), label(62)], "name-too-long"],
  ])("refuses %s", (_what, labels, code) => {
    expect(() => nameOf(labels)).toThrow(expect.objectContaining({ code }));
  });

  test("counts the parent's octets", () => {
    expect(() => nameOf([label(1)], longest)).toThrow(expect.objectContaining({ code: "name-too-long" }));
    expect(nameOf([], longest)).toEqual(longest);
    expect(nameOf([Uint8Array.of(0x61)], parseName("b."))).toEqual(parseName("a.b."));
  });
});

test("the root is its own parent, has no labels and is above every name", () => {
  expect(parentName(ROOT)).toEqual(ROOT);
  expect(labelsOf(ROOT)).toEqual([]);
  expect(labelCount(ROOT)).toBe(0);
  expect(isWithin(longest, ROOT)).toBe(true);
  expect(isWithin(ROOT, longest)).toBe(false);
});

test("only A to Z fold", () => {
  expect(canonicalName(parseName("@AZ[\\192"))).toEqual(parseName("@az[\\192"));
  expect(equalNames(parseName("@"), parseName("`"))).toBe(false);
  expect(equalNames(parseName("Alice.Example"), parseName("aLICE.eXAMPLE"))).toBe(true);
});

describe("isWithin", () => {
  test("xuser.example is not below user.example", () => {
    expect(isWithin(parseName("xuser.example"), parseName("user.example"))).toBe(false);
    expect(suffixOffset(parseName("x.USER.example"), parseName("user.Example"))).toBe(2);
    expect(isWithin(parseName("user.example"), parseName("user.example"))).toBe(true);
    expect(isWithin(parseName("example"), parseName("user.example"))).toBe(false);
  });

  test("a label that holds the wire form of an ancestor is not below it", () => {
    expect(isWithin(parseName("x\\003com."), parseName("com."))).toBe(false);
  });
});

describe("compareNames", () => {
  // DNS.md, trap 7: canonical order is that of lower case, so "[" stands before the letters.
  test("the letters stand between ` and {, whatever their case", () => {
    const ordered = ["@.e", "[.e", "`.e", "A.e", "z.e", "{.e"].map(parseName);
    expect([...ordered].reverse().sort(compareNames)).toEqual(ordered);
  });

  test("a name stands before all below it, and `\\000.` is the first of these", () => {
    const ordered = ["e", "\\000.e", "\\000.\\000.e", "\\000\\000.e", "\\001.e"].map(parseName);
    expect([...ordered].reverse().sort(compareNames)).toEqual(ordered);
  });
});
