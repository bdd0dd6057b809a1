import { rrsigRdata } from "../zone/rdata/rrsig.ts";
import type { Rrset } from "../zone/rrset.ts";
import { verifyOctets } from "./algorithm.ts";
import { signedData } from "./signed-data.ts";

/**
 * Whether an RRSIG of this key proves the RRset at `now`, in Unix seconds (RFC 4035 §5.3). The second implementation
 * judges, so that a fault of the first does not pass itself.
 */
export function verifyRrset(publicKey: Uint8Array, rrset: Rrset, rrsig: Uint8Array, now: number): boolean {
  const { signature, ...fields } = rrsigRdata.decode(rrsig);
  // RFC 4034 §3.1.5: the times are compared as serial numbers.
  const inTime = ((now - fields.inception) | 0) >= 0 && ((fields.expiration - now) | 0) >= 0;
  return (
    inTime &&
    fields.typeCovered === rrset.type &&
    verifyOctets(publicKey, signedData(fields, rrset), signature)
  );
}
