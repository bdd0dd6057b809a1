import type { HashedName } from "../hashed-name.ts";
import { labelsOf, type Name } from "../name.ts";
import { RR_HEADER_OCTETS, writeRrHeader } from "../rr-header.ts";
import { RrType } from "../rr-type.ts";
import { ExpiryQueue } from "./expiry-queue.ts";
import { NameTree } from "./name-tree.ts";
import { NodeKind } from "./node.ts";
import { type Address, NO_ADDRESS } from "./slabs.ts";

/** A payment name's TXT record. `ttl` is in seconds, `expiresAt` in Unix seconds, 0 for never. */
export interface PaymentRecord {
  readonly rdata: Uint8Array;
  readonly ttl: number;
  readonly revision: number;
  readonly expiresAt: number;
}

const ASTERISK = 0x2a;
/** A node keeps times in 32 bits: what ends after 2106 is taken out then, and never takes a time that is long past. */
const LAST_TIME = 2 ** 32 - 1;

/**
 * The names of one zone in flat memory, each with its answer as octets: the TXT RR and, once signed, its RRSIG RR, whose
 * owner names point to the question's (RFC 1035 §4.1.4). Without DO the answer is the first part of it.
 */
export class Replica {
  readonly #tree: NameTree;
  readonly #expiry = new ExpiryQueue();
  #names = 0;
  #changes = 0;

  /** `signatureOctets` is the length of an RRSIG RR of this zone. */
  constructor(apex: Name, signatureOctets: number) {
    this.#tree = new NameTree(apex, signatureOctets);
  }

  /** How many payment names there are. */
  get names(): number {
    return this.#names;
  }

  /** Grows whenever a name comes, changes or goes. */
  get changes(): number {
    return this.#changes;
  }

  /** When the next record expires, in Unix seconds, or Infinity. */
  get nextExpiry(): number {
    return this.#expiry.next;
  }

  /** The node at the suffix of `name` that begins with `label`, or {@link NO_ADDRESS}; the apex begins with `apexLabel`. */
  find(name: HashedName, label: number, apexLabel: number): Address {
    return this.#tree.find(name, label, apexLabel);
  }

  /** The last node that sorts before `name`, a name of this zone, in canonical order; the apex sorts first. */
  before(name: Name): Address {
    return this.#tree.before(name);
  }

