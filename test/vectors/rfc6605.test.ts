import { createPrivateKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import { verifyOctets } from "../../src/dnssec/algorithm.ts";
import { keyViews } from "../../src/dnssec/keys/apex-records.ts";
import { loadKeySet } from "../../src/dnssec/keys/key-set.ts";
import { signedData } from "../../src/dnssec/signed-data.ts";
import { CSK_FLAGS } from "../../src/dnssec/signing-key.ts";
import { verifyRrset } from "../../src/dnssec/verify.ts";
import { parseName } from "../../src/zone/name-text.ts";
import { aRdata } from "../../src/zone/rdata/a.ts";
import { rrsigRdata } from "../../src/zone/rdata/rrsig.ts";
import { RrType } from "../../src/zone/rr-type.ts";
import { rrset } from "../../src/zone/rrset.ts";
import { labelsFrom } from "../support/reference-order.ts";
import { checkRrsig, keyTagOf, readRrsig, verifySignature } from "../support/reference-signature.ts";

/* RFC 6605 §6.1: "P-256 Example". The numbers are from the RFC, the signature by somebody else's implementation. */

const base64 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "base64"));

const APEX = parseName("example.net.");
const TAG = 55_648;
const PRIVATE_KEY = base64("GU6SnQ/Ou+xC5RumuIUIuJZteXT2z0O/ok1s38Et6mQ=");
const PUBLIC_KEY = base64(
  "GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==",
);
const DS = `${TAG} 13 2 B4C8C1FE2E7477127B27115656AD6256F424625BF5C1E2770CE6D6E37DF61D17`;

const fields = {
  typeCovered: RrType.A,
  algorithm: 13,
  labels: 3,
  originalTtl: 3_600,
  expiration: Date.UTC(2010, 8, 9, 10, 4, 39) / 1_000,
  inception: Date.UTC(2010, 7, 12, 10, 4, 39) / 1_000,
  keyTag: TAG,
  signerName: APEX,
};
const SIGNATURE = base64(
  "qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw==",
);
const www = rrset(parseName("www.example.net."), RrType.A, 3_600, [aRdata.encode({ address: "192.0.2.1" })]);

/** The RFC's key, as PKCS #8. */
function pkcs8(): Uint8Array {
  const [d, x, y] = [PRIVATE_KEY, PUBLIC_KEY.subarray(0, 32), PUBLIC_KEY.subarray(32)].map((octets) =>
    Buffer.from(octets).toString("base64url"),
  ) as [string, string, string];
  const key = createPrivateKey({ key: { kty: "EC", crv: "P-256", d, x, y }, format: "jwk" });
  return key.export({ format: "der", type: "pkcs8" });
}

describe("RFC 6605 §6.1", () => {
  const set = loadKeySet(APEX, [{ flags: CSK_FLAGS, privateKey: pkcs8() }]);

  test("key tag and DS", () => {
    const [view] = keyViews(set);
    expect([view!.keyTag, view!.flags, view!.algorithm]).toEqual([TAG, 257, 13]);
    expect(view!.dnskey).toBe(`257 3 13 ${Buffer.from(PUBLIC_KEY).toString("base64")}`);
    expect(view!.ds.find(({ digestType }) => digestType === 2)?.text).toBe(DS);
    expect(keyTagOf(set.signing.dnskey)).toBe(TAG);
  });

  test("the RRSIG over www.example.net. A 192.0.2.1 verifies", () => {
    expect(verifyOctets(PUBLIC_KEY, signedData(fields, www), SIGNATURE)).toBe(true);
    const rdata = rrsigRdata.encode({ ...fields, signature: SIGNATURE });
    expect(verifyRrset(PUBLIC_KEY, www, rdata, fields.inception)).toBe(true);
  });

  test.each([
    ["another Original TTL", { ...fields, originalTtl: 3_599 }, www],
    ["another expiration", { ...fields, expiration: fields.expiration + 1 }, www],
    ["other Labels", { ...fields, labels: 2 }, www],
    ["another owner", fields, rrset(parseName("wwv.example.net."), RrType.A, 3_600, www.rdatas)],
    ["another address", fields, rrset(www.owner, RrType.A, 3_600, [aRdata.encode({ address: "192.0.2.2" })])],
    ["no address", fields, rrset(www.owner, RrType.A, 3_600, [])],
  ])("with %s it does not", (_, changed, set) => {
    expect(verifyOctets(PUBLIC_KEY, signedData(changed, set), SIGNATURE)).toBe(false);
  });

  test("the verifier of the tests agrees", () => {
    const rrsig = readRrsig(rrsigRdata.encode({ ...fields, signature: SIGNATURE }));
    const zone = { apex: "6e6574 6578616d706c65 ", dnskeys: [set.signing.dnskey] };
    const read = {
      owner: labelsFrom(www.owner),
      type: RrType.A,
      class: 1,
      ttl: 300,
      rdatas: www.rdatas,
      rrsigs: [],
    };
    for (const now of [fields.inception, fields.expiration])
      verifySignature(rrsig, read, checkRrsig(rrsig, read, zone, now));
    expect(() => checkRrsig(rrsig, read, zone, fields.inception - 1)).toThrow("not valid yet");
    expect(() => checkRrsig(rrsig, read, zone, fields.expiration + 1)).toThrow("expired");
    const other = { ...read, rdatas: [aRdata.encode({ address: "192.0.2.2" })] };
    expect(() => verifySignature(rrsig, other, set.signing.dnskey)).toThrow("does not verify");
  });

  test("our own signatures verify as well", () => {
    const data = signedData(fields, www);
    expect(verifyOctets(PUBLIC_KEY, data, set.signing.sign(data))).toBe(true);
  });
});
