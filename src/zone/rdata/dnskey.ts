import { RrType } from "../rr-type.ts";
import type { WireReader, WireWriter } from "../wire.ts";
import { defineRdata } from "./define-rdata.ts";

/** RFC 4034 §2.1. */
export interface DnskeyFields {
  readonly flags: number;
  readonly protocol: number;
  readonly algorithm: number;
  readonly publicKey: Uint8Array;
}

export function writeDnskey(writer: WireWriter, dnskey: DnskeyFields): void {
  writer.u16(dnskey.flags).u8(dnskey.protocol).u8(dnskey.algorithm).octets(dnskey.publicKey);
}

export const readDnskey = (reader: WireReader): DnskeyFields => ({
  flags: reader.u16(),
  protocol: reader.u8(),
  algorithm: reader.u8(),
  publicKey: reader.octets(reader.left),
});

export const dnskeyRdata = defineRdata<DnskeyFields>(RrType.DNSKEY, writeDnskey, readDnskey);

/**
 * The key tag of DNSKEY RDATA (RFC 4034 Appendix B). Algorithm 1 has a rule of its own (B.1) that is left out: RFC 8624
 * §3.1 forbids the algorithm to signers and validators alike.
 */
export function keyTag(rdata: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < rdata.length; i++) sum += i % 2 === 0 ? rdata[i]! << 8 : rdata[i]!;
  sum += (sum >>> 16) & 0xffff;
  return sum & 0xffff;
}
