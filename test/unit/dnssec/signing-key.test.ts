import { generateKeyPairSync } from "node:crypto";
import { p256 } from "@noble/curves/nist.js";
import { describe, expect, test } from "vitest";
import { generatePrivateKey, verifyOctets } from "../../../src/dnssec/algorithm.ts";
import { probeData, type SignedData, signedData } from "../../../src/dnssec/signed-data.ts";
import { CSK_FLAGS, loadSigningKey, makeSigningKey, ZONE_KEY } from "../../../src/dnssec/signing-key.ts";
import { parseName } from "../../../src/zone/name-text.ts";
import { aRdata } from "../../../src/zone/rdata/a.ts";
import { dnskeyRdata, keyTag } from "../../../src/zone/rdata/dnskey.ts";
import { keyObject, pkcs8Of, pkcs8WithoutPublicKey, RFC6605, rfc6605Key } from "./rfc6605-key.ts";

const { apex } = RFC6605;
const failing = (code: string) => expect.objectContaining({ name: "SigningError", code });
const signingError = (action: () => unknown): string | undefined => {
  try {
    action();
  } catch (error) {
    expect(error).toMatchObject({ name: "SigningError" });
    return (error as { code: string }).code;
  }
  return undefined;
};

/** RFC 6605 §6.1: the RRSIG of `www.example.net. 3600 IN A 192.0.2.1`. */
const signedA = (): SignedData =>
  signedData(
    {
      typeCovered: 1,
      algorithm: 13,
      labels: 3,
      originalTtl: 3600,
      expiration: Date.UTC(2010, 8, 9, 10, 4, 39) / 1000,
      inception: Date.UTC(2010, 7, 12, 10, 4, 39) / 1000,
      keyTag: 55648,
      signerName: apex,
    },
    {
      owner: parseName("www.example.net."),
      type: 1,
      ttl: 3600,
      rdatas: [aRdata.encode({ address: "192.0.2.1" })],
    },
  );

describe("RFC 6605 §6.1", () => {
  test("the key's DNSKEY and tag", () => {
    const key = rfc6605Key();
    expect(key.keyTag).toBe(RFC6605.keyTag);
    expect(dnskeyRdata.decode(key.dnskey)).toEqual({
      flags: 257,
      protocol: 3,
      algorithm: 13,
      publicKey: RFC6605.publicKey,
    });
    expect([key.flags, key.algorithm, key.publicKey]).toEqual([257, 13, RFC6605.publicKey]);
  });

  test("its RRSIG verifies over our signed data", () => {
    const signature = Buffer.from(
      "qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw==",
      "base64",
    );
    expect(verifyOctets(RFC6605.publicKey, signedA(), signature)).toBe(true);
    signature[63]! ^= 1;
    expect(verifyOctets(RFC6605.publicKey, signedA(), signature)).toBe(false);
  });

  test("noble's deterministic signature (RFC 6979) over the same octets", () => {
    const golden =
      "2d56345116d4e15fd32da38fb1cce9335b61ee74d0d85076dc788c10ace35ed7" +
      "1e5827b1d74392fc978234c4e0f77fb0d3cacae6ee1c4372295d63608d6a2077";
    const signature = p256.sign(signedA(), RFC6605.d, { lowS: false });
    expect(Buffer.from(signature).toString("hex")).toBe(golden);
    expect(verifyOctets(RFC6605.publicKey, signedA(), signature)).toBe(true);
  });

  test("our own signature, which noble verifies", () => {
    const signature = rfc6605Key().sign(signedA());
    expect(p256.verify(signature, signedA(), Uint8Array.of(4, ...RFC6605.publicKey), { lowS: false })).toBe(
      true,
    );
  });
});

describe("makeSigningKey", () => {
  test("makes keys of the flags that are asked for, and no two alike", () => {
    const [a, b] = [makeSigningKey(apex, CSK_FLAGS), makeSigningKey(apex, ZONE_KEY)];
    expect([a.flags, b.flags]).toEqual([257, 256]);
    expect(dnskeyRdata.decode(b.dnskey)).toMatchObject({ flags: 256, protocol: 3, algorithm: 13 });
    expect(a.publicKey).not.toEqual(b.publicKey);
    expect(a.keyTag).toBe(keyTag(a.dnskey));
    expect(verifyOctets(a.publicKey, probeData(apex), a.sign(probeData(apex)))).toBe(true);
  });

  test("avoids the tags that are taken", () => {
    const taken = new Set(Array.from({ length: 0x10000 }, (_, tag) => tag).filter((tag) => tag % 8 !== 3));
    for (let i = 0; i < 6; i++) expect(makeSigningKey(apex, CSK_FLAGS, taken).keyTag % 8).toBe(3);
  });
});

