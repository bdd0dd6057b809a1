import { createHash } from "node:crypto";
import { canonicalName, type Name } from "../../zone/name.ts";
import { cdnskeyRdata } from "../../zone/rdata/cdnskey.ts";
import { dnskeyRdata, keyTag } from "../../zone/rdata/dnskey.ts";
import { dsRdata } from "../../zone/rdata/ds.ts";
import { formatRdata } from "../../zone/rdata/text.ts";
import { RrType } from "../../zone/rr-type.ts";
import { type Rrset, rrset } from "../../zone/rrset.ts";
import { SECURE_ENTRY_POINT } from "../signing-key.ts";
import type { KeySet } from "./key-set.ts";

/** DS digest types (IANA, RFC 4509 and RFC 6605): 2 is what every validator knows. */
export const DigestType = { SHA256: 2, SHA384: 4 } as const;
const HASHES: ReadonlyMap<number, string> = new Map([
  [DigestType.SHA256, "sha256"],
  [DigestType.SHA384, "sha384"],
]);

/**
 * The DS RDATA that names a key of the zone at `apex`, given as DNSKEY RDATA (RFC 4034 §5.1.4):
 * digest = hash(DNSKEY owner name in canonical form | DNSKEY RDATA).
 */
export function dsOf(apex: Name, dnskey: Uint8Array, digestType: number): Uint8Array {
  const digest = createHash(HASHES.get(digestType)!).update(canonicalName(apex)).update(dnskey).digest();
  const { algorithm } = dnskeyRdata.decode(dnskey);
  return dsRdata.encode({ keyTag: keyTag(dnskey), algorithm, digestType, digest });
}

/** The RRsets at the apex that come from the keys: DNSKEY, and CDS and CDNSKEY for the parent (RFC 7344 §3). */
export function apexRecords({ apex, keys }: KeySet, ttl: number): Rrset[] {
  const entryPoints = keys.filter(({ flags }) => (flags & SECURE_ENTRY_POINT) !== 0);
  // RFC 7344 §3.1: CDS has the form of DS.
  const cds = entryPoints.map((key) => dsOf(apex, key.dnskey, DigestType.SHA256));
  const cdnskeys = entryPoints.map((key) => cdnskeyRdata.encode(dnskeyRdata.decode(key.dnskey)));
  return [
    rrset(
      apex,
      RrType.DNSKEY,
      ttl,
      keys.map(({ dnskey }) => dnskey),
    ),
    rrset(apex, RrType.CDS, ttl, cds),
    rrset(apex, RrType.CDNSKEY, ttl, cdnskeys),
  ];
}

/** One key as an operator sees it. RDATA is in presentation form. */
export interface KeyView {
  readonly flags: number;
  readonly algorithm: number;
  readonly keyTag: number;
  readonly dnskey: string;
  readonly ds: readonly { readonly digestType: number; readonly text: string }[];
}

/** What to put at the parent for each key: DS with digest types 2 and 4. */
export const keyViews = ({ apex, keys }: KeySet): KeyView[] =>
  keys.map((key) => ({
    flags: key.flags,
    algorithm: key.algorithm,
    keyTag: key.keyTag,
    dnskey: formatRdata(RrType.DNSKEY, key.dnskey),
    ds: [...HASHES.keys()].map((digestType) => ({
      digestType,
      text: formatRdata(RrType.DS, dsOf(apex, key.dnskey, digestType)),
    })),
  }));
