import { WireError } from "../errors.ts";
import { type WireReader, wireWriter } from "../wire.ts";

/** RFC 4034 §4.1.2: each of the 256 windows covers 256 types in up to 32 octets. */
const MAX_WINDOW_OCTETS = 32;

/**
 * The type bitmap of these RR types, in any order (RFC 4034 §4.1.2). No types make no octets.
 * Throws {@link WireError} `value-range` for a number that is not 16 bits.
 */
export function encodeTypeBitmap(types: readonly number[]): Uint8Array {
  const writer = wireWriter();
  // RFC 4034 §4.1.2: "Blocks are present in the NSEC RR RDATA in increasing numerical order."
  const ascending = types.toSorted((a, b) => a - b);
  for (let from = 0; from < ascending.length; ) {
    const window = ascending[from]! >> 8;
    const bits = new Uint8Array(MAX_WINDOW_OCTETS);
    let length = 0;
    for (; from < ascending.length && ascending[from]! >> 8 === window; from++) {
      const type = ascending[from]!;
      if (!Number.isInteger(type) || type < 0 || type > 0xffff) throw new WireError("value-range", from);
      bits[(type & 0xff) >> 3]! |= 0x80 >> (type & 7);
      // RFC 4034 §4.1.2: "Trailing octets of zero in the bitmap MUST be omitted."
      length = ((type & 0xff) >> 3) + 1;
    }
    writer.u8(window).u8(length).octets(bits.subarray(0, length));
  }
  return writer.finish();
}

/**
 * The RR types, ascending, of the type bitmap that fills the rest of the reader. Throws {@link WireError} `bitmap` for
 * windows that are empty, too long, out of order or end in a zero octet, `truncated` for one that is cut.
 */
export function decodeTypeBitmap(reader: WireReader): number[] {
  const types: number[] = [];
  let previous = -1;
  while (reader.left > 0) {
    const start = reader.offset;
    const window = reader.u8();
    const length = reader.u8();
    if (window <= previous || length === 0 || length > MAX_WINDOW_OCTETS)
      throw new WireError("bitmap", start);
    const bits = reader.octets(length);
    if (bits[length - 1] === 0) throw new WireError("bitmap", reader.offset - 1);
    for (let bit = 0; bit < length * 8; bit++) {
      if ((bits[bit >> 3]! & (0x80 >> (bit & 7))) !== 0) types.push((window << 8) | bit);
    }
    previous = window;
  }
  return types;
}
