import { denyType } from "../../dnssec/denial.ts";
import type { SignedZone } from "../../dnssec/signed-zone.ts";
import { lookup } from "../../zone/lookup.ts";
import { RrType } from "../../zone/rr-type.ts";
import type { Rrset } from "../../zone/rrset.ts";
import type { Query } from "../message/query.ts";
import { type Response, Section } from "../message/response.ts";
import { answerOwn, answerPayment, ttlAt } from "./positive.ts";

/**
 * Types that every name has in some way, though no RRset of its own is kept under them: ANY gets one RRset (RFC 8482 §4.1),
 * NSEC the one that a denial shows, RRSIG the signature of one RRset. Returns false where there is nothing to give.
 */
export function answerImplied(
  zone: SignedZone,
  types: readonly number[],
  query: Query,
  response: Response,
  now: number,
): boolean {
  const main = types.find((type) => type !== RrType.RRSIG && type !== RrType.NSEC);
  switch (query.type) {
    case RrType.ANY:
      return main !== undefined && answerType(zone, main, query, response, now);
    case RrType.NSEC: {
      const { rrset, rrsig } = nsecOf(zone, types, query, now);
      response.rrset(Section.Answer, rrset, rrset.ttl);
      if (query.edns?.dnssecOk === true) response.rrsig(Section.Answer, rrset, rrset.ttl, rrsig);
      return true;
    }
    case RrType.RRSIG:
      answerSignature(zone, main, types, query, response, now);
      return true;
    default:
      return false;
  }
}

const nsecOf = (zone: SignedZone, types: readonly number[], query: Query, now: number) =>
  zone.denial(denyType(zone.zone, query.name.suffix(0), types), now);

function answerType(zone: SignedZone, type: number, query: Query, response: Response, now: number): boolean {
  const found = lookup(zone.zone, query.name, type);
  if (found.kind === "payment") answerPayment(zone, found.node, query, response, now);
  if (found.kind === "own") answerOwn(zone, found.rrset, query, response, now);
  return true;
}

function answerSignature(
  zone: SignedZone,
  main: number | undefined,
  types: readonly number[],
  query: Query,
  response: Response,
  now: number,
): void {
  const found = lookup(zone.zone, query.name, main ?? RrType.NSEC);
  if (found.kind === "payment") {
    const { replica } = zone.zone;
    zone.signName(found.node, now);
    const rrset: Rrset = {
      owner: query.name.suffix(0),
      type: RrType.TXT,
      ttl: ttlAt(zone, found.node, now),
      rdatas: [],
    };
    response.rrsig(Section.Answer, rrset, rrset.ttl, replica.signature(found.node));
    return;
  }
  const { rrset, rrsig } =
    found.kind === "own" ? zone.own(found.rrset, now) : nsecOf(zone, types, query, now);
  response.rrsig(Section.Answer, rrset, rrset.ttl, rrsig);
}
