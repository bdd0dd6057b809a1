import { MAX_UDP_ANSWER_OCTETS, OPT_OCTETS } from "../../zone/message-size.ts";
import { RrType } from "../../zone/rr-type.ts";

/** RFC 6891 §6.2.3: a size below 512 counts as 512; it is also what a client without EDNS can take. */
export const LEAST_UDP_OCTETS = 512;

const EDE_OPTION = 15;
const EDE_OCTETS = 6;

/** What a query's OPT record says (RFC 6891 §6.1). */
export interface Edns {
  readonly udpSize: number;
  readonly version: number;
  readonly dnssecOk: boolean;
}

/** Reads the fields of an OPT record from its CLASS on. */
export const readOpt = (octets: Uint8Array, at: number): Edns => ({
  udpSize: (octets[at]! << 8) | octets[at + 1]!,
  version: octets[at + 3]!,
  dnssecOk: (octets[at + 4]! & 0x80) !== 0,
});

/** Whether the options of such a record fill its RDATA, and the message holds all of it. */
export function optionsFit(octets: Uint8Array, at: number): boolean {
  const rdata = at + 8;
  const end = rdata + ((octets[at + 6]! << 8) | octets[at + 7]!);
  if (end > octets.length) return false;
  let option = rdata;
  while (option + 4 <= end) option += 4 + ((octets[option + 2]! << 8) | octets[option + 3]!);
  return option === end;
}

/** Octets of our OPT record. */
export const optOctets = (extendedError: number | undefined): number =>
  OPT_OCTETS + (extendedError === undefined ? 0 : EDE_OCTETS);

/** Writes our OPT record: version 0, DO copied (RFC 3225 §3), no flags and options but ours. */
export function writeOpt(
  out: Uint8Array,
  at: number,
  rcode: number,
  dnssecOk: boolean,
  extendedError: number | undefined,
): void {
  out[at] = 0;
  out[at + 1] = RrType.OPT >>> 8;
  out[at + 2] = RrType.OPT;
  out[at + 3] = MAX_UDP_ANSWER_OCTETS >>> 8;
  out[at + 4] = MAX_UDP_ANSWER_OCTETS & 0xff;
  out[at + 5] = rcode >>> 4;
  out[at + 6] = 0;
  out[at + 7] = dnssecOk ? 0x80 : 0;
  out[at + 8] = 0;
  out[at + 9] = 0;
  out[at + 10] = 0;
  if (extendedError === undefined) return;
  out[at + 10] = EDE_OCTETS;
  out[at + 11] = 0;
  out[at + 12] = EDE_OPTION;
  out[at + 13] = 0;
  out[at + 14] = 2;
  out[at + 15] = extendedError >>> 8;
  out[at + 16] = extendedError & 0xff;
}
