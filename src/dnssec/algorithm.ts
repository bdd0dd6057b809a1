import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { p256 } from "@noble/curves/nist.js";
import { SigningError } from "./errors.ts";

/** ECDSA Curve P-256 with SHA-256 (RFC 6605 §2): the one algorithm that every wallet verifies. */
export const ECDSA_P256_SHA256 = 13;

/** RFC 6605 §4: a signature is r and s, 32 octets each. */
export const SIGNATURE_OCTETS = 64;
const HALF = SIGNATURE_OCTETS / 2;

export const generatePrivateKey = (): KeyObject =>
  generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;

/** Reads PKCS #8 octets. Throws {@link SigningError} `key-invalid`. */
export function readPrivateKey(pkcs8: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(pkcs8), format: "der", type: "pkcs8" });
  } catch (error) {
    throw new SigningError("key-invalid", error);
  }
}

/**
 * The public key as DNSKEY carries it: x and y, 64 octets without a prefix (RFC 6605 §4). It is taken from OpenSSL and
 * derived anew by a second implementation; a key whose halves do not agree is refused with `key-invalid`.
 */
export function publicKeyOf(key: KeyObject): Uint8Array {
  if (key.asymmetricKeyType !== "ec" || key.asymmetricKeyDetails?.namedCurve !== "prime256v1") {
    throw new SigningError("key-invalid");
  }
  try {
    const { x, y, d } = key.export({ format: "jwk" });
    const stated = Buffer.concat([Buffer.from(x!, "base64url"), Buffer.from(y!, "base64url")]);
    const derived = p256.getPublicKey(Buffer.from(d!, "base64url"), false).subarray(1);
    if (stated.equals(derived)) return derived;
  } catch (error) {
    throw new SigningError("key-invalid", error);
  }
  throw new SigningError("key-invalid");
}

/** Signs octets; r‖s, 64 octets. Throws {@link SigningError} `sign-failed`. */
export function signOctets(key: KeyObject, octets: Uint8Array): Uint8Array {
  try {
    // DER and a conversion: OpenSSL's own r‖s output goes through a slower path in Node.
    return signatureFromDer(sign("sha256", octets, key));
  } catch (error) {
    throw error instanceof SigningError ? error : new SigningError("sign-failed", error);
  }
}

/** Whether r‖s is a signature of the octets, by noble: other people's signatures may have a high s (`lowS: false`). */
export const verifyOctets = (publicKey: Uint8Array, octets: Uint8Array, signature: Uint8Array): boolean =>
  signature.length === SIGNATURE_OCTETS &&
  p256.verify(signature, octets, Uint8Array.of(4, ...publicKey), { lowS: false, prehash: true });

/**
 * An ECDSA-Sig-Value (RFC 3279 §2.2.3: SEQUENCE of INTEGER r and INTEGER s) as 64 octets. DER drops leading zeros and puts
 * one before a high bit; here each half has its 32 octets, leading zeros kept. Anything else throws {@link SigningError}
 * `sign-failed`.
 */
export function signatureFromDer(der: Uint8Array): Uint8Array {
  const signature = new Uint8Array(SIGNATURE_OCTETS);
  if (der[0] !== 0x30 || der[1] !== der.length - 2) throw new SigningError("sign-failed");
  let at = 2;
  for (let half = 0; half < SIGNATURE_OCTETS; half += HALF) {
    const length = der[at + 1];
    if (der[at] !== 0x02 || length === undefined || length === 0) throw new SigningError("sign-failed");
    const end = at + 2 + length;
    const padded = der[at + 2] === 0;
    const from = padded ? at + 3 : at + 2;
    if (end > der.length || from === end || end - from > HALF || der[from]! > 0x7f !== padded) {
      throw new SigningError("sign-failed");
    }
    for (let i = from; i < end; i++) signature[half + HALF - (end - i)] = der[i]!;
    at = end;
  }
  if (at !== der.length) throw new SigningError("sign-failed");
  return signature;
}
