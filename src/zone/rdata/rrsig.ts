import { canonicalName, type Name } from "../name.ts";
import { RrType } from "../rr-type.ts";
import { defineRdata } from "./define-rdata.ts";

/**
 * RFC 4034 §3.1. `originalTtl` is in seconds; `expiration` and `inception` are seconds since 1970-01-01T00:00Z modulo
 * 2^32, to be compared as serial numbers (RFC 1982).
 */
export interface RrsigFields {
  readonly typeCovered: number;
  readonly algorithm: number;
  readonly labels: number;
  readonly originalTtl: number;
  readonly expiration: number;
  readonly inception: number;
  readonly keyTag: number;
  readonly signerName: Name;
  readonly signature: Uint8Array;
}

/** With an empty `signature` this is the RDATA that precedes the RRset in signed data (RFC 4034 §3.1.8.1). */
export const rrsigRdata = defineRdata<RrsigFields>(
  RrType.RRSIG,
  (writer, rrsig) => {
    writer.u16(rrsig.typeCovered).u8(rrsig.algorithm).u8(rrsig.labels).u32(rrsig.originalTtl);
    writer.u32(rrsig.expiration).u32(rrsig.inception).u16(rrsig.keyTag);
    // RFC 4034 §3.1.8.1: the Signer's Name field is in canonical form.
    writer.octets(canonicalName(rrsig.signerName)).octets(rrsig.signature);
  },
  (reader) => ({
    typeCovered: reader.u16(),
    algorithm: reader.u8(),
    labels: reader.u8(),
    originalTtl: reader.u32(),
    expiration: reader.u32(),
    inception: reader.u32(),
    keyTag: reader.u16(),
    signerName: reader.name(),
    signature: reader.octets(reader.left),
  }),
);
