import { describe, expect, test } from "vitest";
import { HashedName } from "../../../src/zone/hashed-name.ts";
import { lookup } from "../../../src/zone/lookup.ts";
import { parseName } from "../../../src/zone/name-text.ts";
import { soaRdata } from "../../../src/zone/rdata/soa.ts";
import { formatRdata } from "../../../src/zone/rdata/text.ts";
import { RrType } from "../../../src/zone/rr-type.ts";
import { rrset } from "../../../src/zone/rrset.ts";
import { createZone, type Zone } from "../../../src/zone/zone.ts";
import { type ZoneInput, zoneConfig } from "../../../src/zone/zone-config.ts";

const APEX = "_bitcoin-payment.example.com";
const INPUT: ZoneInput = {
  domain: "example.com",
  nameServers: [
    { name: "ns1.example.net" },
    { name: `NS.${APEX}`, addresses: ["192.0.2.2", "2001:db8::2", "192.0.2.1", "192.0.2.2"] },
  ],
  timers: { refresh: 20_000, retry: 4_000, expire: 700_000, minimum: 120 },
  infrastructureTtl: 900,
};
const zoneWith = (changes: Partial<ZoneInput> = {}, serial = 7): Zone =>
  createZone({ config: zoneConfig({ ...INPUT, ...changes }), serial, apexRrsets: [], signatureOctets: 200 });

const text = (zone: Zone, owner: string, type: number): string[] => {
  const found = lookup(zone, HashedName.of(parseName(owner)), type);
  if (found.kind !== "own") throw new Error(found.kind);
  expect(found.rrset.ttl).toBe(900);
  expect(found.rrset.owner).toEqual(parseName(owner));
  return found.rrset.rdatas.map((rdata) => formatRdata(type, rdata));
};

test("the apex has SOA and NS of the configuration", () => {
  const zone = zoneWith();
  expect(text(zone, APEX, RrType.SOA)).toEqual([
    "ns1.example.net. hostmaster.example.com. 7 20000 4000 700000 120",
  ]);
  expect(text(zone, APEX, RrType.NS)).toEqual([`ns.${APEX}.`, "ns1.example.net."]);
  expect([zone.apex, zone.apexLabels]).toEqual([parseName(APEX), 3]);
});

test("a name server inside the zone has its addresses, sorted and each once", () => {
  const zone = zoneWith();
  expect(text(zone, `ns.${APEX}`, RrType.A)).toEqual(["192.0.2.1", "192.0.2.2"]);
  expect(text(zone, `ns.${APEX}`, RrType.AAAA)).toEqual(["2001:db8::2"]);
  expect(zone.owners).toHaveLength(2);
});

test("there is no RRset without records", () => {
  const nameServers = [INPUT.nameServers[0]!, { name: `ns.${APEX}`, addresses: ["2001:db8::2"] }];
  const [, server] = zoneWith({ nameServers }).owners;
  expect([...server!.rrsets.keys()]).toEqual([RrType.AAAA]);
  expect(server!.types).toEqual([RrType.AAAA, RrType.RRSIG, RrType.NSEC]);
});

test("the keys' RRsets are the apex's, and its types are in ascending order", () => {
  const apexRrsets = [RrType.CDNSKEY, RrType.DNSKEY, RrType.CDS].map((type) =>
    rrset(parseName(APEX), type, 900, [Uint8Array.of(type)]),
  );
  const zone = createZone({ config: zoneConfig(INPUT), serial: 1, apexRrsets, signatureOctets: 200 });
  for (const set of apexRrsets) {
    expect(lookup(zone, HashedName.of(parseName(APEX)), set.type)).toEqual({ kind: "own", rrset: set });
  }
  const { NS, SOA, RRSIG, NSEC, DNSKEY, CDS, CDNSKEY } = RrType;
  expect(zone.owners[0]!.types).toEqual([NS, SOA, RRSIG, NSEC, DNSKEY, CDS, CDNSKEY]);
});

describe("the serial", () => {
  test("moves, in the SOA that is asked for and in `soa`; the RRset is another object", () => {
    const zone = zoneWith();
    const before = zone.soa;
    zone.setSerial(8);
    expect(text(zone, APEX, RrType.SOA)[0]).toContain(" 8 20000 ");
    expect(soaRdata.decode(zone.soa.rdatas[0]!).serial).toBe(8);
    // Signatures are kept by the RRset.
    expect(zone.soa).not.toBe(before);
    expect(soaRdata.decode(before.rdatas[0]!).serial).toBe(7);
  });

  test.each([
    [2 ** 32 - 1, 2 ** 32 - 1],
    [2 ** 32, 0],
    [2 ** 32 + 5, 5],
  ])("of the store, %i, is %i in the SOA (RFC 1982)", (serial, expected) => {
    const moved = zoneWith();
    moved.setSerial(serial);
    for (const zone of [moved, zoneWith({}, serial)]) {
      expect(soaRdata.decode(zone.soa.rdatas[0]!).serial).toBe(expected);
    }
  });
});

test.each([
  [3600, 60, 60],
  [300, 300, 300],
  [300, 299, 299],
])(
  "SOA TTL %i and minimum %i: negative answers live %i s (RFC 9077 §3)",
  (infrastructureTtl, minimum, ttl) => {
    expect(zoneWith({ infrastructureTtl, timers: { minimum } }).negativeTtl).toBe(ttl);
  },
);

test("the SOA's own TTL bounds them too", () => {
  const config = { ...zoneConfig(INPUT), infrastructureTtl: 30 };
  expect(createZone({ config, serial: 1, apexRrsets: [], signatureOctets: 200 }).negativeTtl).toBe(30);
});

test("a zone begins without payment names, and does not take its own names for payment names", () => {
  const zone = zoneWith();
  expect(zone.replica.names).toBe(0);
  const record = { rdata: Uint8Array.of(0), ttl: 1, revision: 1, expiresAt: 0 };
  for (const name of [
    APEX,
    `NS.${APEX}`,
    "example.com",
    "alice.user._bitcoin-payment.example.org",
    `*.${APEX}`,
    `a.*.user.${APEX}`,
  ]) {
    expect(() => zone.replica.put(parseName(name), record)).toThrow(RangeError);
    expect(zone.replica.names).toBe(0);
  }
  expect(zone.replica.remove(parseName(`ns.${APEX}`))).toBe(false);
});
