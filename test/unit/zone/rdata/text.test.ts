import { expect, test } from "vitest";
import { parseName } from "../../../../src/zone/name-text.ts";
import { nsRdata } from "../../../../src/zone/rdata/ns.ts";
import { soaRdata } from "../../../../src/zone/rdata/soa.ts";
import { formatRdata } from "../../../../src/zone/rdata/text.ts";
import { RrType } from "../../../../src/zone/rr-type.ts";

const octets = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));
const soa = soaRdata.encode({
  mname: parseName("ns1.example"),
  rname: parseName("host\\.master.example"),
  serial: 2026010101,
  refresh: 14400,
  retry: 3600,
  expire: 604800,
  minimum: 60,
});

test.each([
  [RrType.A, octets("c0000201"), "192.0.2.1"],
  [RrType.AAAA, octets("20010db8000000000000000000000001"), "2001:db8::1"],
  [RrType.NS, nsRdata.encode({ nsdname: parseName("ns1.example") }), "ns1.example."],
  [RrType.SOA, soa, "ns1.example. host\\.master.example. 2026010101 14400 3600 604800 60"],
  [RrType.DS, octets("ec45050200abcdef"), "60485 5 2 00ABCDEF"],
  [RrType.CDS, octets("0000000000"), "0 0 0 00"],
  [RrType.DNSKEY, octets("0101030dfbff00"), "257 3 13 +/8A"],
  [RrType.CDNSKEY, octets("0000030000"), "0 3 0 AA=="],
  [RrType.TXT, octets("0461225c20027fc300023b0a"), '"a\\"\\\\ " "\\127\\195" "" ";\\010"'],
  [RrType.NSEC, octets("0000014001"), "\\# 5 0000014001"],
  [65280, octets(""), "\\# 0"],
])("type %i", (type, rdata, text) => {
  expect(formatRdata(type, rdata)).toBe(text);
});

test("RDATA that is not of its type is refused", () => {
  expect(() => formatRdata(RrType.A, octets("c00002"))).toThrow(
    expect.objectContaining({ name: "WireError" }),
  );
});
