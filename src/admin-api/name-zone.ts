import { DomainError, WireError } from "../zone/errors.ts";
import { type Name, parentName } from "../zone/name.ts";
import { formatName } from "../zone/name-text.ts";
import { type PaymentName, parsePaymentName } from "../zone/payment/payment-name.ts";
import type { ZoneRecord } from "../zone/store/port.ts";
import { userBase } from "../zone/zone-config.ts";
import type { ZoneStore } from "./ports.ts";

/** A domain name as the store writes it: lower case, without the final dot. */
export const storedName = (text: string): string => text.toLowerCase().replace(/\.$/, "");

/** The payment name in a path. Refusals do not point anywhere, for the body is not at fault. */
export function nameOfPath(text: string): PaymentName {
  try {
    return parsePaymentName(text);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError(error.code, error.message, { cause: error });
  }
}

/**
 * The zone that answers for the payment names of `domain`: of several, the one with the longest apex, which is the one that
 * resolvers are sent to. Throws {@link DomainError} `zone-unknown`, with the pointer given.
 */
export async function zoneOfDomain(
  store: Pick<ZoneStore, "zone">,
  domain: string,
  pointer?: string,
): Promise<ZoneRecord> {
  const candidates = await Promise.all(possibleApexes(domain).map((apex) => store.zone(apex)));
  const zone = candidates.find((candidate) => candidate?.domain === domain);
  if (zone !== undefined) return zone;
  const message = `no zone here answers for the names of "${domain}"`;
  throw new DomainError("zone-unknown", message, pointer === undefined ? {} : { pointer });
}

/** Where a zone with names of the domain may have its apex (see zoneConfig), longest first. */
function possibleApexes(domain: string): string[] {
  let base: Name;
  try {
    base = userBase(domain);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return [];
  }
  const above = parentName(base);
  return [base, above, parentName(above)].map((name) => storedName(formatName(name)));
}
