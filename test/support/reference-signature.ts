import { p256 } from "@noble/curves/nist.js";
import { type Labels, type ReferenceRecord, readLabels } from "./reference-message.ts";
import { type OrderKey, orderKey } from "./reference-order.ts";

/** Records of one owner, type and class, with the signatures beside them. */
export interface ReferenceRrset {
  readonly owner: Labels;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  readonly rdatas: readonly Uint8Array[];
  readonly rrsigs: readonly ReferenceRecord[];
}

export interface ReferenceRrsig {
  readonly typeCovered: number;
  readonly algorithm: number;
  readonly labels: number;
  readonly originalTtl: number;
  readonly expiration: number;
  readonly inception: number;
  readonly keyTag: number;
  readonly signer: Labels;
  readonly signature: Uint8Array;
  /** The RDATA before the signature. */
  readonly fields: Uint8Array;
}

/** What a validator trusts: the DNSKEY RDATA at an apex. */
export interface TrustedZone {
  readonly apex: OrderKey;
  readonly dnskeys: readonly Uint8Array[];
}

const demand = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`RRSIG: ${what}`);
};

const uint16 = (value: number): Uint8Array => Uint8Array.of(value >>> 8, value);
const uint32 = (value: number): Uint8Array => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);

const lowerCase = (octets: Uint8Array): Uint8Array =>
  octets.map((octet) => (octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet));

/** A name in canonical wire form (RFC 4034 §6.2). */
const canonical = (labels: Labels): Uint8Array =>
  Buffer.concat([
    ...labels.flatMap((label) => [Uint8Array.of(label.length), lowerCase(label)]),
    Uint8Array.of(0),
  ]);

/** RFC 4034 Appendix B, in its words: the octets as 16-bit numbers, summed up with the carry. */
export function keyTagOf(dnskey: Uint8Array): number {
  const padded = dnskey.length % 2 === 0 ? dnskey : Uint8Array.of(...dnskey, 0);
  let sum = 0;
  for (let i = 0; i < padded.length; i += 2) sum += padded[i]! * 256 + padded[i + 1]!;
  return (sum + Math.floor(sum / 65_536)) % 65_536;
}

export function readRrsig(rdata: Uint8Array): ReferenceRrsig {
  const view = new DataView(rdata.buffer, rdata.byteOffset, rdata.byteLength);
  const { labels: signer, end } = readLabels(rdata, 18, "uncompressed");
  return {
    typeCovered: view.getUint16(0),
    algorithm: view.getUint8(2),
    labels: view.getUint8(3),
    originalTtl: view.getUint32(4),
    expiration: view.getUint32(8),
    inception: view.getUint32(12),
    keyTag: view.getUint16(16),
    signer,
    signature: rdata.slice(end),
    fields: rdata.slice(0, end),
  };
}

/** RFC 1982 §3.2: whether serial number a is b or later. */
const isAtOrAfter = (a: number, b: number): boolean => ((a - b) % 2 ** 32) >>> 0 < 2 ** 31;

/** The DNSKEY that an RRSIG names; throws where any other rule of RFC 4035 §5.3.1 is broken. */
export function checkRrsig(
  rrsig: ReferenceRrsig,
  { owner, type, ttl }: Pick<ReferenceRrset, "owner" | "type" | "ttl">,
  { apex, dnskeys }: TrustedZone,
  now: number,
): Uint8Array {
  demand(orderKey(rrsig.signer) === apex, "the signer is not the zone");
  demand(
    rrsig.signer.every((label) => Buffer.compare(label, lowerCase(label)) === 0),
    "the signer is not in lower case",
  );
  demand(rrsig.typeCovered === type, "another type is covered");
  const wildcard = owner[0]?.length === 1 && owner[0][0] === 0x2a;
  demand(rrsig.labels === owner.length - (wildcard ? 1 : 0), "Labels are those of a wildcard's expansion");
  demand(isAtOrAfter(now % 2 ** 32, rrsig.inception), "not valid yet");
  demand(isAtOrAfter(rrsig.expiration, now % 2 ** 32), "expired");
  demand(rrsig.signature.length === 64, "r and s do not have 64 octets");
  // RFC 4035 §5.3.3: no cache may hold more than Original TTL.
  demand(ttl <= rrsig.originalTtl, "the TTL is over the original one");
  const dnskey = dnskeys.find(
    (key) => keyTagOf(key) === rrsig.keyTag && key[3] === rrsig.algorithm && rrsig.algorithm === 13,
  );
  if (dnskey === undefined) throw new Error("RRSIG: no DNSKEY with its tag and algorithm");
  demand((dnskey[0]! & 1) === 1 && dnskey[2] === 3 && dnskey.length === 68, "the DNSKEY is no zone key");
  return dnskey;
}

/** Throws unless the signature is the key's. */
export type SignatureCheck = (rrsig: ReferenceRrsig, rrset: ReferenceRrset, dnskey: Uint8Array) => void;

/**
 * RFC 4035 §5.3.2 and RFC 4034 §3.1.8.1: the signed data from the records as they came. Names in RDATA are taken as sent:
 * whoever signs has put them in canonical form.
 */
export function signedData(
  { fields, originalTtl }: ReferenceRrsig,
  { owner, type, class: rrClass, rdatas }: ReferenceRrset,
): Uint8Array {
  const sorted = [...rdatas].sort((a, b) => Buffer.compare(a, b));
  return Buffer.concat([
    fields,
    ...sorted.flatMap((rdata) => [
      canonical(owner),
      uint16(type),
      uint16(rrClass),
      uint32(originalTtl),
      uint16(rdata.length),
      rdata,
    ]),
  ]);
}

/** The signature by noble. */
export const verifySignature: SignatureCheck = (rrsig, rrset, dnskey) => {
  const publicKey = Uint8Array.of(4, ...dnskey.subarray(4));
  const holds = p256.verify(rrsig.signature, signedData(rrsig, rrset), publicKey, {
    lowS: false,
    prehash: true,
  });
  demand(holds, "it does not verify");
};
