import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  decodeKeySet,
  encodeKeySet,
  keyMaterial,
  loadKeySet,
  makeKeySet,
} from "../../../../src/dnssec/keys/key-set.ts";
import { CSK_FLAGS, makeSigningKey, ZONE_KEY } from "../../../../src/dnssec/signing-key.ts";
import { parseName } from "../../../../src/zone/name-text.ts";

const APEX = parseName("_bitcoin-payment.example.com.");
const materialOf = (flags: number) => ({ flags, privateKey: makeSigningKey(APEX, flags).exportPrivateKey() });

test("a zone's first set is one CSK, which signs (RFC 6781 §3.1)", () => {
  const set = makeKeySet(APEX);
  expect(set.keys.map(({ flags, algorithm }) => [flags, algorithm])).toEqual([[257, 13]]);
  expect(set.signing).toBe(set.keys[0]);
  expect(set.apex).toEqual(APEX);
  expect(makeKeySet(APEX).signing.publicKey).not.toEqual(set.signing.publicKey);
});

describe("what is encoded is decoded", () => {
  test.each([1, 2, 3])("%i keys, in their order", (count) => {
    const set = loadKeySet(
      APEX,
      Array.from({ length: count }, (_, i) => materialOf(i === 1 ? ZONE_KEY : CSK_FLAGS)),
    );
    const decoded = decodeKeySet(encodeKeySet(set), APEX);
    expect(decoded.keys.map(({ dnskey }) => dnskey)).toEqual(set.keys.map(({ dnskey }) => dnskey));
    expect(decoded.signing.dnskey).toEqual(set.keys[0]!.dnskey);
    expect(keyMaterial(decoded)).toEqual(keyMaterial(set));
    expect(encodeKeySet(decoded)).toEqual(encodeKeySet(set));
  });

  test("and a format of the future is not guessed at", () => {
    const octets = Buffer.from(JSON.stringify({ format: 2, keys: [] }));
    expect(() => decodeKeySet(octets, APEX)).toThrow(expect.objectContaining({ code: "key-set-sealed" }));
  });
});

describe("loadKeySet", () => {
  test("refuses an empty set", () => {
    expect(() => loadKeySet(APEX, [])).toThrow(expect.objectContaining({ code: "key-set-missing" }));
  });

  test("refuses two keys with one tag: the same key twice has one", () => {
    const key = materialOf(CSK_FLAGS);
    expect(() => loadKeySet(APEX, [key, materialOf(CSK_FLAGS), key])).toThrow(
      expect.objectContaining({ name: "SigningError", code: "key-tag-taken" }),
    );
  });

  test("refuses the whole set for one key that is invalid", () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const other = { flags: CSK_FLAGS, privateKey: privateKey.export({ format: "der", type: "pkcs8" }) };
    expect(() => loadKeySet(APEX, [materialOf(CSK_FLAGS), other])).toThrow(
      expect.objectContaining({ name: "SigningError", code: "key-invalid" }),
    );
  });
});
