import { octetsOf } from "../bech32-text.ts";
import { isCurvePoint } from "../curve-point.ts";
import { witnessType } from "../witness-program.ts";
import { checkFeatures, featureBits } from "./features.ts";
import type { ReportFault } from "./invoice-fault.ts";

/** What the tagged fields of an invoice say. Octets are in hex. */
export interface TaggedFields {
  readonly paymentHash?: string;
  readonly paymentSecret?: string;
  readonly description?: string;
  readonly descriptionHash?: string;
  readonly metadata?: string;
  readonly payee?: string;
  /** Seconds. */
  readonly expiry?: number;
  /** Blocks. */
  readonly minFinalCltvExpiryDelta?: number;
  /** The bits that are set, the lowest first. */
  readonly features?: readonly number[];
}

interface Field {
  readonly words: readonly number[];
  /** Of its first character in the text. */
  readonly position: number;
}

type Values = { -readonly [Key in keyof TaggedFields]: TaggedFields[Key] };

interface Rule {
  readonly letter: string;
  /** In groups of 5 bits; a field of any other length is skipped. */
  readonly length?: number;
  readonly mayRepeat?: true;
  readonly read: (field: Field, values: Values, report: ReportFault) => void;
}

const HEADER_WORDS = 3;
/** Any timestamp of 35 bits may be added and the sum is exact. */
const MAX_NUMBER = 2 ** 52;
const HOP_OCTETS = 51;
const POINT_OCTETS = 33;
const HASH_OCTETS = 20;
const P2PKH_FALLBACK = 17;
const P2SH_FALLBACK = 18;

/** BOLT 11, "Tagged Fields", by the type's number. */
const RULES: ReadonlyMap<number, Rule> = new Map<number, Rule>([
  [1, { letter: "p", length: 52, read: readHex("paymentHash") }],
  [3, { letter: "r", mayRepeat: true, read: checkRoute }],
  [5, { letter: "9", read: readFeatures }],
  [6, { letter: "x", read: readNumber("expiry") }],
  [9, { letter: "f", mayRepeat: true, read: checkFallback }],
  [13, { letter: "d", read: readDescription }],
  [16, { letter: "s", length: 52, read: readHex("paymentSecret") }],
  [19, { letter: "n", length: 53, read: readPayee }],
  [23, { letter: "h", length: 52, read: readHex("descriptionHash") }],
  [24, { letter: "c", read: readNumber("minFinalCltvExpiryDelta") }],
  [27, { letter: "m", read: readHex("metadata") }],
]);

/**
 * Reads the tagged fields of an invoice. `start` is where their first character stands in the text. Returns what they say
 * and the letters of the fields that were not skipped.
 */
export function readFields(
  words: readonly number[],
  start: number,
  report: ReportFault,
): { readonly values: TaggedFields; readonly letters: ReadonlySet<string> } {
  const values: Values = {};
  const letters = new Set<string>();
  for (let at = 0; at < words.length; ) {
    const position = start + at;
    const [type = 0, high = 0, low = 0] = words.slice(at, at + HEADER_WORDS);
    const end = at + HEADER_WORDS + high * 32 + low;
    if (end > words.length) {
      const detail = "a field runs into the signature: have the invoice made anew";
      report("invoice-field-truncated", detail, position);
      break;
    }
    const field = { words: words.slice(at + HEADER_WORDS, end), position };
    at = end;
    const rule = RULES.get(type);
    // BOLT 11 has a reader fail on p, h, s and n of a wrong length, but counts them among "fields which must be ignored" in
    // an example that readers are tested with. They are ignored; without one of the right length the invoice is refused.
    if (rule === undefined || (rule.length ?? field.words.length) !== field.words.length) continue;
    if (letters.has(rule.letter) && rule.mayRepeat !== true) {
      const detail = `the field "${rule.letter}" stands twice, so readers differ: have the invoice made anew`;
      report("invoice-field-repeated", detail, position);
      continue;
    }
    letters.add(rule.letter);
    rule.read(field, values, report);
  }
  return { values, letters };
}

