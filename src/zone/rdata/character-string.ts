import type { WireReader, WireWriter } from "../wire.ts";

/** RFC 1035 §3.3: a `<character-string>` is a length octet followed by that number of octets. */
export const MAX_CHARACTER_STRING_OCTETS = 255;

/** Throws WireError `value-range` for more than 255 octets. */
export const writeCharacterString = (writer: WireWriter, octets: Uint8Array): WireWriter =>
  writer.u8(octets.length).octets(octets);

export const readCharacterString = (reader: WireReader): Uint8Array => reader.octets(reader.u8());
