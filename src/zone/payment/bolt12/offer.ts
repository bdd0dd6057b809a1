import { type Decoded, FaultList } from "../fault.ts";
import type { OfferFaultCode, ReportFault } from "./offer-fault.ts";
import { type OfferFields, readFields } from "./offer-fields.ts";
import { checkOffer, type OfferContext } from "./offer-rules.ts";
import { readOfferText } from "./offer-text.ts";
import { readTlvStream } from "./tlv-stream.ts";

/** All that an offer says: two offers that differ in an octet differ in a field. */
export interface Offer extends OfferFields {
  /** In lower case, its chunks joined. */
  readonly text: string;
}

/**
 * The offer that a text of BOLT 12 stands for (`lno1…`, up to 4096 characters), or everything that a payer on the network
 * would refuse it for; at `now`, if that is given. Positions are those of the text as given: of a record, or of the value
 * that is at fault. A fault of what is missing has none, unless something there asks for it. Never throws.
 */
export function decodeOffer(text: string, context: OfferContext): Decoded<Offer, OfferFaultCode> {
  const faults = new FaultList<OfferFaultCode>();
  const reportText: ReportFault = (code, detail, position) => faults.add(code, detail, position);
  const read = readOfferText(text, reportText);
  if (read === undefined) return faults.refused();
  const report: ReportFault = (code, detail, octet) =>
    reportText(code, detail, octet === undefined ? undefined : read.positionOf(octet));
  if (read.octets.length === 0) {
    report("offer-empty", "there is nothing after lno1: copy the whole offer again");
    return faults.refused();
  }
  const stream = readTlvStream(read.octets, report);
  const fields = readFields(stream.records, report);
  checkOffer(stream, fields, context, report);
  return faults.decoded(Object.freeze({ text: read.text, ...fields }));
}
