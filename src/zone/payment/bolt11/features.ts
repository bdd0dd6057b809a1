import { shownBits } from "../feature-bits.ts";
import type { ReportFault } from "./invoice-fault.ts";

const PAYMENT_SECRET = 14;
const BASIC_MPP = 16;
/**
 * BOLT 9: the even bits of the features whose context is "9", and of var_onion_optin, which was when invoices began to carry
 * it: var_onion_optin, payment_secret, basic_mpp, option_route_blinding, option_attribution_data, option_payment_metadata.
 */
const KNOWN: ReadonlySet<number> = new Set([8, PAYMENT_SECRET, BASIC_MPP, 24, 36, 48]);

/** The bits that are set, the lowest first. BOLT 11: "The field is big-endian. The least-significant bit is numbered 0". */
export function featureBits(words: readonly number[]): number[] {
  const bits: number[] = [];
  for (let bit = 0; bit < words.length * 5; bit += 1) {
    const word = words[words.length - 1 - Math.floor(bit / 5)]!;
    if (((word >> (bit % 5)) & 1) === 1) bits.push(bit);
  }
  return bits;
}

/** Reports what would keep a payer from paying: `position` is that of the field. */
export function checkFeatures(bits: readonly number[], position: number, report: ReportFault): void {
  // BOLT 11: "if the 9 field contains unknown _even_ bits that are non-zero: MUST fail the payment."
  const unknown = bits.filter((bit) => bit % 2 === 0 && !KNOWN.has(bit));
  if (unknown.length > 0) {
    const detail = `feature bits that no payer knows: ${shownBits(unknown)}; have the invoice made without them`;
    report("invoice-feature-unknown-even", detail, position);
  }
  // BOLT 11: "if the feature vector does not set all known, transitive feature dependencies: MUST NOT attempt the payment."
  if (offers(bits, BASIC_MPP) && !offers(bits, PAYMENT_SECRET)) {
    const detail = "feature basic_mpp stands without payment_secret: have the invoice made anew";
    report("invoice-feature-dependency", detail, position);
  }
}

/** Whether a feature is set, as a demand (the even bit) or an offer (the odd one). */
const offers = (bits: readonly number[], even: number): boolean =>
  bits.includes(even) || bits.includes(even + 1);
