import { HEADER_OCTETS, MAX_UDP_ANSWER_OCTETS, OPT_OCTETS } from "../zone/message-size.ts";
import type { Name } from "../zone/name.ts";
import { RR_HEADER_OCTETS } from "../zone/rr-header.ts";
import { signatureRrOctets } from "./signer.ts";

/** How large the answer to a resolver with DNSSEC is. */
export interface AnswerSize {
  /** Octets of the whole message. */
  readonly octets: number;
  /** Whether it is cut short over UDP, so that every resolver has to ask again over TCP. */
  readonly needsTcp: boolean;
}

/** QTYPE and QCLASS (RFC 1035 §4.1.2). */
const QUESTION_FIXED_OCTETS = 4;

/** The size of a payment name's answer: question, TXT, RRSIG and OPT. `rdataOctets` is the length of the TXT RDATA. */
export function paymentAnswerSize(apex: Name, owner: Name, rdataOctets: number): AnswerSize {
  const question = owner.length + QUESTION_FIXED_OCTETS;
  const txt = RR_HEADER_OCTETS + rdataOctets;
  const octets = HEADER_OCTETS + question + txt + signatureRrOctets(apex) + OPT_OCTETS;
  return { octets, needsTcp: octets > MAX_UDP_ANSWER_OCTETS };
}
