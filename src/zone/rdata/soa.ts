import { canonicalName, type Name } from "../name.ts";
import { RrType } from "../rr-type.ts";
import { defineRdata } from "./define-rdata.ts";

/** RFC 1035 §3.3.13. The four times are in seconds; `minimum` bounds the TTL of negative answers (RFC 2308 §4). */
export interface SoaFields {
  readonly mname: Name;
  readonly rname: Name;
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly minimum: number;
}

export const soaRdata = defineRdata<SoaFields>(
  RrType.SOA,
  (writer, soa) => {
    // RFC 4034 §6.2: in SOA RDATA "all uppercase US-ASCII letters in the DNS names … are replaced" by lower case.
    writer.octets(canonicalName(soa.mname)).octets(canonicalName(soa.rname));
    writer.u32(soa.serial).u32(soa.refresh).u32(soa.retry).u32(soa.expire).u32(soa.minimum);
  },
  (reader) => ({
    mname: reader.name(),
    rname: reader.name(),
    serial: reader.u32(),
    refresh: reader.u32(),
    retry: reader.u32(),
    expire: reader.u32(),
    minimum: reader.u32(),
  }),
);
