import type { HashedName } from "../../zone/hashed-name.ts";
import { HEADER_OCTETS } from "../../zone/message-size.ts";
import type { Name } from "../../zone/name.ts";
import { RR_HEADER_OCTETS, writeRrHeader } from "../../zone/rr-header.ts";
import { RrType } from "../../zone/rr-type.ts";
import type { Rrset } from "../../zone/rrset.ts";
import { optOctets, writeOpt } from "./edns.ts";
import type { Query } from "./query.ts";

const QR = 0x80;
const AA = 0x04;
const TC = 0x02;
const OPCODE_AND_RD = 0x79;
const CD = 0x10;

const ANSWERS = 6;
const AUTHORITIES = 8;
const ADDITIONALS = 10;
export type Section = typeof ANSWERS | typeof AUTHORITIES;
export const Section = { Answer: ANSWERS, Authority: AUTHORITIES } as const;

/** One response, written into the caller's buffer and again for the next query. */
export class Response {
  out: Uint8Array = new Uint8Array(0);
  /** Where the next record goes. */
  at = 0;
  #query: Query | undefined;
  #limit = 0;
  #overflow = false;

  /** Begins with header and question, octet for octet as they were asked. `limit` is the most octets that may go out. */
  begin(query: Query, octets: Uint8Array, out: Uint8Array, limit: number): void {
    this.out = out;
    this.#query = query;
    this.#limit = limit - (query.edns === undefined ? 0 : optOctets(undefined));
    this.#overflow = false;
    for (let i = 0; i < query.questionEnd; i++) out[i] = octets[i]!;
    out[2] = QR | (octets[2]! & OPCODE_AND_RD);
    out[3] = octets[3]! & CD;
    out.fill(0, 4, HEADER_OCTETS);
    out[5] = query.questionEnd > HEADER_OCTETS ? 1 : 0;
    this.at = query.questionEnd;
  }

  /** Whether `octets` more fit; if not, the response will say so with TC. */
  room(octets: number): boolean {
    if (this.at + octets > this.#limit) this.#overflow = true;
    return !this.#overflow;
  }

  /** Counts records that were written. */
  count(section: Section, records: number): void {
    const total = ((this.out[section]! << 8) | this.out[section + 1]!) + records;
    this.out[section] = total >>> 8;
    this.out[section + 1] = total;
  }

  /** Adds the records of an RRset with this TTL. */
  rrset(section: Section, rrset: Rrset, ttl: number): void {
    for (const rdata of rrset.rdatas) this.#record(section, rrset.owner, rrset.type, ttl, rdata);
  }

  /** Adds the RRSIG of an RRset; its TTL is the RRset's as sent (RFC 4034 §3). */
  rrsig(section: Section, rrset: Rrset, ttl: number, rrsig: Uint8Array): void {
    this.#record(section, rrset.owner, RrType.RRSIG, ttl, rrsig);
  }

  /** Ends the response; returns its length. */
  end(rcode: number, authoritative: boolean, extendedError?: number): number {
    const { out } = this;
    if (authoritative) out[2]! |= AA;
    out[3]! |= rcode & 0x0f;
    const edns = this.#query?.edns;
    if (this.#overflow) {
      // RFC 6891 §7: question and OPT stay, so that the client sees what to ask again over TCP.
      out[2]! |= TC;
      out.fill(0, ANSWERS, HEADER_OCTETS);
      this.at = this.#query!.questionEnd;
    }
    if (edns === undefined) return this.at;
    const fits = this.at + optOctets(extendedError) <= this.#limit + optOctets(undefined);
    const ede = fits && !this.#overflow ? extendedError : undefined;
    writeOpt(out, this.at, rcode, edns.dnssecOk, ede);
    out[ADDITIONALS + 1] = 1;
    this.at += optOctets(ede);
    return this.at;
  }

  #record(section: Section, owner: Name, type: number, ttl: number, rdata: Uint8Array): void {
    const { out } = this;
    const name = this.#query!.name;
    const shared = sharedSuffix(owner, name);
    const own = owner.length - (name.length - name.starts[shared]!);
    if (!this.room(own + RR_HEADER_OCTETS + rdata.length)) return;
    for (let i = 0; i < own; i++) out[this.at++] = owner[i]!;
    writeRrHeader(out, this.at, type, ttl, rdata.length);
    const pointer = HEADER_OCTETS + name.starts[shared]!;
    out[this.at] = 0xc0 | (pointer >>> 8);
    out[this.at + 1] = pointer;
    out.set(rdata, this.at + RR_HEADER_OCTETS);
    this.at += RR_HEADER_OCTETS + rdata.length;
    this.count(section, 1);
  }
}

/** The label of the question's name from which on `owner` ends with the same labels. Both have the root in common at least. */
function sharedSuffix(owner: Name, name: HashedName): number {
  let same = 0;
  while (
    same < owner.length &&
    same < name.length &&
    owner[owner.length - 1 - same] === name.octets[name.length - 1 - same]
  )
    same++;
  let at = 0;
  for (let label = 0; ; label++) {
    const left = name.length - name.starts[label]!;
    if (left > same) continue;
    while (owner.length - at > left) at += owner[at]! + 1;
    // Equal octets are equal labels where a label begins in both.
    if (owner.length - at === left) return label;
  }
}
