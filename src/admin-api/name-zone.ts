import { DomainError, WireError } from "../zone/errors.ts";
import { lowerCase } from "../zone/lower-case.ts";
import { type Name, parentName } from "../zone/name.ts";
import { formatName } from "../zone/name-text.ts";
import { type PaymentName, readPaymentName } from "../zone/payment/payment-name.ts";
import { quoted } from "../zone/quoted.ts";
import type { ZoneRecord } from "../zone/store/port.ts";
import { userBase } from "../zone/user-base.ts";
import type { ZoneStore } from "./ports.ts";

/** A domain name as the store writes it: lower case, without the final dot. */
export const storedName = (text: string): string => lowerCase(text).replace(/\.$/, "");

/** The payment name in a path. Throws {@link DomainError} `payment-name-invalid`; it points nowhere, for no body is at fault. */
export function nameOfPath(text: string): PaymentName {
  const { value, faults } = readPaymentName(text);
  if (faults === undefined) return value;
  throw new DomainError("payment-name-invalid", faults.map(({ detail }) => detail).join("; "), {
    faults: faults.map((fault) => ({ ...fault, pointer: "" })),
  });
}

export const nameUnknown = (): DomainError => new DomainError("name-unknown", "the name is not registered");

/**
 * The zone that answers for the payment names of `domain`: of several, the one with the longest apex, which is the one that
 * resolvers are sent to. Throws {@link DomainError} `zone-unknown`.
 */
export async function zoneOfDomain(store: Pick<ZoneStore, "zone">, domain: string): Promise<ZoneRecord> {
  const candidates = await Promise.all(possibleApexes(domain).map((apex) => store.zone(apex)));
  const zone = candidates.find((candidate) => candidate?.domain === domain);
  if (zone !== undefined) return zone;
  throw new DomainError("zone-unknown", `no zone here answers for the names of ${quoted(domain)}`);
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
