import { createPrivateKey, type KeyObject } from "node:crypto";
import { p256 } from "@noble/curves/nist.js";
import { CSK_FLAGS, loadSigningKey, type SigningKey } from "../../../src/dnssec/signing-key.ts";
import { parseName } from "../../../src/zone/name-text.ts";

/** RFC 6605 §6.1: the private key, its DNSKEY's public key, and the tag. */
export const RFC6605 = Object.freeze({
  apex: parseName("example.net."),
  d: Uint8Array.from(Buffer.from("GU6SnQ/Ou+xC5RumuIUIuJZteXT2z0O/ok1s38Et6mQ=", "base64")),
  publicKey: Uint8Array.from(
    Buffer.from(
      "GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==",
      "base64",
    ),
  ),
  keyTag: 55648,
});

/** A P-256 key with a public half that is given, or noble's. */
export function keyObject(d: Uint8Array, publicKey = p256.getPublicKey(d, false).subarray(1)): KeyObject {
  const base64url = (octets: Uint8Array): string => Buffer.from(octets).toString("base64url");
  const [x, y] = [base64url(publicKey.subarray(0, 32)), base64url(publicKey.subarray(32))];
  return createPrivateKey({ key: { kty: "EC", crv: "P-256", d: base64url(d), x, y }, format: "jwk" });
}

export const pkcs8Of = (key: KeyObject): Uint8Array => key.export({ format: "der", type: "pkcs8" });

/** The PKCS #8 octets of a P-256 key that leave its public half out (RFC 5915 §3: publicKey is optional). */
export const pkcs8WithoutPublicKey = (d: Uint8Array): Uint8Array =>
  Buffer.concat([
    Buffer.from("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420", "hex"),
    d,
  ]);

export const rfc6605Key = (): SigningKey =>
  loadSigningKey(pkcs8Of(keyObject(RFC6605.d)), RFC6605.apex, CSK_FLAGS);
