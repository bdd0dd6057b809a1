import type { Name } from "../zone/name.ts";
import { type RrsigFields, rrsigRdata } from "../zone/rdata/rrsig.ts";
import { RrClass } from "../zone/rr-type.ts";
import type { Rrset } from "../zone/rrset.ts";
import { wireWriter } from "../zone/wire.ts";

declare const signed: unique symbol;

/** The octets that a signature covers. The only thing a key signs, and made only by {@link signedData}. */
export type SignedData = Uint8Array & { readonly [signed]: true };

const NO_SIGNATURE = new Uint8Array(0);

/**
 * RFC 4034 §3.1.8.1: signed_data = RRSIG_RDATA | RR(1) | RR(2) ... where RRSIG_RDATA is the RDATA without the signature,
 * and RR(i) = owner | type | class | TTL | RDATA length | RDATA with the owner in canonical form and the original TTL.
 */
export const signedData = (rrsig: UnsignedRrsig, rrset: Rrset): SignedData =>
  signedDataOf(rrsigPrefix(rrsig), rrsig.originalTtl, rrset);

export type UnsignedRrsig = Omit<RrsigFields, "signature">;

/** RRSIG RDATA without its signature: it is signed, and the signature follows it. */
export const rrsigPrefix = (rrsig: UnsignedRrsig): Uint8Array =>
  rrsigRdata.encode({ ...rrsig, signature: NO_SIGNATURE });

/** {@link signedData} where the prefix is at hand. */
export function signedDataOf(prefix: Uint8Array, originalTtl: number, rrset: Rrset): SignedData {
  const writer = wireWriter().octets(prefix);
  for (const rdata of rrset.rdatas) {
    writer.octets(rrset.owner).u16(rrset.type).u16(RrClass.IN).u32(originalTtl);
    writer.u16(rdata.length).octets(rdata);
  }
  return writer.finish() as SignedData;
}

/** What a key signs and verifies when it is made or loaded: an empty RRset at its own zone's apex. */
export const probeData = (apex: Name): SignedData =>
  signedData(
    {
      typeCovered: 0,
      algorithm: 0,
      labels: 0,
      originalTtl: 0,
      expiration: 0,
      inception: 0,
      keyTag: 0,
      signerName: apex,
    },
    { owner: apex, type: 0, ttl: 0, rdatas: [] },
  );
