import { NETWORK_MARKS, type Network } from "../network.ts";
import { SUPPLY_BITCOIN } from "../supply.ts";
import type { ReportFault } from "./offer-fault.ts";
import { OFFER_TYPES, type OfferFields } from "./offer-fields.ts";
import type { TlvRecord, TlvStream } from "./tlv-stream.ts";

/** For whom an offer is judged. */
export interface OfferContext {
  readonly network: Network;
  /** Unix seconds; without it, an offer may have ended. */
  readonly now?: number | undefined;
}

/** BOLT 1: "milli-satoshi amounts MUST be at most `0x1d24b2dfac520000`", the 21 million bitcoin. */
const MAX_MILLISATOSHIS = SUPPLY_BITCOIN * 10n ** 11n;

/** An offer's fields, and the records that they were read from. */
interface Judged {
  readonly fields: OfferFields;
  /** The record of a field, whether it could be read or not. */
  readonly record: (type: number) => TlvRecord | undefined;
  /** Whether it is certain that no record of this type is there. */
  readonly lacks: (type: number) => boolean;
}

/** What the fields must say together, and to who is asked to pay (BOLT 12, Requirements For Offers). */
export function checkOffer(
  stream: TlvStream,
  fields: OfferFields,
  context: OfferContext,
  report: ReportFault,
): void {
  const byType = new Map(stream.records.map((record) => [Number(record.type), record]));
  const judged: Judged = {
    fields,
    record: (type) => byType.get(type),
    lacks: (type) => stream.complete && !byType.has(type),
  };
  checkNetwork(judged, context.network, report);
  checkAmount(judged, report);
  checkIssuer(judged, report);
  if (context.now !== undefined) checkExpiry(judged, context.now, report);
}

function checkNetwork({ fields, record, lacks }: Judged, network: Network, report: ReportFault): void {
  if (lacks(OFFER_TYPES.chains)) {
    if (network === "mainnet") return;
    report(
      "offer-wrong-network",
      `an offer that names no chain is for mainnet, not for ${network}: make one for ${network}`,
    );
  } else if (
    fields.chains.length > 0 &&
    !fields.chains.some((hash) => NETWORK_MARKS[network].chainHashes.includes(hash))
  ) {
    // BOLT 12: "if the node does not accept invoices for any of the `chains`: MUST NOT respond to the offer".
    const place = record(OFFER_TYPES.chains)?.valueOffset;
    report("offer-wrong-network", `the offer is not for ${network}: make one for ${network}`, place);
  }
}

function checkAmount({ fields, record, lacks }: Judged, report: ReportFault): void {
  const amount = record(OFFER_TYPES.amount);
  const currency = record(OFFER_TYPES.currency);
  if (fields.amount === 0n) {
    report("offer-amount-zero", "an amount of 0 cannot be asked for: leave it out", amount?.valueOffset);
  }
  if (currency === undefined && (fields.amount ?? 0n) > MAX_MILLISATOSHIS) {
    report(
      "offer-amount-over-supply",
      "the amount is more than 21 million bitcoin: ask for less",
      amount?.valueOffset,
    );
  }
  // BOLT 12: "if `offer_amount` is set and `offer_description` is not set: MUST NOT respond to the offer".
  if (amount !== undefined && lacks(OFFER_TYPES.description)) {
    report(
      "offer-description-missing",
      "an offer with an amount needs a description: add one",
      amount.offset,
    );
  }
  // BOLT 12: "if `offer_currency` is set and `offer_amount` is not set: MUST NOT respond to the offer".
  if (currency !== undefined && lacks(OFFER_TYPES.amount)) {
    report(
      "offer-amount-missing",
      "a currency without an amount says nothing: add an amount or leave it out",
      currency.offset,
    );
  }
}

function checkIssuer({ lacks }: Judged, report: ReportFault): void {
  // BOLT 12: "if neither `offer_issuer_id` nor `offer_paths` are set: MUST NOT respond to the offer".
  if (lacks(OFFER_TYPES.issuerId) && lacks(OFFER_TYPES.paths)) {
    report(
      "offer-issuer-missing",
      "the offer has neither an issuer id nor a blinded path: nobody can be asked for an invoice",
    );
  }
}

function checkExpiry({ fields, record }: Judged, now: number, report: ReportFault): void {
  if (fields.absoluteExpiry === undefined || fields.absoluteExpiry > now) return;
  const place = record(OFFER_TYPES.absoluteExpiry)?.valueOffset;
  report(
    "offer-expired",
    `the offer ended at ${fields.absoluteExpiry} (Unix seconds): make a new one`,
    place,
  );
}
