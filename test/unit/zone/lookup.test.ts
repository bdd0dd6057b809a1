import { describe, expect, test } from "vitest";
import { HashedName } from "../../../src/zone/hashed-name.ts";
import { type Lookup, lookup, typesAt } from "../../../src/zone/lookup.ts";
import { canonicalName, type Name, parentName } from "../../../src/zone/name.ts";
import { formatName, parseName } from "../../../src/zone/name-text.ts";
import { RrType } from "../../../src/zone/rr-type.ts";
import { createZone, type Zone } from "../../../src/zone/zone.ts";
import { zoneConfig } from "../../../src/zone/zone-config.ts";

const { A, AAAA, NS, SOA, TXT, DS, RRSIG, NSEC } = RrType;

/** A zone with these users; its first name server is `ns.a.` below the apex where `inside`. */
function zoneOf(apex: string, inside: boolean, ...users: string[]): Zone {
  const config = zoneConfig({
    domain: "example.com",
    apex,
    nameServers: [
      inside
        ? { name: `ns.a.${apex}`, addresses: ["192.0.2.1", "2001:db8::1"] }
        : { name: "ns1.example.net" },
      { name: "ns2.example.net" },
    ],
  });
  const zone = createZone({ config, serial: 1, apexRrsets: [], signatureOctets: 200 });
  for (const user of users) {
    const owner = parseName(`${user}.user._bitcoin-payment.example.com`);
    zone.replica.put(owner, { rdata: Uint8Array.of(1, 0x61), ttl: 300, revision: 1, expiresAt: 0 });
  }
  return zone;
}

const at = (zone: Zone, name: string, type: number): Lookup =>
  lookup(zone, HashedName.of(parseName(name)), type);

/** The suffix of a name that begins with a label. */
function suffix(name: string, label: number): string {
  let rest: Name = canonicalName(parseName(name));
  for (let i = 0; i < label; i++) rest = parentName(rest);
  return formatName(rest);
}

const BASE = "user._bitcoin-payment.example.com.";
const atDomain = zoneOf("example.com", true, "alice", "send.some", "b.c.d");
const atPayment = zoneOf("_bitcoin-payment.example.com", true, "alice", "send.some");
const atUser = zoneOf("user._bitcoin-payment.example.com", false, "alice", "send.some");

const expectPayment = (zone: Zone, name: string): void => {
  const found = at(zone, name, TXT);
  if (found.kind !== "payment") throw new Error(found.kind);
  expect(zone.replica.owner(found.node)).toEqual(canonicalName(parseName(name)));
};

describe.each([
  ["example.com.", atDomain],
  ["_bitcoin-payment.example.com.", atPayment],
  ["user._bitcoin-payment.example.com.", atUser],
])("a zone at %s", (apex, zone) => {
  test("answers TXT at payment names, in any case, and NODATA for other types", () => {
    for (const user of ["alice", "ALICE", "send.some", "Send.SOME"]) {
      expectPayment(zone, `${user}.${BASE}`);
      for (const type of [A, NS, SOA, DS, NSEC, RRSIG, RrType.ANY, 65_280]) {
        expect(at(zone, `${user}.${BASE}`, type)).toEqual({ kind: "no-data", types: [TXT, RRSIG, NSEC] });
      }
    }
  });

  test("answers its own SOA and NS, and NODATA for DS, which lives in the parent (RFC 4035 §3.1.4.1)", () => {
    expect(at(zone, apex, SOA)).toEqual({ kind: "own", rrset: zone.soa });
    expect(at(zone, apex.toUpperCase(), NS)).toMatchObject({ kind: "own", rrset: { type: NS } });
    for (const type of [DS, TXT, A]) {
      expect(at(zone, apex, type)).toEqual({ kind: "no-data", types: [NS, SOA, RRSIG, NSEC] });
    }
  });

  test("knows its empty non-terminals", () => {
    const between = [`some.${BASE}`, BASE, "_bitcoin-payment.example.com."];
    for (const name of between.filter((name) => name.endsWith(`.${apex}`))) {
      for (const type of [TXT, A, DS])
        expect(at(zone, name, type)).toEqual({ kind: "no-data", types: [RRSIG, NSEC] });
    }
  });

  test.each([
    ["example.org.", "another domain"],
    ["com.", "above the apex"],
    [".", "the root"],
    [`alice.user._bitcoin-payment.example.com.evil.`, "the apex in the middle"],
    [`alice.x${apex}`, "the apex's octets at a label's end"],
    ["x\\003com.", "the apex's octets within a label"],
  ])("%s is out of zone: %s", (name) => {
    expect(at(zone, name, TXT)).toEqual({ kind: "out-of-zone" });
  });

  test.each([
    [`bob.${BASE}`, BASE],
    [`x.alice.${BASE}`, `alice.${BASE}`],
    [`a.b.c.alice.${BASE}`, `alice.${BASE}`],
    [`x.some.${BASE}`, `some.${BASE}`],
    [`x.send.some.${BASE}`, `send.some.${BASE}`],
    [`*.${BASE}`, BASE],
    [`xalice.${BASE}`, BASE],
    [`alic.${BASE}`, BASE],
    [`\\000.${BASE}`, BASE],
    [`\\005alice.${BASE}`, BASE],
  ])("%s does not exist; its closest encloser is %s", (name, encloser) => {
    const found = at(zone, name, TXT);
    if (found.kind !== "name-error") throw new Error(found.kind);
    expect(suffix(name, found.closestEncloser)).toBe(encloser);
    expect(found.nextCloser).toBe(found.closestEncloser - 1);
  });
});

