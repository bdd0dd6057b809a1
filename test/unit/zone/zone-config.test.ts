import { describe, expect, test } from "vitest";
import { formatName } from "../../../src/zone/name-text.ts";
import { userBase } from "../../../src/zone/user-base.ts";
import { createZone } from "../../../src/zone/zone.ts";
import { ZONE_LIMITS, type ZoneInput, zoneConfig } from "../../../src/zone/zone-config.ts";

const OUTSIDE = [{ name: "ns1.example.net" }, { name: "ns2.example.net" }];
const input = (changes: Partial<ZoneInput> = {}): ZoneInput => ({
  domain: "example.com",
  nameServers: OUTSIDE,
  ...changes,
});
const withServer = (name: string, addresses?: string[], changes: Partial<ZoneInput> = {}): ZoneInput =>
  input({ ...changes, nameServers: [OUTSIDE[0]!, { name, addresses }] });
/** A domain of that many characters, in labels of 63 and less. */
const domainOf = (length: number): string =>
  Array.from({ length: Math.ceil(length / 64) }, (_, i) => "a".repeat(Math.min(63, length - i * 64))).join(
    ".",
  );

test("the least that is given gets the defaults", () => {
  expect(zoneConfig(input())).toEqual({
    apex: "_bitcoin-payment.example.com",
    domain: "example.com",
    nameServers: [
      { name: "ns1.example.net", addresses: [] },
      { name: "ns2.example.net", addresses: [] },
    ],
    contact: "hostmaster.example.com",
    timers: { refresh: 14_400, retry: 3_600, expire: 1_209_600, minimum: 60 },
    infrastructureTtl: 3_600,
    payment: { network: "mainnet", profile: "universal", reservedNames: null, holdReleased: 2_592_000 },
  });
});

test("names are kept in lower case, without the last dot", () => {
  const config = zoneConfig({
    domain: "Example.COM.",
    apex: "_Bitcoin-Payment.EXAMPLE.com.",
    nameServers: [{ name: "NS1.Example.NET." }, { name: "ns2.example.net" }],
    contact: "Host\\.Master.Example.com.",
  });
  expect(config).toMatchObject({
    domain: "example.com",
    apex: "_bitcoin-payment.example.com",
    nameServers: [{ name: "ns1.example.net" }, { name: "ns2.example.net" }],
    contact: "host\\.master.example.com",
  });
  expect(zoneConfig({ ...config })).toEqual(config);
});

test.each(["example.com", "_bitcoin-payment.example.com", "user._bitcoin-payment.example.com"])(
  "the apex may be %s",
  (apex) => {
    expect(zoneConfig(input({ apex })).apex).toBe(apex);
  },
);

describe("name servers inside the zone", () => {
  const addresses = ["192.0.2.1", "2001:db8::1"];
  test.each([
    ["_bitcoin-payment.example.com", "ns1._bitcoin-payment.example.com"],
    ["_bitcoin-payment.example.com", "a.b._bitcoin-payment.example.com"],
    ["_bitcoin-payment.example.com", "xuser._bitcoin-payment.example.com"],
    ["example.com", "ns1.example.com"],
    ["example.com", "user.example.com"],
  ])("below the apex %s: %s", (apex, name) => {
    const config = zoneConfig(withServer(name, addresses, { apex }));
    expect(config.nameServers[1]).toEqual({ name, addresses });
  });

  test.each([
    ["_bitcoin-payment.example.com", "ns1.example.com"],
    ["_bitcoin-payment.example.com", "x-bitcoin-payment.example.com"],
    ["user._bitcoin-payment.example.com", "ns1._bitcoin-payment.example.com"],
    ["example.com", "ns1.xexample.com"],
  ])("but outside the apex %s: %s", (apex, name) => {
    expect(zoneConfig(withServer(name, [], { apex })).nameServers[1]).toEqual({ name, addresses: [] });
    expect(() => zoneConfig(withServer(name, ["192.0.2.1"], { apex }))).toThrow(
      expect.objectContaining({ code: "zone-invalid", pointer: "/nameServers/1/addresses" }),
    );
  });
});

test.each([
  ["hostmaster@example.com", "hostmaster.example.com"],
  ["jane.doe@example.com", "jane\\.doe.example.com"],
  // A name with an escaped "@" is a name already, and so is what was made of it before.
  ["a\\@b.example.com", "a\\@b.example.com"],
  ["Host.Example.NET.", "host.example.net"],
])("the contact %s becomes the name %s (RFC 1035 §8)", (contact, name) => {
  expect(zoneConfig(input({ contact })).contact).toBe(name);
});

