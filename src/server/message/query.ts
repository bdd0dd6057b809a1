import { HashedName } from "../../zone/hashed-name.ts";
import { HEADER_OCTETS } from "../../zone/message-size.ts";
import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS } from "../../zone/name.ts";
import { RrType } from "../../zone/rr-type.ts";
import { type Edns, optionsFit, readOpt } from "./edns.ts";
import { Rcode } from "./rcode.ts";

const QR = 0x80;
const OPCODE_BITS = 0x78;
/** TYPE, CLASS, TTL and RDLENGTH. */
const RR_FIXED_OCTETS = 10;

/** A message that gets no answer at all. */
export const DROP = -1;

/** One query, read into the same object again and again. Only header, question and OPT are decoded. */
export class Query {
  readonly name = new HashedName();
  type = 0;
  class = 0;
  /** Where the question ends, or {@link HEADER_OCTETS} if there is none to send back. */
  questionEnd = HEADER_OCTETS;
  edns: Edns | undefined;

  /**
   * Reads a message. Returns {@link DROP}, or the RCODE that its form deserves; NOERROR means that there is a question
   * to answer.
   */
  read(octets: Uint8Array): number {
    this.questionEnd = HEADER_OCTETS;
    this.edns = undefined;
    // An answer to an answer would keep two servers busy with each other for good.
    if (octets.length < HEADER_OCTETS || (octets[2]! & QR) !== 0) return DROP;
    const asked = this.#readQuestion(octets);
    // RFC 6891 §6.1.1: an OPT is answered with one, and it can be found behind no question or behind several.
    const records = asked ? this.questionEnd : afterQuestions(octets);
    const wellFormed = records >= 0 && this.#readRecords(octets, records) && asked;
    // RFC 8906 §3.1.4: an unknown opcode is answered, whatever follows the header.
    if ((octets[2]! & OPCODE_BITS) !== 0) return Rcode.NOTIMP;
    // RFC 6891 §6.1.3: a version that is not known may have a form that is not known.
    if (this.edns !== undefined && (this.edns as Edns).version > 0) return Rcode.BADVERS;
    return wellFormed ? Rcode.NOERROR : Rcode.FORMERR;
  }

  #readQuestion(octets: Uint8Array): boolean {
    // RFC 9619 §4: a QUERY has one question. A name in it has nothing before it to point to.
    if (count(octets, 4) !== 1) return false;
    const end = this.name.read(octets, HEADER_OCTETS, octets.length);
    if (end < 0 || end + 4 > octets.length) return false;
    this.type = count(octets, end);
    this.class = count(octets, end + 2);
    this.questionEnd = end + 4;
    return true;
  }

  /** Passes over all records, each once, and reads the OPT among the additional ones. */
  #readRecords(octets: Uint8Array, from: number): boolean {
    const others = count(octets, 6) + count(octets, 8);
    const records = others + count(octets, 10);
    let at = from;
    for (let i = 0; i < records; i++) {
      const owner = at;
      at = afterName(octets, owner);
      if (at < 0 || at + RR_FIXED_OCTETS > octets.length) return false;
      const end = at + RR_FIXED_OCTETS + count(octets, at + 8);
      if (i >= others && count(octets, at) === RrType.OPT && !this.#readOpt(octets, owner, at)) return false;
      if (end > octets.length) return false;
      at = end;
    }
    return true;
  }

  /** RFC 6891 §6.1.1: one OPT at most, and its owner is the root. §7: what is wrong with it is said with an OPT. */
  #readOpt(octets: Uint8Array, owner: number, at: number): boolean {
    const first = this.edns === undefined;
    if (first) this.edns = readOpt(octets, at + 2);
    return first && octets[owner] === 0 && optionsFit(octets, at + 2);
  }
}

const count = (octets: Uint8Array, at: number): number => (octets[at]! << 8) | octets[at + 1]!;

/** The offset after all questions, or -1 if one is cut. */
function afterQuestions(octets: Uint8Array): number {
  let at = HEADER_OCTETS;
  for (let questions = count(octets, 4); questions > 0; questions--) {
    at = afterName(octets, at);
    if (at < 0 || at + 4 > octets.length) return -1;
    at += 4;
  }
  return at;
}

/** The offset after a record's owner name, or -1 if it is none: a pointer has to lead strictly backwards. */
function afterName(octets: Uint8Array, owner: number): number {
  let at = owner;
  for (;;) {
    const length = octets[at];
    if (length === undefined) return -1;
    if (length >= 0xc0) return (count(octets, at) & 0x3fff) < owner && at + 1 < octets.length ? at + 2 : -1;
    if (length > MAX_LABEL_OCTETS) return -1;
    at += length + 1;
    if (at - owner > MAX_NAME_OCTETS) return -1;
    if (length === 0) return at;
  }
}
