import { describe, expect, test } from "vitest";
import { verifyOctets } from "../../../src/dnssec/algorithm.ts";
import { signedData } from "../../../src/dnssec/signed-data.ts";
import { createSigner, signatureRrOctets } from "../../../src/dnssec/signer.ts";
import type { SigningKey } from "../../../src/dnssec/signing-key.ts";
import { DEFAULT_VALIDITY, validityWindow } from "../../../src/dnssec/validity.ts";
import { parseName } from "../../../src/zone/name-text.ts";
import { rrsigRdata } from "../../../src/zone/rdata/rrsig.ts";
import { type Rrset, rrset } from "../../../src/zone/rrset.ts";
import { RFC6605, rfc6605Key } from "./rfc6605-key.ts";

const APEX = parseName("_bitcoin-payment.example.com.");
const NOW = Date.UTC(2026, 0) / 1000;
const key = rfc6605Key();
const signer = createSigner(APEX, key, DEFAULT_VALIDITY);
const txt = (owner: string, ttl = 300): Rrset => rrset(parseName(owner), 16, ttl, [Uint8Array.of(1, 0x61)]);
const alice = txt("alice.user._bitcoin-payment.example.com.");

test("the RRSIG says what was signed, by whom, and for when", () => {
  const { rrsig, refreshAt, expiration } = signer.sign(alice, NOW);
  const window = validityWindow(DEFAULT_VALIDITY, alice.owner, NOW);
  const { signature, ...fields } = rrsigRdata.decode(rrsig);
  expect(fields).toEqual({
    typeCovered: 16,
    algorithm: 13,
    labels: 5,
    originalTtl: 300,
    expiration: window.expiration,
    inception: window.inception,
    keyTag: RFC6605.keyTag,
    signerName: APEX,
  });
  expect([refreshAt, expiration]).toEqual([window.refreshAt, window.expiration]);
  expect(signature).toHaveLength(64);
  expect(verifyOctets(key.publicKey, signedData(fields, alice), signature)).toBe(true);
  expect(
    verifyOctets(key.publicKey, signedData(fields, { ...alice, rdatas: [Uint8Array.of(0)] }), signature),
  ).toBe(false);
});

// RFC 4034 §3.1.3: "The value of the Labels field MUST NOT count either the null (root) label that terminates the owner
// name or the wildcard label (if present)."
test.each([
  [".", 0],
  ["example.", 1],
  ["www.example.com.", 3],
  ["*.example.com.", 2],
  ["*.", 0],
  ["*", 0],
  ["**.example.com.", 3],
  ["a.*.example.com.", 4],
  ["\\042.example.com.", 2],
  ["\\001*.example.com.", 3],
  ["send.some.user._bitcoin-payment.example.com.", 6],
  [`${"a.".repeat(127)}`, 127],
])("%s has %i labels", (owner, labels) => {
  expect(rrsigRdata.decode(signer.sign(txt(owner), NOW).rrsig).labels).toBe(labels);
});

describe("times", () => {
  test("2038-01-19 is an ordinary day", () => {
    const { rrsig, expiration } = signer.sign(alice, 2 ** 31);
    const fields = rrsigRdata.decode(rrsig);
    expect(fields.expiration).toBe(expiration);
    expect(fields.expiration).toBeGreaterThan(2 ** 31);
    expect(fields.expiration - fields.inception).toBe(
      DEFAULT_VALIDITY.lifetime + DEFAULT_VALIDITY.inceptionOffset,
    );
  });

  test("wrap as serial numbers in 2106, expiration first (RFC 4034 §3.1.5)", () => {
    const before = rrsigRdata.decode(signer.sign(alice, 2 ** 32 - 1).rrsig);
    expect(before.expiration).toBeLessThan(DEFAULT_VALIDITY.lifetime);
    expect(before.inception).toBeGreaterThan(2 ** 32 - 10 * 86_400);
    const after = signer.sign(alice, 2 ** 32 + 30 * 86_400);
    const fields = rrsigRdata.decode(after.rrsig);
    expect(fields.inception).toBeLessThan(30 * 86_400);
    expect(fields.expiration).toBe(after.expiration - 2 ** 32);
    expect(after.refreshAt).toBeGreaterThan(2 ** 32);
    for (const { expiration, inception } of [before, fields])
      expect((expiration - inception) | 0).toBe(DEFAULT_VALIDITY.lifetime + DEFAULT_VALIDITY.inceptionOffset);
  });

  test("end with the record, and there is no signature after that", () => {
    const { rrsig, expiration } = signer.sign(alice, NOW, NOW + 60);
    expect([rrsigRdata.decode(rrsig).expiration, expiration]).toEqual([NOW + 60, NOW + 60]);
    for (const end of [NOW, NOW - 1])
      expect(() => signer.sign(alice, NOW, end)).toThrow(expect.objectContaining({ code: "no-validity" }));
  });
});

test.each([0, 1, 86_400, 2 ** 31 - 1])("the original TTL is the RRset's: %i s", (ttl) => {
  const set = txt("bob.user._bitcoin-payment.example.com.", ttl);
  const { signature, ...fields } = rrsigRdata.decode(signer.sign(set, NOW).rrsig);
  expect(fields.originalTtl).toBe(ttl);
  expect(verifyOctets(key.publicKey, signedData(fields, set), signature)).toBe(true);
});

test.each([".", "example.com.", "user._bitcoin-payment.example.com."])(
  "every RRSIG RR in the zone at %s has the octets foretold",
  (apex) => {
    const name = parseName(apex);
    const { rrsig } = createSigner(name, key, DEFAULT_VALIDITY).sign(alice, NOW);
    // Pointer, type, class, TTL and RDLENGTH are 12 octets.
    expect(signatureRrOctets(name)).toBe(12 + rrsig.length);
  },
);

test("a key that fails is not passed over", () => {
  const broken: SigningKey = {
    ...key,
    sign: () => {
      throw new Error("no more");
    },
  };
  expect(() => createSigner(APEX, broken, DEFAULT_VALIDITY).sign(alice, NOW)).toThrow("no more");
});
