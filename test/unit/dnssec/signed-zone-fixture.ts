import { expect } from "vitest";
import { verifyOctets } from "../../../src/dnssec/algorithm.ts";
import type { SigningError } from "../../../src/dnssec/errors.ts";
import { signedData } from "../../../src/dnssec/signed-data.ts";
import { SignedZone } from "../../../src/dnssec/signed-zone.ts";
import { createSigner, type Signer, signatureRrOctets } from "../../../src/dnssec/signer.ts";
import { DEFAULT_VALIDITY } from "../../../src/dnssec/validity.ts";
import type { Name } from "../../../src/zone/name.ts";
import { parseName } from "../../../src/zone/name-text.ts";
import { rrsigRdata } from "../../../src/zone/rdata/rrsig.ts";
import type { Rrset } from "../../../src/zone/rrset.ts";
import { createZone } from "../../../src/zone/zone.ts";
import { zoneConfig } from "../../../src/zone/zone-config.ts";
import { rfc6605Key } from "./rfc6605-key.ts";

export const NOW = Date.UTC(2026, 0) / 1000;
export const APEX = parseName("_bitcoin-payment.example.com.");
const key = rfc6605Key();
export const ownerOf = (user: string): Name => parseName(`${user}.user._bitcoin-payment.example.com.`);

/** A zone whose signer can be told to fail, and hears how often it is asked. */
export function signedZone() {
  const zone = createZone({
    config: zoneConfig({
      domain: "example.com",
      nameServers: [{ name: "ns1.example.net" }, { name: "ns2.example.net" }],
    }),
    serial: 1,
    apexRrsets: [],
    signatureOctets: signatureRrOctets(APEX),
  });
  const real = createSigner(APEX, key, DEFAULT_VALIDITY);
  const state = { failure: undefined as unknown, asked: 0 };
  const signer: Signer = {
    apex: APEX,
    renewEvery: real.renewEvery,
    sign: (...args) => {
      state.asked++;
      if (state.failure !== undefined) throw state.failure;
      return real.sign(...args);
    },
  };
  const late: SigningError[] = [];
  const signed = new SignedZone(zone, signer, (error) => late.push(error));
  const put = (user: string, changes: { ttl?: number; expiresAt?: number } = {}) =>
    zone.replica.put(ownerOf(user), {
      rdata: Buffer.from("0161", "hex"),
      ttl: 300,
      revision: 1,
      expiresAt: 0,
      ...changes,
    });
  return { zone, signed, state, late, put };
}

/** The signature is one over this RRset, with its TTL. */
export function expectSigned(rrset: Rrset, rrsig: Uint8Array): void {
  const { signature, ...fields } = rrsigRdata.decode(rrsig);
  expect(fields).toMatchObject({ typeCovered: rrset.type, originalTtl: rrset.ttl, signerName: APEX });
  expect(verifyOctets(key.publicKey, signedData(fields, rrset), signature)).toBe(true);
}
