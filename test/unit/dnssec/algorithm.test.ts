import { generateKeyPairSync } from "node:crypto";
import { p256 } from "@noble/curves/nist.js";
import { describe, expect, test } from "vitest";
import {
  ECDSA_P256_SHA256,
  generatePrivateKey,
  publicKeyOf,
  readPrivateKey,
  SIGNATURE_OCTETS,
  signOctets,
  verifyOctets,
} from "../../../src/dnssec/algorithm.ts";
import { keyObject, pkcs8Of, pkcs8WithoutPublicKey, RFC6605 } from "./rfc6605-key.ts";

const ORDER = p256.Point.Fn.ORDER;
const invalid = expect.objectContaining({ name: "SigningError", code: "key-invalid" });
const hex = (octets: Uint8Array): string => Buffer.from(octets).toString("hex");
const octetsOf = (number: bigint): Uint8Array => Buffer.from(number.toString(16).padStart(64, "0"), "hex");
describe("signatures of node:crypto", () => {
  test("have 64 octets and verify with noble, those with a high s too", () => {
    const key = generatePrivateKey();
    const publicKey = publicKeyOf(key);
    const signed = Array.from({ length: 64 }, (_, i) => {
      const octets = new Uint8Array(i).fill(i);
      const signature = signOctets(key, octets);
      expect(signature).toHaveLength(SIGNATURE_OCTETS);
      expect(verifyOctets(publicKey, octets, signature)).toBe(true);
      expect(verifyOctets(publicKey, Uint8Array.of(...octets, 0), signature)).toBe(false);
      return signature;
    });
    const high = signed.filter((signature) => BigInt(`0x${hex(signature.subarray(32))}`) > ORDER / 2n);
    // One in 2^64 runs has none.
    expect(high.length).toBeGreaterThan(0);
    expect(ECDSA_P256_SHA256).toBe(13);
  });

  test("are made by the key that verifies them, and by no other", () => {
    const [key, other] = [generatePrivateKey(), generatePrivateKey()];
    const octets = Uint8Array.of(1, 2, 3);
    expect(verifyOctets(publicKeyOf(other), octets, signOctets(key, octets))).toBe(false);
  });

  test.each([0, 63, 65, 70])("of %i octets do not verify, and nothing throws", (length) => {
    expect(verifyOctets(RFC6605.publicKey, Uint8Array.of(1), new Uint8Array(length).fill(1))).toBe(false);
  });

  test.each([0x00, 0xff])("of octets %i do not verify", (octet) => {
    expect(verifyOctets(RFC6605.publicKey, Uint8Array.of(1), new Uint8Array(64).fill(octet))).toBe(false);
    expect(verifyOctets(new Uint8Array(64).fill(octet), Uint8Array.of(1), new Uint8Array(64).fill(1))).toBe(
      false,
    );
  });

  test("that fail say why", () => {
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    expect(() => signOctets(publicKey, Uint8Array.of(1))).toThrow(
      expect.objectContaining({ code: "sign-failed", cause: expect.any(Error) }),
    );
  });
});

describe("a private key", () => {
  test("has the public key of RFC 6605 §6.1, also where the octets leave it out", () => {
    expect(publicKeyOf(keyObject(RFC6605.d))).toEqual(RFC6605.publicKey);
    expect(publicKeyOf(readPrivateKey(pkcs8WithoutPublicKey(RFC6605.d)))).toEqual(RFC6605.publicKey);
  });

  test("whose numbers begin with zeros keeps its 64 octets", () => {
    for (let d = 1n, found = 0; found < 2; d++) {
      const publicKey = p256.getPublicKey(octetsOf(d), false).subarray(1);
      if (publicKey[0] !== 0 && publicKey[32] !== 0) continue;
      expect(publicKeyOf(keyObject(octetsOf(d)))).toEqual(publicKey);
      found++;
    }
  });

  test.each([
    ["nothing", Buffer.alloc(0)],
    ["no DER", Buffer.from("not a key")],
    ["a cut key", pkcs8Of(generatePrivateKey()).subarray(0, 100)],
  ])("is not read from %s", (_, octets) => {
    expect(() => readPrivateKey(octets)).toThrow(invalid);
  });

  test.each([
    ["0", 0n],
    ["the order", ORDER],
    ["past the order", ORDER + 1n],
    ["2^256 - 1", 2n ** 256n - 1n],
  ])("is not %s", (_, d) => {
    expect(() => publicKeyOf(readPrivateKey(pkcs8WithoutPublicKey(octetsOf(d))))).toThrow(invalid);
  });

  test.each([
    ["secp256k1", generateKeyPairSync("ec", { namedCurve: "secp256k1" })],
    ["P-384", generateKeyPairSync("ec", { namedCurve: "P-384" })],
    ["Ed25519", generateKeyPairSync("ed25519")],
    ["RSA", generateKeyPairSync("rsa", { modulusLength: 1024 })],
  ])("is not of %s", (_, { privateKey }) => {
    expect(() => publicKeyOf(privateKey)).toThrow(invalid);
  });
});
