import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { canonicalName, compareNames } from "../../src/zone/name.ts";
import { parseName } from "../../src/zone/name-text.ts";
import { dnskeyRdata, keyTag } from "../../src/zone/rdata/dnskey.ts";
import { dsRdata } from "../../src/zone/rdata/ds.ts";
import { nsecRdata } from "../../src/zone/rdata/nsec.ts";
import { formatRdata } from "../../src/zone/rdata/text.ts";
import { RrType } from "../../src/zone/rr-type.ts";

const base64 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "base64"));

// RFC 4034 §6.1: "the following names are sorted in canonical DNS name order."
test("§6.1 canonical DNS name order", () => {
  const ordered = [
    "example",
    "a.example",
    "yljkjljk.a.example",
    "Z.a.example",
    "zABC.a.EXAMPLE",
    "z.example",
    "\\001.z.example",
    "*.z.example",
    "\\200.z.example",
  ].map(parseName);
  expect([...ordered].reverse().sort(compareNames)).toEqual(ordered);
  for (const [i, a] of ordered.entries()) {
    for (const [j, b] of ordered.entries()) expect(Math.sign(compareNames(a, b))).toBe(Math.sign(i - j));
  }
});

// RFC 4034 §4.3: alfa.example.com. 86400 IN NSEC host.example.com. ( A MX RRSIG NSEC TYPE1234 )
test("§4.3 NSEC", () => {
  const [A, MX, TYPE1234] = [1, 15, 1234];
  const fields = {
    nextDomainName: parseName("host.example.com."),
    types: [A, MX, RrType.RRSIG, RrType.NSEC, TYPE1234],
  };
  const octets = Buffer.concat([
    Buffer.from("\x04host\x07example\x03com\x00", "latin1"),
    Buffer.from("0006400100000003", "hex"),
    Buffer.from(`041b${"00".repeat(26)}20`, "hex"),
  ]);
  expect(nsecRdata.encode(fields)).toEqual(Uint8Array.from(octets));
  expect(nsecRdata.decode(octets)).toEqual(fields);
});

const signed = [
  {
    source: "RFC 4034 §5.4",
    owner: "dskey.example.com.",
    flags: 256,
    algorithm: 5,
    publicKey:
      "AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+" +
      "X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==",
    tag: 60485,
    digestType: 1,
    hash: "sha1",
    digest: "2BB183AF5F22588179A53B0A98631FAD1A292118",
  },
  {
    source: "RFC 6605 §6.1",
    owner: "example.net.",
    flags: 257,
    algorithm: 13,
    publicKey: "GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==",
    tag: 55648,
    digestType: 2,
    hash: "sha256",
    digest: "B4C8C1FE2E7477127B27115656AD6256F424625BF5C1E2770CE6D6E37DF61D17",
  },
];

test.each(signed)(
  "$source DNSKEY and DS",
  ({ owner, flags, algorithm, publicKey, tag, digestType, hash, digest }) => {
    const dnskey = dnskeyRdata.encode({ flags, protocol: 3, algorithm, publicKey: base64(publicKey) });
    expect(keyTag(dnskey)).toBe(tag);
    expect(formatRdata(RrType.DNSKEY, dnskey)).toBe(`${flags} 3 ${algorithm} ${publicKey}`);
    // RFC 4034 §5.1.4: digest = digest_algorithm( DNSKEY owner name | DNSKEY RDATA ).
    const digested = createHash(hash)
      .update(canonicalName(parseName(owner)))
      .update(dnskey)
      .digest();
    const ds = dsRdata.encode({ keyTag: tag, algorithm, digestType, digest: digested });
    expect(formatRdata(RrType.DS, ds)).toBe(`${tag} ${algorithm} ${digestType} ${digest}`);
  },
);
