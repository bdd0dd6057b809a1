import { decodeOffer } from "../../../../../src/zone/payment/bolt12/offer.ts";
import type { OfferFaultCode } from "../../../../../src/zone/payment/bolt12/offer-fault.ts";
import type { OfferContext } from "../../../../../src/zone/payment/bolt12/offer-rules.ts";

/** What is wrong with a text, and where. */
export const faultsOf = (
  text: string,
  context: OfferContext = { network: "mainnet" },
): (readonly [OfferFaultCode, number | undefined])[] =>
  (decodeOffer(text, context).faults ?? []).map(({ code, position }) => [code, position] as const);

/** Where an offer in one piece has the first bit of an octet of its stream: after `lno1`, five bits a character. */
export const at = (octet: number): number => 4 + Math.floor((octet * 8) / 5);
