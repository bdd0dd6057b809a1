import type { PendingZone, SignedZone } from "../dnssec/signed-zone.ts";
import { lookup } from "../zone/lookup.ts";
import { MAX_TCP_ANSWER_OCTETS, MAX_UDP_ANSWER_OCTETS } from "../zone/message-size.ts";
import { RrClass, RrType } from "../zone/rr-type.ts";
import type { ZoneSet } from "../zone/zone-set.ts";
import { answerImplied } from "./answer/implied-types.ts";
import { answerNameError, answerNoData } from "./answer/negative.ts";
import { answerOwn, answerPayment } from "./answer/positive.ts";
import { LEAST_UDP_OCTETS } from "./message/edns.ts";
import { DROP, Query } from "./message/query.ts";
import { ExtendedError, Rcode } from "./message/rcode.ts";
import { Response } from "./message/response.ts";
import type { Transport } from "./transport.ts";

/** RFC 6895 §3.1: QTYPEs and meta types lie here. */
const FIRST_META = 128;
const LAST_META = 255;
/** Expired names that one query takes out: well under a millisecond. */
const EXPIRED_AT_ONCE = 64;

/**
 * Answers one query: reads `query`, writes into `out`, returns the octets written or 0 for no answer. `now` is in Unix
 * seconds. Nothing is awaited and nothing throws.
 */
export type Respond = (query: Uint8Array, out: Uint8Array, transport: Transport, now: number) => number;

/** Hears of every answer that became SERVFAIL, once. */
export type OnFailure = (error: unknown) => void;

/** The way of one query through the zones. */
export function createRespond(zones: ZoneSet<SignedZone | PendingZone>, onFailure: OnFailure): Respond {
  const query = new Query();
  const response = new Response();
  return (octets, out, transport, now) => {
    const verdict = query.read(octets);
    if (verdict === DROP) return 0;
    const limit = transport === "tcp" ? MAX_TCP_ANSWER_OCTETS : udpLimit(query);
    response.begin(query, octets, out, limit);
    if (verdict !== Rcode.NOERROR) return response.end(verdict, false);
    if (query.class !== RrClass.IN) return response.end(Rcode.REFUSED, false);
    const refusal = refuseType(query.type);
    if (refusal !== Rcode.NOERROR) return response.end(refusal, false);
    const zone = zones.find(query.name);
    if (zone === undefined && zones.isComplete)
      return response.end(Rcode.REFUSED, false, ExtendedError.NOT_AUTHORITATIVE);
    if (!zone?.ready) return response.end(Rcode.SERVFAIL, false, ExtendedError.NOT_READY);
    try {
      return response.end(answer(zone, query, response, now), true);
    } catch (error) {
      // RFC 4035 §3.1: without its signature an answer is worth nothing. The one place where a failure becomes SERVFAIL.
      onFailure(error);
      response.begin(query, octets, out, limit);
      return response.end(Rcode.SERVFAIL, false);
    }
  };
}

const udpLimit = ({ edns }: Query): number =>
  edns === undefined
    ? LEAST_UDP_OCTETS
    : Math.min(Math.max(edns.udpSize, LEAST_UDP_OCTETS), MAX_UDP_ANSWER_OCTETS);

/** Types that are asked of a server rather than of a zone (RFC 6895 §3.1). */
function refuseType(type: number): number {
  if (type === RrType.AXFR || type === RrType.IXFR) return Rcode.REFUSED;
  if (type === RrType.OPT || (type >= FIRST_META && type <= LAST_META && type !== RrType.ANY))
    return Rcode.FORMERR;
  return Rcode.NOERROR;
}

/** Writes the sections of the answer; returns the RCODE. */
function answer(zone: SignedZone, query: Query, response: Response, now: number): number {
  expire(zone, query, now);
  const found = lookup(zone.zone, query.name, query.type);
  switch (found.kind) {
    case "payment":
      answerPayment(zone, found.node, query, response, now);
      return Rcode.NOERROR;
    case "own":
      answerOwn(zone, found.rrset, query, response, now);
      return Rcode.NOERROR;
    case "no-data":
      if (!answerImplied(zone, found.types, query, response, now))
        answerNoData(zone, found.types, query, response, now);
      return Rcode.NOERROR;
    case "name-error":
      answerNameError(zone, found, query, response, now);
      return Rcode.NXDOMAIN;
    case "out-of-zone":
      throw new Error("a zone does not hold its own names");
  }
}

/** Takes out what has expired. Where that is a lot, the rest goes in slices, but this name is never answered too long. */
function expire({ zone: { replica } }: SignedZone, query: Query, now: number): void {
  if (now < replica.nextExpiry) return;
  replica.expire(now, EXPIRED_AT_ONCE);
  if (now >= replica.nextExpiry) replica.expireName(query.name.suffix(0), now);
}
