import type { SignedZone } from "../../dnssec/signed-zone.ts";
import type { Address } from "../../zone/replica/slabs.ts";
import { writeTtl } from "../../zone/rr-header.ts";
import type { Rrset } from "../../zone/rrset.ts";
import type { Query } from "../message/query.ts";
import { type Response, Section } from "../message/response.ts";

/**
 * A payment name's TXT RRset: octets that wait in the replica are copied behind the question, with their signature for who
 * asked with DO. Nothing else goes along, because wallets parse all of ANSWER and AUTHORITY (BIP-353).
 */
export function answerPayment(
  zone: SignedZone,
  node: Address,
  query: Query,
  response: Response,
  now: number,
): void {
  const { replica } = zone.zone;
  const dnssecOk = query.edns?.dnssecOk === true;
  if (dnssecOk) zone.signName(node, now);
  const recordLength = replica.recordLength(node);
  const length = dnssecOk ? replica.signedLength(node) : recordLength;
  if (!response.room(length)) return;
  const { out, at } = response;
  replica.copy(node, length, out, at);
  const ttl = ttlAt(zone, node, now);
  if (ttl < replica.ttl(node)) {
    writeTtl(out, at, ttl);
    if (dnssecOk) writeTtl(out, at + recordLength, ttl);
  }
  response.at += length;
  response.count(Section.Answer, dnssecOk ? 2 : 1);
}

/** A record that ends leaves every cache before its end: RFC 4035 §5.3.3 allows a TTL below the original one. */
export function ttlAt({ zone: { replica } }: SignedZone, node: Address, now: number): number {
  const left = replica.expiresAt(node) - now;
  return left > 0 ? Math.min(left, replica.ttl(node)) : replica.ttl(node);
}

/** One of the zone's own RRsets. */
export function answerOwn(
  zone: SignedZone,
  rrset: Rrset,
  query: Query,
  response: Response,
  now: number,
): void {
  if (query.edns?.dnssecOk !== true) {
    response.rrset(Section.Answer, rrset, rrset.ttl);
    return;
  }
  // Signed first: an answer is never begun that cannot be finished.
  const { rrsig } = zone.own(rrset, now);
  response.rrset(Section.Answer, rrset, rrset.ttl);
  response.rrsig(Section.Answer, rrset, rrset.ttl, rrsig);
}
