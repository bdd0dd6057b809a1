import { denyType } from "../../dnssec/denial.ts";
import type { SignedRrset, SignedZone } from "../../dnssec/signed-zone.ts";
import type { Query } from "../message/query.ts";
import { type Response, Section } from "../message/response.ts";

/** NODATA: SOA (RFC 2308 §2.2) and, with DO, the NSEC of the name. */
export function answerNoData(
  zone: SignedZone,
  types: readonly number[],
  query: Query,
  response: Response,
  now: number,
): void {
  deny(zone, query, response, now, () => [
    zone.denial(denyType(zone.zone, query.name.suffix(0), types), now),
  ]);
}

/** NXDOMAIN: SOA and, with DO, what proves that neither the name nor a wildcard for it exists. */
export function answerNameError(
  zone: SignedZone,
  { closestEncloser, nextCloser }: { readonly closestEncloser: number; readonly nextCloser: number },
  query: Query,
  response: Response,
  now: number,
): void {
  deny(zone, query, response, now, () => zone.nameError(query.name, closestEncloser, nextCloser, now));
}

function deny(
  zone: SignedZone,
  query: Query,
  response: Response,
  now: number,
  prove: () => readonly SignedRrset[],
): void {
  const { soa, negativeTtl } = zone.zone;
  if (query.edns?.dnssecOk !== true) {
    response.rrset(Section.Authority, soa, negativeTtl);
    return;
  }
  // All signatures first: an answer is never begun that cannot be finished.
  const proofs = prove();
  for (const { rrset, rrsig } of [zone.own(soa, now), ...proofs]) {
    response.rrset(Section.Authority, rrset, negativeTtl);
    response.rrsig(Section.Authority, rrset, negativeTtl, rrsig);
  }
}
