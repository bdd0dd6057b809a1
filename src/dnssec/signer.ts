import { labelCount, type Name } from "../zone/name.ts";
import { RR_HEADER_OCTETS } from "../zone/rr-header.ts";
import type { Rrset } from "../zone/rrset.ts";
import { SIGNATURE_OCTETS } from "./algorithm.ts";
import { rrsigPrefix, signedDataOf } from "./signed-data.ts";
import type { SigningKey } from "./signing-key.ts";
import { renewalPeriod, type ValidityPolicy, validityWindow } from "./validity.ts";

/** An RRSIG and when to replace it, in Unix seconds. */
export interface Signature {
  readonly rrsig: Uint8Array;
  readonly refreshAt: number;
  readonly expiration: number;
}

/** Signs the RRsets of one zone. */
export interface Signer {
  readonly apex: Name;
  /** Seconds from one validity window to the next: a signature that waits longer for renewal was made by a wrong clock. */
  readonly renewEvery: number;
  /**
   * One signature over the RRset, valid at `now` (Unix seconds) and not past `expiresAt` (0 for never).
   * Throws SigningError; there is no unsigned way on.
   */
  sign(rrset: Rrset, now: number, expiresAt?: number): Signature;
}

/** RRSIG RDATA has 18 octets before the signer's name (RFC 4034 §3.1). */
const RRSIG_FIXED_OCTETS = 18;

/** Octets of every RRSIG RR in the zone at `apex`, owner name compressed to a pointer. */
export const signatureRrOctets = (apex: Name): number =>
  RR_HEADER_OCTETS + RRSIG_FIXED_OCTETS + apex.length + SIGNATURE_OCTETS;

export function createSigner(apex: Name, key: SigningKey, policy: ValidityPolicy): Signer {
  return Object.freeze({
    apex,
    renewEvery: renewalPeriod(policy),
    sign: (rrset: Rrset, now: number, expiresAt = 0): Signature => {
      const window = validityWindow(policy, rrset.owner, now, expiresAt);
      const prefix = rrsigPrefix({
        typeCovered: rrset.type,
        algorithm: key.algorithm,
        labels: rrsigLabels(rrset.owner),
        originalTtl: rrset.ttl,
        // RFC 4034 §3.1.5: the times are serial numbers; they wrap in 2106.
        expiration: window.expiration % 2 ** 32,
        inception: window.inception % 2 ** 32,
        keyTag: key.keyTag,
        signerName: apex,
      });
      const signature = key.sign(signedDataOf(prefix, rrset.ttl, rrset));
      return {
        rrsig: Buffer.concat([prefix, signature]),
        refreshAt: window.refreshAt,
        expiration: window.expiration,
      };
    },
  });
}

/** RFC 4034 §3.1.3: the root label and a leading `*` label are not counted. */
const rrsigLabels = (owner: Name): number =>
  labelCount(owner) - (owner[0] === 1 && owner[1] === 0x2a ? 1 : 0);