describe("a zone is refused, with a pointer to the reason", () => {
  const inZone = "ns1._bitcoin-payment.example.com";
  test.each<[string, ZoneInput, string]>([
    ["a domain that is no name", input({ domain: "example..com" }), "/domain"],
    ["an empty domain", input({ domain: "" }), "/domain"],
    ["the root", input({ domain: "." }), "/domain"],
    ["a domain outside ASCII", input({ domain: "bücher.example" }), "/domain"],
    ["a look-alike of ASCII", input({ domain: "boo\u212A.example" }), "/domain"],
    [
      "a name server below an underscore where the zone's apex has none",
      withServer("ns1._bitcoin-payment.example.com", ["192.0.2.1"], { apex: "example.com" }),
      "/nameServers/1/name",
    ],
    ["an underscore in the domain", input({ domain: "_x.example" }), "/domain"],
    ["a hyphen at a label's end", input({ domain: "x-.example" }), "/domain"],
    ["a space", input({ domain: "exa mple.com" }), "/domain"],
    ["an escaped dot", input({ domain: "exa\\.mple.com" }), "/domain"],
    ["a domain of 230 characters", input({ domain: domainOf(230) }), "/domain"],
    ["a label of 64 characters", input({ domain: `${"a".repeat(64)}.com` }), "/domain"],
    ["an apex elsewhere", input({ apex: "example.org" }), "/apex"],
    ["an apex above the domain", input({ apex: "com" }), "/apex"],
    ["an apex below the users' base", input({ apex: "a.user._bitcoin-payment.example.com" }), "/apex"],
    ["an apex that is no name", input({ apex: "" }), "/apex"],
    ["the root as apex", input({ apex: "." }), "/apex"],
    ["no name server", input({ nameServers: [] }), "/nameServers"],
    ["one name server", input({ nameServers: [OUTSIDE[0]!] }), "/nameServers"],
    ["a name server twice", withServer("NS1.example.net."), "/nameServers"],
    ["a name server's name", withServer("ns_1.example.net"), "/nameServers/1/name"],
    ["the root as name server", withServer("."), "/nameServers/1/name"],
    [
      "the apex as name server",
      withServer("_bitcoin-payment.example.com", ["192.0.2.1"]),
      "/nameServers/1/name",
    ],
    [
      "the users' base",
      withServer("user._bitcoin-payment.example.com", ["192.0.2.1"]),
      "/nameServers/1/name",
    ],
    ["a user", withServer("a.user._bitcoin-payment.example.com", ["192.0.2.1"]), "/nameServers/1/name"],
    ["the domain", withServer("example.com", ["192.0.2.1"], { apex: "example.com" }), "/nameServers/1/name"],
    ["no address", withServer(inZone), "/nameServers/1/addresses"],
    ["an address outside", withServer("ns1.example.org", ["192.0.2.1"]), "/nameServers/1/addresses"],
    ["no address at all", withServer(inZone, ["192.0.2.1", "ns1"]), "/nameServers/1/addresses/1"],
    ["leading zeros", withServer(inZone, ["192.0.2.01"]), "/nameServers/1/addresses/0"],
    ["a prefix", withServer(inZone, ["::1", "2001:db8::/32"]), "/nameServers/1/addresses/1"],
    ["an address with a zone", withServer(inZone, ["fe80::1%eth0"]), "/nameServers/1/addresses/0"],
    ["a contact that is no name", input({ contact: "a..b" }), "/contact"],
    ["an empty contact", input({ contact: "" }), "/contact"],
    ["a mailbox of nobody", input({ contact: "@example.com" }), "/contact"],
    ["a mailbox nowhere", input({ contact: "hostmaster@example..com" }), "/contact"],
    ["the root as contact", input({ contact: "." }), "/contact"],
  ])("%s", (_, zone, pointer) => {
    expect(() => zoneConfig(zone)).toThrow(
      expect.objectContaining({ name: "DomainError", code: "zone-invalid", pointer }),
    );
  });

  test("a name server is pointed at by its place", () => {
    const nameServers = [...OUTSIDE, { name: "ns3.example.net" }, { name: "-" }];
    expect(() => zoneConfig(input({ nameServers }))).toThrow(
      expect.objectContaining({ pointer: "/nameServers/3/name" }),
    );
  });
});

describe("seconds", () => {
  const { infrastructureTtl, ...timers } = ZONE_LIMITS;
  const zoneWith = (member: string, seconds: number): ZoneInput =>
    member in timers ? input({ timers: { [member]: seconds } }) : input({ [member]: seconds });
  test.each(Object.entries(ZONE_LIMITS))("of %s keep to the limits", (member, { min, max }) => {
    const pointer = member in timers ? `/timers/${member}` : `/${member}`;
    for (const seconds of [min, max]) {
      expect(JSON.stringify(zoneConfig(zoneWith(member, seconds)))).toContain(`"${member}":${seconds}`);
    }
    for (const seconds of [min - 1, max + 1, min + 0.5, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => zoneConfig(zoneWith(member, seconds))).toThrow(
        expect.objectContaining({ code: "zone-invalid", pointer }),
      );
    }
  });

  test("that are not given are the default beside those that are", () => {
    expect(zoneConfig(input({ timers: { minimum: 300 } })).timers).toEqual({
      refresh: 14_400,
      retry: 3_600,
      expire: 1_209_600,
      minimum: 300,
    });
    expect(infrastructureTtl.default).toBe(
      zoneConfig(input({ infrastructureTtl: undefined })).infrastructureTtl,
    );
  });
});

test("the longest domain leaves room for a user of one character", () => {
  const config = zoneConfig(input({ domain: domainOf(229) }));
  expect(userBase(config.domain)).toHaveLength(253);
});

test("what is accepted makes a zone", () => {
  const domain = domainOf(229);
  for (const zone of [
    input({ domain, apex: domain, contact: "a\\.b.c" }),
    withServer("ns._bitcoin-payment.example.com", ["::ffff:192.0.2.1", "1.2.3.4", "::", "1.2.3.4"]),
  ]) {
    const config = zoneConfig(zone);
    expect(() => createZone({ config, serial: 1, apexRrsets: [], signatureOctets: 300 })).not.toThrow();
  }
});

test("the users' base", () => {
  expect(formatName(userBase("example.com"))).toBe("user._bitcoin-payment.example.com.");
});
