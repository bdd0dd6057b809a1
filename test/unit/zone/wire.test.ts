import { describe, expect, test } from "vitest";
import { wireReader, wireWriter } from "../../../src/zone/wire.ts";

test("numbers are unsigned and in network order", () => {
  const octets = wireWriter().u8(0xfe).u16(0xfffe).u32(0xfffffffe).u32(0x01020304).finish();
  expect(Buffer.from(octets).toString("hex")).toBe("fefffefffffffe01020304");
  const reader = wireReader(octets);
  expect([reader.u8(), reader.u16(), reader.u32(), reader.u32()]).toEqual([
    0xfe, 0xfffe, 0xfffffffe, 0x01020304,
  ]);
  expect(reader.left).toBe(0);
  reader.end();
});

describe("wireReader", () => {
  test.each([
    ["u8", 0],
    ["u16", 1],
    ["u32", 3],
    ["name", 1],
  ] as const)("%s stops at the end of %i octets", (read, length) => {
    const reader = wireReader(new Uint8Array(length).fill(1));
    expect(() => reader[read]()).toThrow(expect.objectContaining({ code: "truncated", offset: length }));
    expect(reader.offset).toBe(0);
  });

  test("octets left over are an error where they begin", () => {
    const reader = wireReader(Uint8Array.of(1, 2, 3));
    reader.u8();
    expect(() => reader.end()).toThrow(expect.objectContaining({ code: "trailing-octets", offset: 1 }));
    expect(() => reader.octets(3)).toThrow(expect.objectContaining({ code: "truncated" }));
    expect(reader.octets(2)).toEqual(Uint8Array.of(2, 3));
    expect(reader.octets(0)).toEqual(new Uint8Array(0));
  });

  test("a view begins at its own first octet, and what is read is a copy", () => {
    const buffer = Buffer.of(9, 9, 1, 0x61, 0, 7, 8);
    const reader = wireReader(buffer.subarray(2));
    const name = reader.name();
    const octets = reader.octets(2);
    buffer.fill(0);
    expect(name).toEqual(Uint8Array.of(1, 0x61, 0));
    expect(octets).toEqual(Uint8Array.of(7, 8));
  });
});

describe("wireWriter", () => {
  test.each([
    ["u8", 0x100],
    ["u16", 0x10000],
    ["u32", 0x100000000],
    ["u8", -1],
    ["u16", 1.5],
    ["u32", Number.NaN],
  ] as const)("%s refuses %d and writes nothing", (write, value) => {
    const writer = wireWriter().u8(1);
    expect(() => writer[write](value)).toThrow(expect.objectContaining({ code: "value-range", offset: 1 }));
    expect(writer.finish()).toEqual(Uint8Array.of(1));
  });

  test("grows, and hands out copies", () => {
    const many = Uint8Array.from({ length: 1000 }, (_, i) => i & 0xff);
    const writer = wireWriter();
    for (const octet of many) writer.u8(octet);
    const first = writer.octets(many).finish();
    writer.u8(1);
    expect(writer.length).toBe(2001);
    expect(first).toEqual(Uint8Array.from([...many, ...many]));
    first.fill(0xee);
    expect(writer.finish()[0]).toBe(0);
  });
});
