import { RrClass } from "./rr-type.ts";

/** Owner pointer, type, class, TTL and RDLENGTH (RFC 1035 §4.1.3). */
export const RR_HEADER_OCTETS = 12;

/** The header of an RR whose owner is the question's name: a pointer to octet 12 (RFC 1035 §4.1.4). */
export function writeRrHeader(
  out: Uint8Array,
  at: number,
  type: number,
  ttl: number,
  rdataLength: number,
): void {
  out[at] = 0xc0;
  out[at + 1] = 12;
  out[at + 2] = type >>> 8;
  out[at + 3] = type;
  out[at + 4] = RrClass.IN >>> 8;
  out[at + 5] = RrClass.IN;
  writeTtl(out, at, ttl);
  out[at + 10] = rdataLength >>> 8;
  out[at + 11] = rdataLength;
}

/** Sets the TTL of an RR with such a header. */
export function writeTtl(out: Uint8Array, at: number, ttl: number): void {
  out[at + 6] = ttl >>> 24;
  out[at + 7] = ttl >>> 16;
  out[at + 8] = ttl >>> 8;
  out[at + 9] = ttl;
}
