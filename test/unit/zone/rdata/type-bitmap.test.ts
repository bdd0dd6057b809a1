import { describe, expect, test } from "vitest";
import { decodeTypeBitmap, encodeTypeBitmap } from "../../../../src/zone/rdata/type-bitmap.ts";
import { wireReader } from "../../../../src/zone/wire.ts";

const octets = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));

test.each([
  ["none", [], ""],
  ["the first and the last bit of a window", [0, 255], `00 20 80 ${"00".repeat(30)} 01`],
  // RFC 9824 §2: the bitmap of a name that does not exist is RRSIG, NSEC and NXNAME.
  ["RRSIG NSEC NXNAME", [46, 47, 128], `00 11 0000000000 03 ${"00".repeat(10)} 80`],
  [
    "an apex with CDS, CDNSKEY and CAA",
    [2, 6, 46, 47, 48, 59, 60, 257],
    "00 08 22 00 00 00 00 03 80 18 01 01 40",
  ],
  ["the last window", [65535], `ff 20 ${"00".repeat(31)} 01`],
])("%s", (_what, types, hex) => {
  expect(encodeTypeBitmap([...types].reverse())).toEqual(octets(hex));
  expect(decodeTypeBitmap(wireReader(octets(hex)))).toEqual(types);
});

describe("refuses", () => {
  test.each([
    ["an empty window", "00 00", "bitmap", 0],
    ["33 octets", `00 21 ${"01".repeat(33)}`, "bitmap", 0],
    ["a window twice", "00 01 40 00 01 20", "bitmap", 3],
    ["windows that descend", "01 01 40 00 01 40", "bitmap", 3],
    ["a trailing zero octet", "00 02 40 00", "bitmap", 3],
    ["a window of zeros", "00 01 00", "bitmap", 2],
    ["a window number alone", "00 01 40 01", "truncated", 4],
    ["a cut window", "00 02 40", "truncated", 3],
  ])("%s", (_what, hex, code, offset) => {
    expect(() => decodeTypeBitmap(wireReader(octets(hex)))).toThrow(
      expect.objectContaining({ code, offset }),
    );
  });

  test.each([-1, 0x10000, 1.5, Number.NaN])("type %d", (type) => {
    expect(() => encodeTypeBitmap([type])).toThrow(expect.objectContaining({ code: "value-range" }));
  });
});
