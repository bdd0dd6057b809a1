import { verifyRrset } from "../../dnssec/verify.ts";
import { HEADER_OCTETS, MAX_UDP_ANSWER_OCTETS } from "../../zone/message-size.ts";
import { formatName } from "../../zone/name-text.ts";
import { RrClass, RrType } from "../../zone/rr-type.ts";
import { wireWriter } from "../../zone/wire.ts";
import type { Respond } from "../respond.ts";
import type { KeyedZone } from "./keyed-zone.ts";
import type { SideCheck } from "./messages.ts";

/** A query for the apex's SOA with DO. */
const soaQuery = (apex: Uint8Array): Uint8Array => {
  const header = wireWriter().u16(0).u16(0).u16(1).u16(0).u16(0).u16(1);
  const question = header.octets(apex).u16(RrType.SOA).u16(RrClass.IN);
  // Root, OPT, size, extended RCODE and version, DO, no options (RFC 6891 §6.1.2).
  return question.u8(0).u16(RrType.OPT).u16(MAX_UDP_ANSWER_OCTETS).u16(0).u16(0x8000).u16(0).finish();
};

/** Signatures that did verify: doing it again takes milliseconds, in which nobody is answered. */
const verified = new WeakSet<Uint8Array>();

/** Asks the zone's own answer path, and has the second implementation verify what it signed. */
export function checkZone(zone: KeyedZone, respond: Respond, now: number): SideCheck {
  const { apex, soa } = zone.signed.zone;
  const name = `zone ${formatName(apex)}`;
  const out = new Uint8Array(MAX_UDP_ANSWER_OCTETS);
  const length = respond(soaQuery(apex), out, "udp", now);
  // AA, NOERROR, and two answer records: SOA and its RRSIG.
  const answered = length > HEADER_OCTETS && (out[2]! & 0x04) !== 0 && (out[3]! & 0x0f) === 0 && out[7] === 2;
  if (!answered) return { name, ok: false, detail: "no signed answer for the SOA" };
  const { rrsig } = zone.signed.own(soa, now);
  if (!verified.has(rrsig)) {
    if (!verifyRrset(zone.keys.signing.publicKey, soa, rrsig, now)) {
      return { name, ok: false, detail: "the signature of the SOA does not verify" };
    }
    verified.add(rrsig);
  }
  return { name, ok: true };
}
