import { describe, expect, test } from "vitest";
import { parseName } from "../../../../src/zone/name-text.ts";
import { aRdata } from "../../../../src/zone/rdata/a.ts";
import { aaaaRdata } from "../../../../src/zone/rdata/aaaa.ts";
import { caaRdata } from "../../../../src/zone/rdata/caa.ts";
import { cdnskeyRdata } from "../../../../src/zone/rdata/cdnskey.ts";
import type { RdataCodec } from "../../../../src/zone/rdata/codec.ts";
import { dnskeyRdata } from "../../../../src/zone/rdata/dnskey.ts";
import { cdsRdata, dsRdata } from "../../../../src/zone/rdata/ds.ts";
import { hinfoRdata } from "../../../../src/zone/rdata/hinfo.ts";
import { nsRdata } from "../../../../src/zone/rdata/ns.ts";
import { nsecRdata } from "../../../../src/zone/rdata/nsec.ts";
import { rrsigRdata } from "../../../../src/zone/rdata/rrsig.ts";
import { soaRdata } from "../../../../src/zone/rdata/soa.ts";
import { txtRdata } from "../../../../src/zone/rdata/txt.ts";
import { RrType } from "../../../../src/zone/rr-type.ts";

const octets = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));

const of = <Fields>(type: number, codec: RdataCodec<Fields>, fields: Fields, hex: string) =>
  [type, codec as RdataCodec<unknown>, fields as unknown, hex] as const;

const key = { flags: 257, protocol: 3, algorithm: 13, publicKey: octets("a1b2") };
const digest = { keyTag: 0x1234, algorithm: 13, digestType: 2, digest: octets("d1d2") };

describe.each([
  of(RrType.A, aRdata, { address: "192.0.2.1" }, "c0 00 02 01"),
  of(RrType.AAAA, aaaaRdata, { address: "2001:db8::a:b" }, "20010db8 00000000 00000000 000a000b"),
  of(RrType.NS, nsRdata, { nsdname: parseName("ns.e") }, "02 6e73 01 65 00"),
  of(
    RrType.SOA,
    soaRdata,
    {
      mname: parseName("n"),
      rname: parseName("h.m"),
      serial: 0xfffffffe,
      refresh: 1,
      retry: 2,
      expire: 3,
      minimum: 4,
    },
    "01 6e 00  01 68 01 6d 00  fffffffe 00000001 00000002 00000003 00000004",
  ),
  of(RrType.TXT, txtRdata, { strings: [ascii("ab"), ascii(""), ascii("c")] }, "02 6162 00 01 63"),
  of(RrType.HINFO, hinfoRdata, { cpu: ascii("RFC8482"), os: ascii("") }, "07 52464338343832 00"),
  of(RrType.DNSKEY, dnskeyRdata, key, "0101 03 0d a1b2"),
  of(RrType.CDNSKEY, cdnskeyRdata, key, "0101 03 0d a1b2"),
  of(RrType.DS, dsRdata, digest, "1234 0d 02 d1d2"),
  of(RrType.CDS, cdsRdata, digest, "1234 0d 02 d1d2"),
  of(
    RrType.RRSIG,
    rrsigRdata,
    {
      typeCovered: RrType.TXT,
      algorithm: 13,
      labels: 4,
      originalTtl: 300,
      // 2038-01-19T03:14:08Z: one more than a signed 32-bit number holds.
      expiration: 0x80000000,
      inception: 0x7fff0000,
      keyTag: 0xbeef,
      signerName: parseName("e"),
      signature: octets("5161"),
    },
    "0010 0d 04 0000012c 80000000 7fff0000 beef 01 65 00 5161",
  ),
  of(
    RrType.NSEC,
    nsecRdata,
    { nextDomainName: parseName("\\000.e"), types: [46, 47, 257] },
    "01 00 01 65 00  00 06 000000000003  01 01 40",
  ),
  of(RrType.CAA, caaRdata, { flags: 128, tag: "issue", value: ascii(";") }, "80 05 6973737565 3b"),
])("type %i", (type, codec, fields, hex) => {
  const rdata = octets(hex);

  test("fields and octets", () => {
    expect(codec.type).toBe(type);
    expect(codec.encode(fields)).toEqual(rdata);
    expect(codec.decode(rdata)).toEqual(fields);
  });
});

