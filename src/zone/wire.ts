import { WireError } from "./errors.ts";
import { type Name, readName } from "./name.ts";

/** A cursor over octets that somebody else wrote. Every read checks the bounds and throws {@link WireError}. */
export interface WireReader {
  /** The offset of the next octet. */
  readonly offset: number;
  /** Octets that are left. */
  readonly left: number;
  u8(): number;
  u16(): number;
  u32(): number;
  /** An uncompressed name (RFC 3597 §4: no compression inside RDATA). */
  name(): Name;
  /** A copy of the next `count` octets. */
  octets(count: number): Uint8Array;
  /** Throws unless all octets were read. */
  end(): void;
}

export function wireReader(source: Uint8Array): WireReader {
  let at = 0;
  const take = (count: number): number => {
    if (at + count > source.length) throw new WireError("truncated", source.length);
    at += count;
    return at - count;
  };
  return {
    get offset() {
      return at;
    },
    get left() {
      return source.length - at;
    },
    u8: () => source[take(1)]!,
    u16: () => {
      const from = take(2);
      return (source[from]! << 8) | source[from + 1]!;
    },
    u32: () => {
      const from = take(4);
      return (
        source[from]! * 0x1000000 + ((source[from + 1]! << 16) | (source[from + 2]! << 8) | source[from + 3]!)
      );
    },
    name: () => {
      const name = readName(source, at);
      at += name.length;
      return name;
    },
    octets: (count) => {
      const from = take(count);
      // Not slice(): that of a Buffer is a view.
      return new Uint8Array(source.subarray(from, from + count));
    },
    end: () => {
      if (at < source.length) throw new WireError("trailing-octets", at);
    },
  };
}

/** A growing run of octets. Values out of range throw {@link WireError} `value-range`. */
export interface WireWriter {
  readonly length: number;
  u8(value: number): WireWriter;
  u16(value: number): WireWriter;
  u32(value: number): WireWriter;
  octets(octets: Uint8Array): WireWriter;
  /** A copy of what was written. */
  finish(): Uint8Array;
}

export function wireWriter(): WireWriter {
  let buffer = new Uint8Array(64);
  let at = 0;
  const room = (count: number): void => {
    if (at + count <= buffer.length) return;
    const larger = new Uint8Array(Math.max(buffer.length * 2, at + count));
    larger.set(buffer);
    buffer = larger;
  };
  const number = (value: number, size: number): void => {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * size))
      throw new WireError("value-range", at);
    room(size);
    for (let shift = size - 1; shift >= 0; shift--)
      buffer[at++] = Math.floor(value / 2 ** (8 * shift)) & 0xff;
  };
  const writer: WireWriter = {
    get length() {
      return at;
    },
    u8: (value) => {
      number(value, 1);
      return writer;
    },
    u16: (value) => {
      number(value, 2);
      return writer;
    },
    u32: (value) => {
      number(value, 4);
      return writer;
    },
    octets: (octets) => {
      room(octets.length);
      buffer.set(octets, at);
      at += octets.length;
      return writer;
    },
    finish: () => buffer.slice(0, at),
  };
  return writer;
}
