import type { SigningError } from "../../dnssec/errors.ts";
import { apexRecords } from "../../dnssec/keys/apex-records.ts";
import { type KeySet, loadKeySet } from "../../dnssec/keys/key-set.ts";
import { SignedZone } from "../../dnssec/signed-zone.ts";
import { createSigner, signatureRrOctets } from "../../dnssec/signer.ts";
import { parseName } from "../../zone/name-text.ts";
import { ownerBelow } from "../../zone/payment/payment-name.ts";
import { txtRdata, txtStrings } from "../../zone/rdata/txt.ts";
import type { Address } from "../../zone/replica/slabs.ts";
import { createZone, type Zone } from "../../zone/zone.ts";
import type { AnsweredName, Command } from "./messages.ts";

export type Load = Extract<Command, { kind: "load" }>;

/** A zone with the key that signs it. */
export interface KeyedZone {
  readonly signed: SignedZone;
  readonly keys: KeySet;
}

/** An empty zone with checked keys. Throws SigningError for keys that do not work. */
export function keyedZone(load: Load, onLateRenewal: (error: SigningError) => void): KeyedZone {
  const { config, serial, validity } = load;
  const apex = parseName(config.apex);
  const keys = loadKeySet(apex, load.keys);
  const zone = createZone({
    config,
    serial,
    apexRrsets: apexRecords(keys, config.infrastructureTtl),
    signatureOctets: signatureRrOctets(apex),
  });
  return { signed: new SignedZone(zone, createSigner(apex, keys.signing, validity), onLateRenewal), keys };
}

/** Puts a record of the store into the zone; returns its node. */
export function putRecord(zone: Zone, record: AnsweredName): Address {
  return zone.replica.put(ownerBelow(record.user, zone.userBase), {
    rdata: txtRdata.encode({ strings: txtStrings(record.uri) }),
    ttl: record.ttl,
    revision: record.revision,
    expiresAt: record.expiresAt ?? 0,
  });
}

/** Signs everything at the zone's own names, so that a zone whose keys fail is not taken into service. */
export function signOwnRecords({ signed }: KeyedZone, now: number): void {
  for (const { rrsets } of signed.zone.owners) for (const rrset of rrsets.values()) signed.own(rrset, now);
}