function fieldOctets({ words, position }: Field, report: ReportFault): Uint8Array | undefined {
  const octets = octetsOf(words);
  // BOLT 11: "MUST pad field data to a multiple of 5 bits, using 0s."
  if (octets === undefined) {
    report("invoice-padding", "what ends a field is no whole octet: have the invoice made anew", position);
  }
  return octets;
}

function readHex(key: "paymentHash" | "paymentSecret" | "descriptionHash" | "metadata"): Rule["read"] {
  return (field, values, report) => {
    const octets = fieldOctets(field, report);
    if (octets !== undefined) values[key] = Buffer.from(octets).toString("hex");
  };
}

function readDescription(field: Field, values: Values, report: ReportFault): void {
  const octets = fieldOctets(field, report);
  if (octets === undefined) return;
  try {
    values.description = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    report("invoice-utf8", "the description is no UTF-8: have the invoice made anew", field.position);
  }
}

function readPayee(field: Field, values: Values, report: ReportFault): void {
  const octets = fieldOctets(field, report);
  if (octets === undefined) return;
  if (isCurvePoint(octets)) values.payee = Buffer.from(octets).toString("hex");
  else
    report(
      "invoice-payee",
      "the payee's key is no point of the curve: have the invoice made anew",
      field.position,
    );
}

function readNumber(key: "expiry" | "minFinalCltvExpiryDelta"): Rule["read"] {
  return ({ words, position }, values, report) => {
    // BOLT 11: "if a c, x, or 9 field is provided which has a non-minimal data_length (i.e. begins with 0 field elements):
    // SHOULD treat the invoice as invalid."
    checkMinimal(words, position, report);
    const number = words.reduce((sum, word) => sum * 32 + word, 0);
    if (number <= MAX_NUMBER) values[key] = number;
    else
      report("invoice-number-too-large", "a number is beyond all use: have the invoice made anew", position);
  };
}

function readFeatures({ words, position }: Field, values: Values, report: ReportFault): void {
  checkMinimal(words, position, report);
  const bits = featureBits(words);
  values.features = bits;
  checkFeatures(bits, position, report);
}

function checkMinimal(words: readonly number[], position: number, report: ReportFault): void {
  if (words[0] !== 0) return;
  report("invoice-number-not-minimal", "a number begins with zeros: have the invoice made anew", position);
}

function checkFallback(field: Field, _: Values, report: ReportFault): void {
  const [version, ...programWords] = field.words;
  if (version !== undefined && version > P2SH_FALLBACK) return;
  const program = fieldOctets({ words: programWords, position: field.position }, report);
  if (program === undefined || (version !== undefined && isFallback(version, program))) return;
  const detail = "a fallback address that nobody can be paid at: have the invoice made anew";
  report("invoice-fallback", detail, field.position);
}

/** BOLT 11: "a valid witness version and program, OR to 17 followed by a public key hash, OR to 18 followed by a script hash". */
function isFallback(version: number, program: Uint8Array): boolean {
  if (version === P2PKH_FALLBACK || version === P2SH_FALLBACK) return program.length === HASH_OCTETS;
  const type = witnessType(version, program);
  // What is of version 1 and no taproot output can be spent by anybody (BIP-341).
  return typeof type === "string" && !(version === 1 && type === "witness");
}

function checkRoute(field: Field, _: Values, report: ReportFault): void {
  const octets = fieldOctets(field, report);
  if (octets === undefined) return;
  const hops = octets.length / HOP_OCTETS;
  const isPoint = (_: unknown, hop: number): boolean =>
    isCurvePoint(octets.subarray(hop * HOP_OCTETS, hop * HOP_OCTETS + POINT_OCTETS));
  if (hops > 0 && Number.isInteger(hops) && Array.from({ length: hops }, isPoint).every(Boolean)) return;
  report(
    "invoice-route",
    "routing information that no payer can read: have the invoice made anew",
    field.position,
  );
}
