import { createHash } from "node:crypto";
import type { Name } from "../../zone/name.ts";
import { cdnskeyRdata } from "../../zone/rdata/cdnskey.ts";
import { dnskeyRdata } from "../../zone/rdata/dnskey.ts";
import { cdsRdata, dsRdata } from "../../zone/rdata/ds.ts";
import { formatRdata } from "../../zone/rdata/text.ts";
import { RrType } from "../../zone/rr-type.ts";
import { type Rrset, rrset } from "../../zone/rrset.ts";
import { SECURE_ENTRY_POINT, type SigningKey } from "../signing-key.ts";
import type { KeySet } from "./key-set.ts";

/** DS digest types (IANA, RFC 4509 and RFC 6605): 2 is what every validator knows. */
const DigestType = { SHA256: 2, SHA384: 4 } as const;
const HASHES: ReadonlyMap<number, string> = new Map([
  [DigestType.SHA256, "sha256"],
  [DigestType.SHA384, "sha384"],
]);

/** RFC 4034 §5.1.4: digest = hash(DNSKEY owner name in canonical form | DNSKEY RDATA). */
function digestOf(apex: Name, key: SigningKey, digestType: number): Uint8Array {
  return createHash(HASHES.get(digestType)!).update(apex).update(key.dnskey).digest();
}

const dsFields = (apex: Name, key: SigningKey, digestType: number) => ({
  keyTag: key.keyTag,
  algorithm: key.algorithm,
  digestType,
  digest: digestOf(apex, key, digestType),
});

/** The RRsets at the apex that come from the keys: DNSKEY, and CDS and CDNSKEY for the parent (RFC 7344 §3). */
export function apexRecords({ apex, keys }: KeySet, ttl: number): Rrset[] {
  const entryPoints = keys.filter(({ flags }) => (flags & SECURE_ENTRY_POINT) !== 0);
  const cds = entryPoints.map((key) => cdsRdata.encode(dsFields(apex, key, DigestType.SHA256)));
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
      text: formatRdata(RrType.DS, dsRdata.encode(dsFields(apex, key, digestType))),
    })),
  }));