test("names of NS, SOA and RRSIG go to lower case, that of NSEC stays", () => {
  const name = parseName("A.Example");
  const lower = parseName("a.example");
  expect(nsRdata.encode({ nsdname: name })).toEqual(lower);
  const soa = soaRdata.encode({
    mname: name,
    rname: name,
    serial: 0,
    refresh: 0,
    retry: 0,
    expire: 0,
    minimum: 0,
  });
  expect(soa.slice(0, 2 * name.length)).toEqual(Uint8Array.from([...lower, ...lower]));
  const numbers = {
    typeCovered: 1,
    algorithm: 13,
    labels: 2,
    originalTtl: 0,
    expiration: 0,
    inception: 0,
    keyTag: 0,
  };
  const rrsig = rrsigRdata.encode({ ...numbers, signerName: name, signature: octets("5a") });
  expect(rrsig.slice(18)).toEqual(Uint8Array.from([...lower, 0x5a]));
  expect(nsecRdata.encode({ nextDomainName: name, types: [] })).toEqual(name);
  expect(nsRdata.decode(name)).toEqual({ nsdname: name });
});

test.each([
  [aRdata, "c00002", "truncated"],
  [aRdata, "c000020100", "trailing-octets"],
  [aaaaRdata, "00".repeat(15), "truncated"],
  [aaaaRdata, "00".repeat(17), "trailing-octets"],
  [nsRdata, "016500ff", "trailing-octets"],
  [nsRdata, "0165c000", "label-type"],
  [soaRdata, "00".repeat(2 + 19), "truncated"],
  [soaRdata, "00".repeat(2 + 21), "trailing-octets"],
  [txtRdata, "", "truncated"],
  [txtRdata, "0261", "truncated"],
  [hinfoRdata, "00", "truncated"],
  [hinfoRdata, "000000", "trailing-octets"],
  [dnskeyRdata, "010103", "truncated"],
  [dsRdata, "12340d", "truncated"],
  [rrsigRdata, "00100d040000012c800000007fff0000beef", "truncated"],
  [nsecRdata, "", "truncated"],
  [caaRdata, "8000", "value-range"],
  [caaRdata, "80012d", "value-range"],
  [caaRdata, "800561", "truncated"],
] as const)("refuses octets %#", (codec, hex, code) => {
  expect(() => codec.decode(octets(hex))).toThrow(expect.objectContaining({ name: "WireError", code }));
});

test.each<[string, () => Uint8Array, string]>([
  ["A of three parts", () => aRdata.encode({ address: "192.0.2" }), "value-range"],
  ["A beyond 255", () => aRdata.encode({ address: "192.0.2.256" }), "value-range"],
  ["A with a leading zero", () => aRdata.encode({ address: "192.0.2.01" }), "value-range"],
  ["TXT without strings", () => txtRdata.encode({ strings: [] }), "value-range"],
  ["TXT string of 256", () => txtRdata.encode({ strings: [new Uint8Array(256)] }), "value-range"],
  ["TXT over 65535", () => txtRdata.encode({ strings: Array(257).fill(new Uint8Array(255)) }), "overflow"],
  [
    "HINFO of 256",
    () => hinfoRdata.encode({ cpu: new Uint8Array(256), os: new Uint8Array(0) }),
    "value-range",
  ],
  [
    "CAA without a tag",
    () => caaRdata.encode({ flags: 0, tag: "", value: new Uint8Array(0) }),
    "value-range",
  ],
  [
    "CAA tag with a dash",
    () => caaRdata.encode({ flags: 0, tag: "a-b", value: new Uint8Array(0) }),
    "value-range",
  ],
  [
    "NSEC type of 17 bits",
    () => nsecRdata.encode({ nextDomainName: parseName("e"), types: [65536] }),
    "value-range",
  ],
  ["DS tag of 17 bits", () => dsRdata.encode({ ...digest, keyTag: 65536 }), "value-range"],
])("refuses %s", (_what, encode, code) => {
  expect(encode).toThrow(expect.objectContaining({ name: "WireError", code }));
});
