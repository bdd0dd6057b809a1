import { secp256k1 } from "@noble/curves/secp256k1.js";
import { bech32 } from "@scure/base";

/** The key that the examples of BOLT 11 are signed with. */
const INVOICE_KEY = "e126f68f7eafcc8b74f54d269fe206be715000f94dac067d1c04a8ca3b2db734";
export const INVOICE_PAYEE = "03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad";

const LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const HALF_ORDER = secp256k1.Point.Fn.ORDER / 2n;

/** A letter of bech32's alphabet and the groups of 5 bits that follow its length. */
export type WrittenField = readonly [letter: string, words: readonly number[]];

export interface WrittenInvoice {
  readonly hrp?: string;
  readonly timestamp?: number;
  readonly fields?: readonly WrittenField[];
  /** Of the signature; the low one unless it says "high". */
  readonly s?: "high";
  /** In place of the one that fits. */
  readonly recoveryId?: number;
}

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));

export const octetField = (letter: string, octets: string): WrittenField => [
  letter,
  bech32.toWords(hex(octets)),
];
export const textField = (letter: string, text: string): WrittenField =>
  octetField(letter, Buffer.from(text).toString("hex"));

/** A number in as few groups of 5 bits as it takes. */
function numberWords(number: bigint, least = 0): number[] {
  const words: number[] = [];
  for (let rest = number; rest > 0n; rest /= 32n) words.unshift(Number(rest % 32n));
  while (words.length < least) words.unshift(0);
  return words;
}

export const numberField = (letter: string, number: number): WrittenField => [
  letter,
  numberWords(BigInt(number)),
];

export const featureField = (...bits: readonly number[]): WrittenField => [
  "9",
  numberWords(bits.reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n)),
];

export const PAYMENT_HASH = octetField("p", "00".repeat(31).concat("01"));
export const PAYMENT_SECRET = octetField("s", "11".repeat(32));
export const DESCRIPTION = textField("d", "coffee");
/** What an invoice has to have. */
export const NEEDED: readonly WrittenField[] = [PAYMENT_HASH, PAYMENT_SECRET, DESCRIPTION];

/** An invoice, right or wrong, signed by {@link INVOICE_KEY}. */
export function writeInvoice(invoice: WrittenInvoice = {}): string {
  const { hrp = "lnbc", timestamp = 1_700_000_000, fields = NEEDED } = invoice;
  const words = numberWords(BigInt(timestamp), 7);
  for (const [letter, data] of fields) {
    words.push(LETTERS.indexOf(letter), data.length >> 5, data.length & 31, ...data);
  }
  return bech32.encode(hrp, [...words, ...signature(hrp, words, invoice)], false);
}

function signature(hrp: string, words: readonly number[], { s, recoveryId }: WrittenInvoice): number[] {
  const bits = words.map((word) => word.toString(2).padStart(5, "0")).join("");
  const octets = bits.match(/.{1,8}/g)!.map((octet) => Number.parseInt(octet.padEnd(8, "0"), 2));
  const message = Uint8Array.from([...Buffer.from(hrp), ...octets]);
  const signed = secp256k1.sign(message, hex(INVOICE_KEY), { format: "recovered" });
  const { r, s: low, recovery } = secp256k1.Signature.fromBytes(signed, "recovered");
  if (low > HALF_ORDER) throw new Error("a low s was to be expected");
  const number = s === "high" ? secp256k1.Point.Fn.ORDER - low : low;
  // The other s belongs to the point's mirror image.
  const id = recoveryId ?? (s === "high" ? recovery! ^ 1 : recovery!);
  const hexOf = (scalar: bigint): string => scalar.toString(16).padStart(64, "0");
  return bech32.toWords(Uint8Array.from([...hex(hexOf(r) + hexOf(number)), id]));
}
