import { WireError } from "../errors.ts";
import { RrType } from "../rr-type.ts";
import {
  MAX_CHARACTER_STRING_OCTETS,
  readCharacterString,
  writeCharacterString,
} from "./character-string.ts";
import { defineRdata } from "./define-rdata.ts";

/** RFC 1035 §3.3.14: one or more character strings of up to 255 octets. */
export interface TxtFields {
  readonly strings: readonly Uint8Array[];
}

export const txtRdata = defineRdata<TxtFields>(
  RrType.TXT,
  (writer, { strings }) => {
    if (strings.length === 0) throw new WireError("value-range", 0);
    for (const string of strings) writeCharacterString(writer, string);
  },
  (reader) => {
    const strings: Uint8Array[] = [];
    do strings.push(readCharacterString(reader));
    while (reader.left > 0);
    return { strings };
  },
);

const NOT_ASCII = /[^\0-\x7f]/;

/**
 * The character strings of an ASCII text: all of 255 octets but the last, none empty (an empty text has none).
 * Throws {@link WireError} `value-range` at the first character outside ASCII.
 */
export function txtStrings(text: string): Uint8Array[] {
  const foreign = text.search(NOT_ASCII);
  if (foreign >= 0) throw new WireError("value-range", foreign);
  const octets = Buffer.from(text, "latin1");
  const strings: Uint8Array[] = [];
  for (let from = 0; from < octets.length; from += MAX_CHARACTER_STRING_OCTETS) {
    strings.push(octets.subarray(from, from + MAX_CHARACTER_STRING_OCTETS));
  }
  return strings;
}

/** The same as texts. */
export const txtTexts = (text: string): string[] =>
  txtStrings(text).map((octets) => Buffer.from(octets).toString("latin1"));

/**
 * The text of TXT RDATA, one character an octet: "multiple strings are concatenated" without anything between (BIP-353).
 * Throws WireError for octets that are not TXT RDATA. All names of a zone are read so: nothing is copied but the text.
 */
export function txtText(rdata: Uint8Array): string {
  const octets = Buffer.from(rdata.buffer, rdata.byteOffset, rdata.length);
  let text = "";
  let at = 0;
  do {
    const from = at + 1;
    at = from + (octets[at] ?? 0);
    if (at > octets.length) throw new WireError("truncated", octets.length);
    text += octets.toString("latin1", from, at);
  } while (at < octets.length);
  return text;
}
