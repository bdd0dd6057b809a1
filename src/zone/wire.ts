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

/** Room that fits nearly everything this server writes piece by piece, in octets. */
const USUAL_ROOM = 1024;
/** Up to this many octets an array lies in the JavaScript heap and is cheap. */
const HEAP_OCTETS = 64;

/** The room of the last writer that ended, for the next: signing makes several a query. */
let spareRoom: Uint8Array | undefined;

/** A growing run of octets. Values out of range throw {@link WireError} `value-range`. */
export class WireWriter {
  #room: Uint8Array = spareRoom ?? new Uint8Array(USUAL_ROOM);
  #at = 0;

  constructor() {
    spareRoom = undefined;
  }

  get length(): number {
    return this.#at;
  }

  u8(value: number): this {
    this.#check(value, 0xff, 1);
    this.#room[this.#at++] = value;
    return this;
  }

  u16(value: number): this {
    this.#check(value, 0xffff, 2);
    this.#room[this.#at++] = value >>> 8;
    this.#room[this.#at++] = value;
    return this;
  }

  u32(value: number): this {
    this.#check(value, 0xffffffff, 4);
    this.#room[this.#at++] = value >>> 24;
    this.#room[this.#at++] = value >>> 16;
    this.#room[this.#at++] = value >>> 8;
    this.#room[this.#at++] = value;
    return this;
  }

  octets(octets: Uint8Array): this {
    this.#reserve(octets.length);
    this.#room.set(octets, this.#at);
    this.#at += octets.length;
    return this;
  }

  /** A copy of what was written. The writer is not to be used any more. */
  finish(): Uint8Array {
    const length = this.#at;
    // Larger arrays are carved out of Node's pool: one of their own costs more than what they hold.
    const pooled = length <= HEAP_OCTETS ? undefined : Buffer.allocUnsafe(length);
    const octets =
      pooled === undefined
        ? new Uint8Array(length)
        : new Uint8Array(pooled.buffer, pooled.byteOffset, length);
    octets.set(this.#room.subarray(0, length));
    if (this.#room.length === USUAL_ROOM) spareRoom = this.#room;
    this.#room = octets;
    return octets;
  }

  #check(value: number, max: number, octets: number): void {
    if (!Number.isInteger(value) || value < 0 || value > max) throw new WireError("value-range", this.#at);
    this.#reserve(octets);
  }

  #reserve(octets: number): void {
    if (this.#at + octets <= this.#room.length) return;
    const larger = new Uint8Array(Math.max(this.#room.length * 2, this.#at + octets));
    larger.set(this.#room);
    this.#room = larger;
  }
}

export const wireWriter = (): WireWriter => new WireWriter();
