import { lowerCase } from "../../lower-case.ts";
import type { ReportFault } from "./offer-fault.ts";

/** An offer's TLV stream, and where it stands in the text. */
export interface OfferOctets {
  /** The text in lower case, its chunks joined. */
  readonly text: string;
  readonly octets: Uint8Array;
  /** Where the text as given has the character that holds the first bit of this octet; its last character, past the end. */
  readonly positionOf: (octet: number) => number;
}

/** Twice what a payment URI may have; an answer over DNS has no room for more. */
const MAX_CHARACTERS = 4096;

const PREFIX = "lno1";
const CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const BITS_OF_CHARACTER = 5;
const MAX_PADDING_BITS = 4;

const VALUES: ReadonlyMap<string, number> = new Map(
  [...CHARSET].map((character, value) => [character, value]),
);

const WHITE_SPACE = /[\t\n\v\f\r ]/;
const UPPER = /[A-Z]/;
const LOWER = /[a-z]/;

/**
 * The octets that a text of an offer stands for (BOLT 12, Encoding: `lno1` and bech32 characters without a checksum).
 * What is wrong with the text is reported with its position there. Returns nothing where no octets can be made out.
 */
export function readOfferText(given: string, report: ReportFault): OfferOctets | undefined {
  if (given.length > MAX_CHARACTERS) {
    report("offer-too-long", `${given.length} characters; ${MAX_CHARACTERS} at most are read`);
    return undefined;
  }
  const positions = joinChunks(given, report);
  checkCase(given, report);
  const text = positions.map((position) => lowerCase(given[position]!)).join("");
  if (!text.startsWith(PREFIX)) {
    const place = [...PREFIX].findIndex((character, index) => text[index] !== character);
    report("offer-prefix-wrong", "an offer begins with lno1: give a BOLT 12 offer", positions[place]);
    return undefined;
  }
  const dataPositions = positions.slice(PREFIX.length);
  const values = valuesOf(given, dataPositions, report);
  if (values === undefined) return undefined;
  return {
    text,
    octets: octetsOf(values, dataPositions, report),
    positionOf: (octet) => {
      const character = Math.floor((octet * 8) / BITS_OF_CHARACTER);
      return dataPositions[Math.min(character, dataPositions.length - 1)]!;
    },
  };
}

/** Positions of what is left of the text when it is joined. */
function joinChunks(given: string, report: ReportFault): number[] {
  const positions: number[] = [];
  let next = 0;
  while (next < given.length) {
    const position = next;
    next += 1;
    if (given[position] !== "+") {
      positions.push(position);
      continue;
    }
    while (next < given.length && WHITE_SPACE.test(given[next]!)) next += 1;
    // BOLT 12: "if it encounters a `+` followed by zero or more whitespace characters between two bech32 characters".
    if (positions.length === 0 || next === given.length || given[next] === "+") {
      report(
        "offer-join-invalid",
        "a + joins two parts of an offer: put it between two characters",
        position,
      );
    }
  }
  return positions;
}

/** BOLT 12: readers "MUST handle strings which are all lowercase, or all uppercase", and no others. */
function checkCase(given: string, report: ReportFault): void {
  const lower = given.search(LOWER);
  const upper = given.search(UPPER);
  if (lower >= 0 && upper >= 0) {
    report(
      "offer-case-mixed",
      "write the offer all in lower case or all in upper case",
      Math.max(lower, upper),
    );
  }
}

/** Five bits for each character, unless one is not of the bech32 alphabet. */
function valuesOf(given: string, positions: readonly number[], report: ReportFault): number[] | undefined {
  const values: number[] = [];
  for (const position of positions) {
    const character = given[position]!;
    const value = VALUES.get(lowerCase(character));
    if (value !== undefined) {
      values.push(value);
    } else if (!endsPair(given, position)) {
      const shown = JSON.stringify(String.fromCodePoint(given.codePointAt(position)!));
      const detail = `${shown} is not a bech32 character: copy the whole offer again`;
      report("offer-character-invalid", detail, position);
    }
  }
  return values.length === positions.length ? values : undefined;
}

/** Whether the code unit is the second half of a character. */
const endsPair = (text: string, position: number): boolean =>
  position > 0 && (text.codePointAt(position - 1) ?? 0) > 0xffff;

/** Whole octets. What is left over is padding, which BIP-173 bounds at 4 bits, all zero. */
function octetsOf(values: readonly number[], positions: readonly number[], report: ReportFault): Uint8Array {
  const octets = new Uint8Array(Math.floor((values.length * BITS_OF_CHARACTER) / 8));
  let length = 0;
  let bits = 0;
  let pending = 0;
  for (const value of values) {
    pending = (pending << BITS_OF_CHARACTER) | value;
    bits += BITS_OF_CHARACTER;
    if (bits >= 8) {
      bits -= 8;
      octets[length] = pending >> bits;
      length += 1;
      pending &= (1 << bits) - 1;
    }
  }
  const last = positions.at(-1);
  if (bits > MAX_PADDING_BITS) {
    report(
      "offer-padding-too-long",
      `${bits} bits are left at the end, ${MAX_PADDING_BITS} at most: copy the whole offer again`,
      last,
    );
  } else if (pending !== 0) {
    report(
      "offer-padding-not-zero",
      "the bits left at the end are not zero: copy the whole offer again",
      last,
    );
  }
  return octets;
}
