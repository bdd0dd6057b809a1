import type { HashedName } from "../zone/hashed-name.ts";
import type { Name } from "../zone/name.ts";
import { nsecRdata } from "../zone/rdata/nsec.ts";
import type { Address } from "../zone/replica/slabs.ts";
import { RrType } from "../zone/rr-type.ts";
import type { Rrset } from "../zone/rrset.ts";
import type { Zone } from "../zone/zone.ts";
import { denyName, type Nsec, rememberWildcards } from "./denial.ts";
import { SigningError } from "./errors.ts";
import type { Signature, Signer } from "./signer.ts";

/** An RRset with its signature. */
export interface SignedRrset extends Signature {
  readonly rrset: Rrset;
}

/** How many denials keep their signature. The wildcard's, the apex's and the empty non-terminals' are asked for all the time. */
const KEPT_DENIALS = 4096;

/** A zone that is not loaded yet: nothing is known to exist in it or not to, so nothing is answered. */
export interface PendingZone {
  readonly apex: Name;
  readonly ready: false;
}

/** A complete zone and the signatures made for it so far. */
export class SignedZone {
  readonly zone: Zone;
  readonly apex: Name;
  readonly #signer: Signer;
  readonly #onLateRenewal: (error: SigningError) => void;
  readonly #own = new WeakMap<Rrset, SignedRrset>();
  /** By everything that an NSEC says; the least recently used come first. */
  readonly #denials = new Map<string, SignedRrset>();
  /** The same by the plan, for plans that are made once. */
  readonly #planned = new WeakMap<Nsec, SignedRrset>();
  readonly #wildcards = rememberWildcards();
  readonly ready = true;
  /** Signatures made. */
  signatures = 0;

  /** `onLateRenewal` hears of a failure that is not answered yet, because the signature before it still holds. */
  constructor(zone: Zone, signer: Signer, onLateRenewal: (error: SigningError) => void) {
    this.zone = zone;
    this.apex = zone.apex;
    this.#signer = signer;
    this.#onLateRenewal = onLateRenewal;
  }

  /** One of the zone's own RRsets, signed. `now` is in Unix seconds here and below. Throws SigningError. */
  own(rrset: Rrset, now: number): SignedRrset {
    const known = this.#own.get(rrset);
    if (known !== undefined && this.#isFresh(known.refreshAt, now)) return known;
    const signed = this.#renew(known, rrset, now);
    this.#own.set(rrset, signed);
    return signed;
  }

  /** What proves that a name does not exist, signed; labels of the name. */
  nameError(name: HashedName, closestEncloser: number, nextCloser: number, now: number): SignedRrset[] {
    const plans = denyName(this.zone, name, closestEncloser, nextCloser, this.#wildcards);
    return plans.map((nsec) => this.denial(nsec, now));
  }

  /** An NSEC record, signed. What other questions want too is signed once. */
  denial(nsec: Nsec, now: number): SignedRrset {
    const planned = this.#planned.get(nsec);
    if (planned !== undefined && this.#isFresh(planned.refreshAt, now)) return planned;
    const rdata = nsecRdata.encode({ nextDomainName: nsec.next, types: nsec.types });
    const rrset: Rrset = {
      owner: nsec.owner,
      type: RrType.NSEC,
      ttl: this.zone.negativeTtl,
      rdatas: [rdata],
    };
    if (!nsec.lasting) return this.#renew(undefined, rrset, now);
    const key = Buffer.concat([nsec.owner, rdata]).toString("latin1");
    const known = this.#denials.get(key);
    const signed =
      known !== undefined && this.#isFresh(known.refreshAt, now)
        ? known
        : kept(this.#renew(known, rrset, now));
    this.#planned.set(nsec, signed);
    this.#denials.delete(key);
    this.#denials.set(key, signed);
    if (this.#denials.size > KEPT_DENIALS) this.#denials.delete(this.#denials.keys().next().value!);
    return signed;
  }

  /** Makes sure that a payment name's signature holds at `now`, and is not due for renewal. */
  signName(node: Address, now: number): void {
    const { replica } = this.zone;
    if (this.#isFresh(replica.refreshAt(node), now)) return;
    const rrset: Rrset = {
      owner: replica.owner(node),
      type: RrType.TXT,
      ttl: replica.ttl(node),
      rdatas: [replica.rdata(node)],
    };
    try {
      const { rrsig, refreshAt } = this.#sign(rrset, now, replica.expiresAt(node));
      replica.sign(node, rrsig, refreshAt);
    } catch (error) {
      const holds = replica.refreshAt(node) !== 0 && now < expirationOf(replica.signature(node));
      this.#excuse(error, holds);
    }
  }

  /** Whether a signature needs no renewal. One from a clock that ran ahead may begin in the future: it does not count. */
  #isFresh(refreshAt: number, now: number): boolean {
    return now < refreshAt && refreshAt - now <= this.#signer.renewEvery;
  }

  /** A new signature; where it fails the one before is kept for as long as it holds. */
  #renew(known: SignedRrset | undefined, rrset: Rrset, now: number): SignedRrset {
    try {
      return { rrset, ...this.#sign(rrset, now) };
    } catch (error) {
      this.#excuse(error, known !== undefined && now < known.expiration);
      return known!;
    }
  }

  /** Lets a failed renewal pass while the signature before it holds; throws the error again otherwise. */
  #excuse(error: unknown, holds: boolean): void {
    if (!(error instanceof SigningError && holds)) throw error;
    this.#onLateRenewal(error);
  }

  #sign(rrset: Rrset, now: number, expiresAt = 0): Signature {
    const signature = this.#signer.sign(rrset, now, expiresAt);
    this.signatures++;
    return signature;
  }
}

/** RFC 4034 §3.1: expiration is the fourth field of RRSIG RDATA. */
const expirationOf = (rrsig: Uint8Array): number =>
  new DataView(rrsig.buffer, rrsig.byteOffset, rrsig.byteLength).getUint32(8);

/** Copies what is kept for long out of Node's pool, of which a few octets would hold 64 KiB. */
const kept = ({ rrset, rrsig, ...times }: SignedRrset): SignedRrset => ({
  rrset: { ...rrset, rdatas: rrset.rdatas.map((rdata) => Uint8Array.from(rdata)) },
  rrsig: Uint8Array.from(rrsig),
  ...times,
});
