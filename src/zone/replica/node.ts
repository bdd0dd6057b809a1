import { type Address, Slabs, UNIT_OCTETS } from "./slabs.ts";

/** What stands at a name. A released block is none of these. */
export const NodeKind = {
  Released: 0,
  /** RFC 8020 §1: no records, but names below. */
  EmptyNonTerminal: 1,
  /** A payment name: one TXT RR and room for its RRSIG RR. */
  Payment: 2,
  /** The zone's own records, kept in {@link Zone.owners}. */
  Own: 3,
} as const;

const HASH = 0;
const BELOW = 1;
const TTL = 2;
const REVISION_LOW = 3;
const REVISION_HIGH = 4;
const EXPIRES = 5;
const REFRESH = 6;
const SHAPE = 7;
/** Eight words, then the name relative to the apex, then the TXT RR, then the RRSIG RR. */
const HEADER_OCTETS = UNIT_OCTETS;

/** The nodes of one replica: how a block's words and octets are read. Times are Unix seconds, 0 for none. */
export class Nodes {
  readonly slabs = new Slabs();
  /** Octets that a name's RRSIG RR takes; the same for all names of a zone. */
  readonly signatureOctets: number;

  constructor(signatureOctets: number) {
    this.signatureOctets = signatureOctets;
  }

  #octetsOf(kind: number, nameLength: number, recordLength: number): number {
    const record = kind === NodeKind.Payment ? recordLength + this.signatureOctets : 0;
    return HEADER_OCTETS + nameLength + record;
  }

  /** A node for the name in `octets[from, to)`, relative to the apex. */
  create(
    kind: number,
    hash: number,
    octets: Uint8Array,
    from: number,
    to: number,
    recordLength: number,
  ): Address {
    const { slabs } = this;
    const node = slabs.allocate(this.#octetsOf(kind, to - from, recordLength));
    for (let word = 0; word < SHAPE; word++) slabs.setWord(node, word, 0);
    slabs.setWord(node, HASH, hash);
    slabs.setWord(node, SHAPE, ((recordLength << 16) | (kind << 8) | (to - from)) >>> 0);
    const target = slabs.octets(node);
    const base = slabs.offset(node) + HEADER_OCTETS;
    for (let i = from; i < to; i++) target[base + i - from] = octets[i]!;
    return node;
  }

  release(node: Address): void {
    const octets = this.#octetsOf(this.kind(node), this.nameLength(node), this.recordLength(node));
    this.slabs.setWord(node, SHAPE, 0);
    this.slabs.release(node, octets);
  }

  /** Whether a payment node can take another record of `recordLength` octets where it stands. */
  fits(node: Address, recordLength: number): boolean {
    const name = this.nameLength(node);
    return Slabs.sameSize(
      this.#octetsOf(NodeKind.Payment, name, this.recordLength(node)),
      this.#octetsOf(NodeKind.Payment, name, recordLength),
    );
  }

  hash(node: Address): number {
    return this.slabs.word(node, HASH) | 0;
  }
  kind(node: Address): number {
    return (this.slabs.word(node, SHAPE) >>> 8) & 0xff;
  }
  nameLength(node: Address): number {
    return this.slabs.word(node, SHAPE) & 0xff;
  }
  /** Octets of the TXT RR, its header included. */
  recordLength(node: Address): number {
    return this.slabs.word(node, SHAPE) >>> 16;
  }
  setRecordLength(node: Address, recordLength: number): void {
    this.slabs.setWord(node, SHAPE, ((recordLength << 16) | (this.slabs.word(node, SHAPE) & 0xffff)) >>> 0);
  }
  /** Names strictly below this one. */
  below(node: Address): number {
    return this.slabs.word(node, BELOW);
  }
  setBelow(node: Address, count: number): void {
    this.slabs.setWord(node, BELOW, count);
  }
  ttl(node: Address): number {
    return this.slabs.word(node, TTL);
  }
  setTtl(node: Address, ttl: number): void {
    this.slabs.setWord(node, TTL, ttl);
  }
  revision(node: Address): number {
    return this.slabs.word(node, REVISION_HIGH) * 2 ** 32 + this.slabs.word(node, REVISION_LOW);
  }
  setRevision(node: Address, revision: number): void {
    this.slabs.setWord(node, REVISION_LOW, revision % 2 ** 32);
    this.slabs.setWord(node, REVISION_HIGH, Math.floor(revision / 2 ** 32));
  }
  expiresAt(node: Address): number {
    return this.slabs.word(node, EXPIRES);
  }
  setExpiresAt(node: Address, time: number): void {
    this.slabs.setWord(node, EXPIRES, time);
  }
  /** From when on the signature wants to be made anew; 0 while there is none. */
  refreshAt(node: Address): number {
    return this.slabs.word(node, REFRESH);
  }
  setRefreshAt(node: Address, time: number): void {
    this.slabs.setWord(node, REFRESH, time);
  }

  octets(node: Address): Uint8Array {
    return this.slabs.octets(node);
  }
  /** Where the relative name begins in {@link octets}. */
  nameOffset(node: Address): number {
    return this.slabs.offset(node) + HEADER_OCTETS;
  }
  /** Where the TXT RR begins in {@link octets}. */
  recordOffset(node: Address): number {
    return this.slabs.offset(node) + HEADER_OCTETS + this.nameLength(node);
  }
}
