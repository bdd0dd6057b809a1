import { type Decoded, FaultList } from "../../src/zone/payment/fault.ts";
import type { UriFaultCode } from "../../src/zone/payment/uri/fault.ts";
import { type PaymentUri, readUri } from "../../src/zone/payment/uri/parse.ts";

/** A payment URI by the rules of BIP-321, or everything that breaks one. */
export function parseUri(text: string): Decoded<PaymentUri, UriFaultCode> {
  const faults = new FaultList<UriFaultCode>();
  const uri = readUri(text, faults);
  return uri === undefined ? faults.refused() : faults.decoded(uri);
}
