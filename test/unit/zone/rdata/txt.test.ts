import { expect, test } from "vitest";
import { txtRdata, txtStrings, txtText } from "../../../../src/zone/rdata/txt.ts";

test.each([
  [0, []],
  [1, [1]],
  [254, [254]],
  [255, [255]],
  [256, [255, 1]],
  [510, [255, 255]],
  [511, [255, 255, 1]],
])("%i octets make strings of %j", (length, lengths) => {
  expect(txtStrings("x".repeat(length)).map((string) => string.length)).toEqual(lengths);
});

test.each(["\u0080", "₿"])("%j is outside ASCII and refused where it stands", (character) => {
  const refused = expect.objectContaining({ code: "value-range", offset: 8 });
  expect(() => txtStrings(`bitcoin:${character}`)).toThrow(refused);
});

test("strings are joined without anything between, one character an octet", () => {
  const strings = [Uint8Array.of(0x61), new Uint8Array(0), Uint8Array.of(0xff, 0x62)];
  expect(txtText(txtRdata.encode({ strings }))).toBe("aÿb");
  expect(txtText(Uint8Array.of(0))).toBe("");
  expect(txtText(Uint8Array.of(9, 1, 0x61, 9).subarray(1, 3))).toBe("a");
  for (const octets of [[], [1], [2, 0x61], [1, 0x61, 2, 0x62]])
    expect(() => txtText(Uint8Array.from(octets))).toThrow(expect.objectContaining({ code: "truncated" }));
});
