import { expect } from "vitest";
import { HashedName } from "../../src/zone/hashed-name.ts";
import { foldOctet, type Name, nameOf } from "../../src/zone/name.ts";
import { parseName } from "../../src/zone/name-text.ts";
import { NodeKind } from "../../src/zone/replica/node.ts";
import type { Replica } from "../../src/zone/replica/replica.ts";
import { type Address, NO_ADDRESS } from "../../src/zone/replica/slabs.ts";

/** A name below the apex, as its labels from left to right. */
export type Labels = readonly Uint8Array[];

export const APEX = parseName("user._bitcoin-payment.example.com.");
const APEX_LABELS = 4;
export const SIGNATURE_OCTETS = 12 + 18 + APEX.length + 64;

/**
 * RFC 4034 §6.1 as the order of strings: labels from the right in hexadecimal, parted by a character below every digit. An
 * ancestor's key is a leading part of its descendants' keys; the apex's is empty.
 */
export const keyOf = (labels: Labels): string =>
  [...labels]
    .reverse()
    .map((label) => Buffer.from(label.map(foldOctet)).toString("hex"))
    .join(" ");

const labelsOfKey = (key: string): Labels =>
  key === ""
    ? []
    : key
        .split(" ")
        .reverse()
        .map((hex) => Uint8Array.from(Buffer.from(hex, "hex")));

export const ownerOfKey = (key: string): Name => nameOf(labelsOfKey(key), APEX);

interface ModelRecord {
  readonly rdata: Uint8Array;
  readonly ttl: number;
  readonly expiresAt: number;
  readonly rrsig?: Uint8Array;
  readonly refreshAt: number;
}

/** What a replica holds, in plain maps by key; it finds ancestors and neighbours by looking at every name. */
export class ReplicaModel {
  readonly payment = new Map<string, ModelRecord>();
  /** By the index that the node has to give back; the apex is the first. */
  readonly own = new Map([["", 0]]);

  /** All names that exist, empty non-terminals and the apex included, in canonical order. */
  existing(): string[] {
    const keys = new Set<string>();
    for (const key of [...this.payment.keys(), ...this.own.keys()]) {
      const parts = key.split(" ");
      for (let depth = 1; depth <= parts.length; depth++) keys.add(parts.slice(0, depth).join(" "));
    }
    return [...keys].sort();
  }

  kindOf(key: string, existing: readonly string[]): number {
    if (this.payment.has(key)) return NodeKind.Payment;
    if (this.own.has(key)) return NodeKind.Own;
    return existing.includes(key) ? NodeKind.EmptyNonTerminal : NodeKind.Released;
  }

  expire(now: number): void {
    for (const [key, { expiresAt }] of this.payment) {
      if (expiresAt !== 0 && expiresAt <= now) this.payment.delete(key);
    }
  }
}

/** The node that a question for the name finds. */
export function findNode(replica: Replica, owner: Name): Address {
  const name = HashedName.of(owner);
  return replica.find(name, 0, name.labels - APEX_LABELS);
}

/** An RR whose owner points to the question, by hand: type, class IN, TTL, RDLENGTH, RDATA (RFC 1035 §4.1.3). */
function rrOctets(type: number, ttl: number, rdata: Uint8Array): Buffer {
  const header = Buffer.from("c00c00000001", "hex");
  header.writeUInt16BE(type, 2);
  const rest = Buffer.alloc(6);
  rest.writeUInt32BE(ttl, 0);
  rest.writeUInt16BE(rdata.length, 4);
  return Buffer.concat([header, rest, rdata]);
}

function expectRecord(replica: Replica, node: Address, record: ModelRecord): void {
  const { rdata, ttl, rrsig, refreshAt } = record;
  expect(Buffer.from(replica.rdata(node))).toEqual(Buffer.from(rdata));
  expect(replica.ttl(node)).toBe(ttl);
  expect(replica.expiresAt(node)).toBe(record.expiresAt);
  expect(replica.refreshAt(node)).toBe(refreshAt);
  const txt = rrOctets(16, ttl, rdata);
  const answer = rrsig === undefined ? txt : Buffer.concat([txt, rrOctets(46, ttl, rrsig)]);
  expect(replica.recordLength(node)).toBe(txt.length);
  expect(replica.signedLength(node)).toBe(txt.length + SIGNATURE_OCTETS);
  const out = Buffer.alloc(answer.length + 6, 0xee);
  replica.copy(node, answer.length, out, 3);
  expect(out).toEqual(Buffer.concat([Buffer.alloc(3, 0xee), answer, Buffer.alloc(3, 0xee)]));
  if (rrsig !== undefined) expect(Buffer.from(replica.signature(node))).toEqual(Buffer.from(rrsig));
}

/** Asks the replica for one name in every way there is. `existing` is the model's. */
export function expectName(
  replica: Replica,
  model: ReplicaModel,
  key: string,
  existing: readonly string[],
): void {
  const owner = ownerOfKey(key);
  const node = findNode(replica, owner);
  const kind = model.kindOf(key, existing);
  if (kind === NodeKind.Released) expect(node).toBe(NO_ADDRESS);
  else {
    expect(replica.kind(node)).toBe(kind);
    expect(replica.owner(node)).toEqual(owner);
  }
  if (kind === NodeKind.Own) expect(replica.ownIndex(node)).toBe(model.own.get(key));
  const record = model.payment.get(key);
  if (record !== undefined) expectRecord(replica, node, record);
  // "" sorts first: nothing stands before the apex.
  const before = existing.findLast((other) => other < key);
  const found = replica.before(owner);
  const following = [...model.payment.keys()].sort().filter((other) => other > key);
  expect([...replica.after(owner)].map((each) => replica.owner(each))).toEqual(following.map(ownerOfKey));
  if (before === undefined) expect(found).toBe(NO_ADDRESS);
  else expect(replica.owner(found)).toEqual(ownerOfKey(before));
}

/** Compares everything; `probes` are names to ask for that may or may not exist. */
export function expectEqual(replica: Replica, model: ReplicaModel, probes: Iterable<string> = []): void {
  const existing = model.existing();
  expect(replica.names).toBe(model.payment.size);
  for (const key of new Set([...existing, ...probes])) expectName(replica, model, key, existing);
}