  /** The payment names that sort after `name`, a name of this zone, in canonical order. It holds until the next change. */
  *after(name: Name): Generator<Address, void> {
    for (const node of this.#tree.after(name)) if (this.kind(node) === NodeKind.Payment) yield node;
  }

  kind(node: Address): number {
    return this.#tree.nodes.kind(node);
  }

  owner(node: Address): Name {
    return this.#tree.owner(node);
  }

  /** Puts the zone's own records at a name; {@link ownIndex} gives `index` back. */
  putOwn(owner: Name, index: number): void {
    const node = this.#tree.put(owner, NodeKind.Own, 0);
    // Own records have no revision: its word holds the index.
    this.#changes++;
    this.#tree.nodes.setRevision(node, index);
  }

  ownIndex(node: Address): number {
    return this.#tree.nodes.revision(node);
  }

  /**
   * Puts a payment name, or its newer record. Returns the node, unsigned. Throws RangeError for a wildcard (this zone has
   * none: RFC 4592 would make it answer for others), for a name outside the zone, and for one with the zone's own records.
   */
  put(owner: Name, record: PaymentRecord): Address {
    if (labelsOf(owner).some((label) => label.length === 1 && label[0] === ASTERISK))
      throw new RangeError("no payment name is a wildcard or lies below one");
    const { nodes } = this.#tree;
    const recordLength = RR_HEADER_OCTETS + record.rdata.length;
    const existing = this.#tree.at(owner);
    const kind = existing === NO_ADDRESS ? NodeKind.EmptyNonTerminal : nodes.kind(existing);
    if (kind === NodeKind.Own) throw new RangeError("the name has records of the zone itself");
    let node = existing;
    if (kind === NodeKind.Payment && nodes.fits(existing, recordLength))
      nodes.setRecordLength(existing, recordLength);
    else node = this.#tree.put(owner, NodeKind.Payment, recordLength);
    if (kind !== NodeKind.Payment) this.#names++;
    this.#changes++;
    this.#write(node, record);
    return node;
  }

  /** The revision of the payment name's record, or 0 if there is none. */
  revision(owner: Name): number {
    const node = this.#tree.at(owner);
    return node !== NO_ADDRESS && this.kind(node) === NodeKind.Payment ? this.revisionAt(node) : 0;
  }

  /** Takes a payment name out; false if there was none. */
  remove(owner: Name): boolean {
    const node = this.#tree.at(owner);
    if (node === NO_ADDRESS || this.kind(node) !== NodeKind.Payment) return false;
    this.#names--;
    this.#changes++;
    this.#tree.remove(owner);
    return true;
  }

  /** Takes out what has expired at `now`, in Unix seconds, and stops after `most` names: {@link nextExpiry} tells. */
  expire(now: number, most = Number.POSITIVE_INFINITY): void {
    for (let left = most; left > 0 && this.#expiry.next <= now; left--) {
      const time = this.#expiry.next;
      const node = this.#expiry.pop()!;
      if (this.#expires(node, time)) this.remove(this.owner(node));
    }
  }

  /** Takes one name out if it has expired at `now`. */
  expireName(owner: Name, now: number): void {
    const node = this.#tree.at(owner);
    if (node !== NO_ADDRESS && this.hasExpired(node, now)) this.remove(owner);
  }

  hasExpired(node: Address, now: number): boolean {
    const end = this.kind(node) === NodeKind.Payment ? this.expiresAt(node) : 0;
    return end !== 0 && end <= now;
  }

  /** From when on the name's signature wants to be made anew, in Unix seconds; 0 while there is none. */
  refreshAt(node: Address): number {
    return this.#tree.nodes.refreshAt(node);
  }
  revisionAt(node: Address): number {
    return this.#tree.nodes.revision(node);
  }
  ttl(node: Address): number {
    return this.#tree.nodes.ttl(node);
  }
  expiresAt(node: Address): number {
    return this.#tree.nodes.expiresAt(node);
  }
  /** The TXT RDATA; a view that holds until the next change. */
  rdata(node: Address): Uint8Array {
    const { nodes } = this.#tree;
    const from = nodes.recordOffset(node);
    return nodes.octets(node).subarray(from + RR_HEADER_OCTETS, from + nodes.recordLength(node));
  }
  /** The RRSIG RDATA; a view that holds until the next change. */
  signature(node: Address): Uint8Array {
    const { nodes } = this.#tree;
    const from = nodes.recordOffset(node) + nodes.recordLength(node);
    return nodes.octets(node).subarray(from + RR_HEADER_OCTETS, from + nodes.signatureOctets);
  }

  /** Stores the RRSIG RR of a name's TXT RRset. */
  sign(node: Address, rrsig: Uint8Array, refreshAt: number): void {
    const { nodes } = this.#tree;
    if (RR_HEADER_OCTETS + rrsig.length !== nodes.signatureOctets)
      throw new RangeError("a signature of another length");
    const at = nodes.recordOffset(node) + nodes.recordLength(node);
    writeRrHeader(nodes.octets(node), at, RrType.RRSIG, nodes.ttl(node), rrsig.length);
    nodes.octets(node).set(rrsig, at + RR_HEADER_OCTETS);
    nodes.setRefreshAt(node, refreshAt);
  }

  /** Octets of a name's TXT RR. */
  recordLength(node: Address): number {
    return this.#tree.nodes.recordLength(node);
  }
  /** Octets of a name's TXT RR and RRSIG RR. */
  signedLength(node: Address): number {
    return this.#tree.nodes.recordLength(node) + this.#tree.nodes.signatureOctets;
  }
  /** Copies `length` octets of a name's answer to `out` at `at`. */
  copy(node: Address, length: number, out: Uint8Array, at: number): void {
    const { nodes } = this.#tree;
    const octets = nodes.octets(node);
    const from = nodes.recordOffset(node);
    out.set(octets.subarray(from, from + length), at);
  }

  /** Calls `visit` for the payment names in `count` of {@link slots} slots from `slot` on; returns where to go on. */
  sweep(slot: number, count: number, visit: (node: Address) => void): number {
    return this.#tree.sweep(NodeKind.Payment, slot, count, visit);
  }
  get slots(): number {
    return this.#tree.slots;
  }

  #expires(node: Address, time: number): boolean {
    return this.kind(node) === NodeKind.Payment && this.expiresAt(node) === time;
  }

  #write(node: Address, record: PaymentRecord): void {
    const { nodes } = this.#tree;
    nodes.setTtl(node, record.ttl);
    nodes.setRevision(node, record.revision);
    nodes.setRefreshAt(node, 0);
    const expiresAt = Math.min(record.expiresAt, LAST_TIME);
    nodes.setExpiresAt(node, expiresAt);
    writeRrHeader(nodes.octets(node), nodes.recordOffset(node), RrType.TXT, record.ttl, record.rdata.length);
    nodes.octets(node).set(record.rdata, nodes.recordOffset(node) + RR_HEADER_OCTETS);
    if (expiresAt === 0) return;
    this.#expiry.push(expiresAt, node);
    // A name that is written again and again leaves its earlier entries behind.
    if (this.#expiry.length > 1024 + 2 * this.#names)
      this.#expiry.keep((time, entry) => this.#expires(entry, time));
  }
}
