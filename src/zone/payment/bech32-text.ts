import { bech32, bech32m } from "@scure/base";
import type { FaultList } from "./fault.ts";

/** A bech32 (BIP-173) or bech32m (BIP-350) text whose checksum holds. */
export interface Bech32Text {
  /** The text in lower case. */
  readonly text: string;
  /** The human-readable part in lower case. */
  readonly hrp: string;
  /** The data part in groups of 5 bits, without the checksum. */
  readonly words: readonly number[];
  readonly checksum: "bech32" | "bech32m";
}

/** What a kind of text calls the faults that every bech32 text can have. */
export interface Bech32FaultCodes<Code extends string> {
  readonly form: Code;
  readonly character: Code;
  readonly mixedCase: Code;
  readonly checksum: Code;
}

/** The codes of a kind of text, each of which begins with its name. */
export const bech32Codes = <const Kind extends string>(kind: Kind) =>
  ({
    form: `${kind}-form`,
    character: `${kind}-character`,
    mixedCase: `${kind}-mixed-case`,
    checksum: `${kind}-checksum`,
  }) as const;

const CHECKSUM_CHARACTERS = 6;

const NOT_IN_HRP = /[^\x21-\x7e]/;
/** BIP-173: the data part has letters and digits, but none of `1`, `b`, `i` and `o`. */
const NOT_IN_DATA = /[^02-9AC-HJ-NP-Zac-hj-np-z]/;

/**
 * Reads a bech32 or bech32m text of any length; which of the two it has to be is for the caller to judge. What is wrong
 * goes to `faults`. Nothing is returned where no value can be read; a mixture of cases is a fault that can be read past.
 */
export function readBech32<Code extends string>(
  text: string,
  codes: Bech32FaultCodes<Code>,
  faults: FaultList<Code>,
): Bech32Text | undefined {
  // BIP-173: where the human-readable part has a 1 as well, "the last one in the string is the separator".
  const separator = text.lastIndexOf("1");
  if (separator < 1) {
    faults.add(codes.form, "there is no prefix that ends in the separator 1: give the whole text");
    return undefined;
  }
  const illegal = illegalCharacter(text, separator);
  if (illegal !== undefined) {
    faults.add(
      codes.character,
      `${shown(text, illegal)} cannot stand here: copy the text again without it`,
      illegal,
    );
    return undefined;
  }
  const mixed = firstMixedCase(text);
  if (mixed !== undefined) {
    faults.add(
      codes.mixedCase,
      "upper and lower case are mixed: write the whole text in lower case if it was not mistyped",
      mixed,
    );
  }
  if (text.length - separator - 1 < CHECKSUM_CHARACTERS) {
    faults.add(codes.form, "the text ends before its checksum of 6 characters does: give the whole text");
    return undefined;
  }
  const lower = text.toLowerCase();
  const plain = bech32.decodeUnsafe(lower, false);
  const read = plain ?? bech32m.decodeUnsafe(lower, false);
  if (read === undefined) {
    faults.add(
      codes.checksum,
      "the checksum does not fit: a character is wrong, missing or too many, so copy the text again",
    );
    return undefined;
  }
  return { text: lower, hrp: read.prefix, words: read.words, checksum: plain ? "bech32" : "bech32m" };
}

/** The octets of groups of 5 bits. BIP-173: what is left over "MUST be 4 bits or less, MUST be all zeroes"; else nothing. */
export const octetsOf = (words: readonly number[]): Uint8Array | undefined =>
  bech32.fromWordsUnsafe(words as number[]) ?? undefined;

/** The character at a place of a text as it may stand in a fault's detail. */
export function shown(text: string, position: number): string {
  const code = text.codePointAt(position)!;
  const hex = code.toString(16).toUpperCase().padStart(4, "0");
  return code > 0x20 && code < 0x7f ? `"${String.fromCodePoint(code)}"` : `the character U+${hex}`;
}

/** Where the first character stands that no bech32 text may have there. */
function illegalCharacter(text: string, separator: number): number | undefined {
  const inHrp = text.slice(0, separator).search(NOT_IN_HRP);
  if (inHrp >= 0) return inHrp;
  const inData = text.slice(separator + 1).search(NOT_IN_DATA);
  return inData >= 0 ? separator + 1 + inData : undefined;
}

/** Where the first letter stands whose case is not that of the letters before it. */
function firstMixedCase(text: string): number | undefined {
  const [upper, lower] = [text.search(/[A-Z]/), text.search(/[a-z]/)];
  return upper >= 0 && lower >= 0 ? Math.max(upper, lower) : undefined;
}