describe("loadSigningKey", () => {
  test("gives the key back that was exported", () => {
    const made = makeSigningKey(apex, CSK_FLAGS);
    const loaded = loadSigningKey(made.exportPrivateKey(), apex, CSK_FLAGS, new Set([made.keyTag ^ 1]));
    expect(loaded.dnskey).toEqual(made.dnskey);
    expect(loaded.exportPrivateKey()).toEqual(made.exportPrivateKey());
    const data = signedA();
    expect(verifyOctets(made.publicKey, data, loaded.sign(data))).toBe(true);
  });

  test("refuses a tag that is taken", () => {
    const pkcs8 = rfc6605Key().exportPrivateKey();
    expect(() => loadSigningKey(pkcs8, apex, CSK_FLAGS, new Set([1, RFC6605.keyTag]))).toThrow(
      failing("key-tag-taken"),
    );
    // The flags are part of the DNSKEY, and of its tag (RFC 4034 Appendix B).
    expect(loadSigningKey(pkcs8, apex, ZONE_KEY, new Set([RFC6605.keyTag])).keyTag).toBe(RFC6605.keyTag - 1);
  });

  test("refuses a private key with another's public half", () => {
    const other = p256.getPublicKey(new Uint8Array(32).fill(7), false).subarray(1);
    const octets = Buffer.from(pkcs8Of(keyObject(RFC6605.d)));
    const at = octets.indexOf(RFC6605.publicKey);
    expect(at).toBeGreaterThan(0);
    octets.set(other, at);
    expect(() => loadSigningKey(octets, apex, CSK_FLAGS)).toThrow(failing("key-invalid"));
  });

  test("with any bit flipped is refused, or is the same key", () => {
    const pkcs8 = rfc6605Key().exportPrivateKey();
    const d = Buffer.from(pkcs8).indexOf(RFC6605.d);
    const publicKey = Buffer.from(pkcs8).indexOf(RFC6605.publicKey);
    for (let bit = 0; bit < pkcs8.length * 8; bit++) {
      const octets = Uint8Array.from(pkcs8);
      octets[bit >> 3]! ^= 1 << (bit & 7);
      const at = bit >> 3;
      const isNumber = (at >= d && at < d + 32) || (at >= publicKey && at < publicKey + 64);
      const code = signingError(() =>
        expect(loadSigningKey(octets, apex, CSK_FLAGS).dnskey).toEqual(rfc6605Key().dnskey),
      );
      if (code !== undefined || isNumber) expect([bit, code]).toEqual([bit, "key-invalid"]);
    }
  });

  test.each([
    ["P-384", generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey],
    ["secp256k1", generateKeyPairSync("ec", { namedCurve: "secp256k1" }).privateKey],
    ["Ed25519", generateKeyPairSync("ed25519").privateKey],
  ])("refuses a key of %s", (_, key) => {
    expect(() => loadSigningKey(pkcs8Of(key), apex, CSK_FLAGS)).toThrow(failing("key-invalid"));
  });

  test.each([
    ["nothing", new Uint8Array(0)],
    [
      "a public key",
      generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "der", type: "spki" }),
    ],
    ["SEC 1 octets", generatePrivateKey().export({ format: "der", type: "sec1" })],
    ["a private number of zero", pkcs8WithoutPublicKey(new Uint8Array(32))],
    ["a private number past the order", pkcs8WithoutPublicKey(new Uint8Array(32).fill(0xff))],
  ])("refuses %s", (_, octets) => {
    expect(() => loadSigningKey(octets, apex, CSK_FLAGS)).toThrow(failing("key-invalid"));
  });
});

test("a key does not show its private half", () => {
  const key = rfc6605Key();
  const shown = `${JSON.stringify(key)} ${Object.values(key).join()}`;
  expect(shown).not.toContain(Buffer.from(RFC6605.d).toString("base64"));
  expect(shown).not.toContain([...RFC6605.d].join());
  expect(Object.isFrozen(key)).toBe(true);
});
