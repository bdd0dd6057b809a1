import type { KeyObject } from "node:crypto";
import type { Name } from "../zone/name.ts";
import { dnskeyRdata, keyTag } from "../zone/rdata/dnskey.ts";
import {
  ECDSA_P256_SHA256,
  generatePrivateKey,
  publicKeyOf,
  readPrivateKey,
  signOctets,
  verifyOctets,
} from "./algorithm.ts";
import { SigningError } from "./errors.ts";
import { probeData, type SignedData } from "./signed-data.ts";

/** RFC 4034 §2.1.1: bit 7 marks a zone key, bit 15 a secure entry point. A CSK signs everything and is the entry point. */
export const ZONE_KEY = 0x0100;
export const SECURE_ENTRY_POINT = 0x0001;
export const CSK_FLAGS = ZONE_KEY | SECURE_ENTRY_POINT;

/** RFC 4034 §2.1.2: the protocol field is 3. */
const PROTOCOL = 3;

/** A key with its place in the DNSKEY RRset. */
export interface SigningKey {
  readonly flags: number;
  readonly algorithm: number;
  readonly keyTag: number;
  /** DNSKEY RDATA. */
  readonly dnskey: Uint8Array;
  readonly publicKey: Uint8Array;
  /** r‖s over the data. Throws {@link SigningError} `sign-failed`. */
  sign(data: SignedData): Uint8Array;
  /** The private key as PKCS #8 octets: a secret. */
  exportPrivateKey(): Uint8Array;
}

/** A new key for the zone at `apex`, with a tag that `taken` does not hold. */
export function makeSigningKey(
  apex: Name,
  flags: number,
  taken: ReadonlySet<number> = new Set(),
): SigningKey {
  for (;;) {
    const key = signingKey(generatePrivateKey(), apex, flags);
    // BIP-353 readers fail the whole proof on the first of two keys with one tag.
    if (!taken.has(key.keyTag)) return key;
  }
}

/** A key from PKCS #8 octets, checked like a new one. Throws {@link SigningError} `key-invalid`, `key-tag-taken`. */
export function loadSigningKey(
  pkcs8: Uint8Array,
  apex: Name,
  flags: number,
  taken: ReadonlySet<number> = new Set(),
): SigningKey {
  const key = signingKey(readPrivateKey(pkcs8), apex, flags);
  if (taken.has(key.keyTag)) throw new SigningError("key-tag-taken");
  return key;
}

function signingKey(privateKey: KeyObject, apex: Name, flags: number): SigningKey {
  const publicKey = publicKeyOf(privateKey);
  const dnskey = dnskeyRdata.encode({ flags, protocol: PROTOCOL, algorithm: ECDSA_P256_SHA256, publicKey });
  const key: SigningKey = Object.freeze({
    flags,
    algorithm: ECDSA_P256_SHA256,
    keyTag: keyTag(dnskey),
    dnskey,
    publicKey,
    sign: (data: SignedData) => signOctets(privateKey, data),
    exportPrivateKey: () => privateKey.export({ format: "der", type: "pkcs8" }),
  });
  const probe = probeData(apex);
  if (!verifyOctets(publicKey, probe, key.sign(probe))) throw new SigningError("key-invalid");
  return key;
}