describe("names above the users", () => {
  test.each([
    [atDomain, "www.example.com.", "example.com."],
    [atDomain, "xuser._bitcoin-payment.example.com.", "_bitcoin-payment.example.com."],
    [atDomain, "alice.xuser._bitcoin-payment.example.com.", "_bitcoin-payment.example.com."],
    [atPayment, "a.b.xuser._bitcoin-payment.example.com.", "_bitcoin-payment.example.com."],
  ])("%#: %s", (zone, name, encloser) => {
    const found = at(zone, name, TXT);
    if (found.kind !== "name-error") throw new Error(found.kind);
    expect(suffix(name, found.closestEncloser)).toBe(encloser);
  });

  test("are empty non-terminals of a zone above them while there are users", () => {
    for (const name of [BASE, "_bitcoin-payment.example.com.", "d.user._bitcoin-payment.example.com."])
      expect(at(atDomain, name, TXT)).toEqual({ kind: "no-data", types: [RRSIG, NSEC] });
    const empty = zoneOf("example.com", false);
    expect(at(empty, BASE, TXT)).toMatchObject({ kind: "name-error" });
    expect(at(empty, "_bitcoin-payment.example.com.", TXT)).toMatchObject({ kind: "name-error" });
  });

  test("are out of the zone below them", () => {
    expect(at(atUser, "_bitcoin-payment.example.com.", TXT)).toEqual({ kind: "out-of-zone" });
    expect(at(atUser, "alice.xuser._bitcoin-payment.example.com.", TXT)).toEqual({ kind: "out-of-zone" });
  });
});

test("a name that is also an ancestor answers for itself, and stays as an empty non-terminal", () => {
  const zone = zoneOf("_bitcoin-payment.example.com", false, "some", "send.some");
  expectPayment(zone, `some.${BASE}`);
  zone.replica.remove(parseName(`some.${BASE}`));
  expect(at(zone, `some.${BASE}`, TXT)).toEqual({ kind: "no-data", types: [RRSIG, NSEC] });
  zone.replica.remove(parseName(`send.some.${BASE}`));
  expect(at(zone, `some.${BASE}`, TXT)).toMatchObject({ kind: "name-error" });
});

test("a name server inside the zone has its addresses, true types and an ancestor", () => {
  const name = "ns.a._bitcoin-payment.example.com.";
  expect(at(atPayment, name, A)).toMatchObject({
    kind: "own",
    rrset: { rdatas: [Uint8Array.of(192, 0, 2, 1)] },
  });
  expect(at(atPayment, name, AAAA)).toMatchObject({ kind: "own", rrset: { type: AAAA } });
  expect(at(atPayment, name, TXT)).toEqual({ kind: "no-data", types: [A, AAAA, RRSIG, NSEC] });
  expect(at(atPayment, "a._bitcoin-payment.example.com.", A)).toEqual({
    kind: "no-data",
    types: [RRSIG, NSEC],
  });
  expect(at(atPayment, "b._bitcoin-payment.example.com.", A)).toMatchObject({ kind: "name-error" });
});

test("typesAt of the node before a name, as denial asks it", () => {
  const typesBefore = (name: string) => typesAt(atPayment, atPayment.replica.before(parseName(name)));
  expect(typesBefore(`\\000.alice.${BASE}`)).toEqual([TXT, RRSIG, NSEC]);
  expect(typesBefore(`\\000.some.${BASE}`)).toEqual([RRSIG, NSEC]);
  expect(typesBefore("\\000._bitcoin-payment.example.com.")).toEqual([NS, SOA, RRSIG, NSEC]);
});
