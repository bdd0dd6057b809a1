import { shownBits } from "../feature-bits.ts";
import type { ReportFault } from "./offer-fault.ts";

/** The even bits of an octet. Octets hold 8, so that what is even in one is even in the whole. */
const EVEN_BITS = 0x55;

/**
 * Reports the feature bits that a payer must know. BOLT 9 gives offers no feature of their own, so that all are unknown.
 * The place is that of the first octet that has one.
 */
export function checkFeatures(features: Uint8Array, start: number, report: ReportFault): void {
  // BOLT 12: "if `offer_features` contains unknown _even_ bits that are non-zero: MUST NOT respond to the offer. SHOULD
  // indicate the unknown bit to the user."
  const place = features.findIndex((octet) => (octet & EVEN_BITS) !== 0);
  if (place < 0) return;
  const detail = `feature bits that no payer knows: ${shownBits(evenBits(features))}; make the offer without them`;
  report("offer-feature-unknown-even", detail, start + place);
}

/** The even bits that are set, the lowest first. Bit 0 is the lowest of the last octet (BOLT 1). */
function evenBits(features: Uint8Array): number[] {
  const bits: number[] = [];
  for (let octet = 0; octet < features.length; octet += 1) {
    const value = features[features.length - 1 - octet]!;
    for (let bit = 0; bit < 8; bit += 2) {
      if ((value & (1 << bit)) !== 0) bits.push(octet * 8 + bit);
    }
  }
  return bits;
}
