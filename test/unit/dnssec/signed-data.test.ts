import { describe, expect, test } from "vitest";
import { probeData, signedData } from "../../../src/dnssec/signed-data.ts";
import { parseName } from "../../../src/zone/name-text.ts";
import { rrset } from "../../../src/zone/rrset.ts";

const FIELDS = {
  typeCovered: 16,
  algorithm: 13,
  labels: 5,
  originalTtl: 300,
  expiration: 0x89abcdef,
  inception: 0x01234567,
  keyTag: 55648,
  signerName: parseName("_bitcoin-payment.EXAMPLE.com."),
};
const OWNER = parseName("alice.user._bitcoin-payment.example.com.");
const hex = (octets: Uint8Array): string => Buffer.from(octets).toString("hex");

/** RFC 4034 §3.1.8.1, spelled out. */
const RRSIG_RDATA = [
  "0010", // type covered
  "0d", // algorithm
  "05", // labels
  "0000012c", // original TTL
  "89abcdef", // signature expiration
  "01234567", // signature inception
  "d960", // key tag
  // signer's name: uncompressed, in lower case
  "10",
  hex(Buffer.from("_bitcoin-payment")),
  "07",
  hex(Buffer.from("example")),
  "03",
  hex(Buffer.from("com")),
  "00",
];
const OWNER_OCTETS = [
  "05",
  hex(Buffer.from("alice")),
  "04",
  hex(Buffer.from("user")),
  ...RRSIG_RDATA.slice(7),
];
const rr = (ttl: string, rdata: string): string[] => [
  ...OWNER_OCTETS,
  "0010", // type
  "0001", // class IN
  ttl,
  (rdata.length / 2).toString(16).padStart(4, "0"),
  rdata,
];

describe("RFC 4034 §3.1.8.1", () => {
  test("signed_data = RRSIG_RDATA | RR(1): one record", () => {
    const set = rrset(OWNER, 16, 300, [Buffer.from("0161", "hex")]);
    expect(hex(signedData(FIELDS, set))).toBe([...RRSIG_RDATA, ...rr("0000012c", "0161")].join(""));
  });

  test("each record has its owner, class, TTL and RDATA length; RDATA in canonical order", () => {
    const rdatas = ["026262", "0162", "0161", "0161"].map((octets) => Buffer.from(octets, "hex"));
    const parts = ["0161", "0162", "026262"].flatMap((rdata) => rr("0000012c", rdata));
    expect(hex(signedData(FIELDS, rrset(OWNER, 16, 300, rdatas)))).toBe([...RRSIG_RDATA, ...parts].join(""));
  });

  test("the TTL is the original one, whatever the RRset's is now", () => {
    const set = rrset(OWNER, 16, 7, [Buffer.from("0161", "hex")]);
    expect(hex(signedData(FIELDS, set))).toBe([...RRSIG_RDATA, ...rr("0000012c", "0161")].join(""));
  });

  test("RDATA of more than 255 octets has its length in two", () => {
    const rdata = Buffer.alloc(2100, 0x61);
    const data = hex(signedData(FIELDS, rrset(OWNER, 16, 300, [rdata])));
    expect(data.endsWith(`0834${hex(rdata)}`)).toBe(true);
  });

  test("every field changes the octets", () => {
    const set = rrset(OWNER, 16, 300, [Buffer.from("0161", "hex")]);
    const variants = [
      signedData(FIELDS, set),
      ...(
        ["typeCovered", "algorithm", "labels", "originalTtl", "expiration", "inception", "keyTag"] as const
      ).map((field) => signedData({ ...FIELDS, [field]: FIELDS[field] + 1 }, set)),
      signedData({ ...FIELDS, signerName: parseName("example.com.") }, set),
      signedData(FIELDS, { ...set, type: 99 }),
      signedData(FIELDS, { ...set, owner: parseName("bob.") }),
      signedData(FIELDS, { ...set, rdatas: [] }),
    ];
    expect(new Set(variants.map(hex)).size).toBe(variants.length);
  });
});

test("the probe of a key is about its own zone, and about nothing that an answer could hold", () => {
  const probe = probeData(parseName("example.net."));
  expect(hex(probe)).toBe(`${"00".repeat(18)}${hex(parseName("example.net."))}`);
  expect(hex(probeData(parseName("example.org.")))).not.toBe(hex(probe));
});
