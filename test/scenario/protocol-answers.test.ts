import { describe, expect, test } from "vitest";
import { nameOf } from "../../src/zone/name.ts";
import { parseName } from "../../src/zone/name-text.ts";
import type { ReferenceMessage } from "../support/reference-message.ts";
import { TYPE } from "../support/reference-zone.ts";
import {
  APEX,
  askAndJudge,
  nameOfUser,
  type ServerFixture,
  serverOf,
  signedZone,
  type ZoneFixture,
} from "../support/signed-zone-fixture.ts";

/* What the zone says: which zone, which name, which type. */

const [NOERROR, NXDOMAIN, REFUSED] = [0, 3, 5];
const HOSTS = [
  { name: `ns1.${APEX}`, addresses: ["192.0.2.1", "2001:db8::1"] },
  { name: `ns2.hosts.${APEX}`, addresses: ["192.0.2.2"] },
];

function zoneOf(...users: readonly string[]): ZoneFixture {
  const zone = signedZone({ nameServers: HOSTS });
  for (const user of users) zone.put(parseName(nameOfUser(user)));
  return zone;
}

/** Types in a section. */
const types = (message: ReferenceMessage, section: "answer" | "authority" | "additional"): number[] =>
  message[section].map(({ type }) => type);

const summary = (server: ServerFixture, name: string, type: number, dnssecOk: boolean) => {
  const { message } = server.ask(name, type, { dnssecOk });
  return [message.rcode, types(message, "answer"), types(message, "authority"), types(message, "additional")];
};

describe("BIP-353: a payment name", () => {
  const server = serverOf([zoneOf("alice", "send.some")]);
  const { TXT, RRSIG } = TYPE;

  test.each(["alice", "send.some"])("%s is its TXT with the signature, and nothing else", (user) => {
    expect(summary(server, nameOfUser(user), TXT, true)).toEqual([NOERROR, [TXT, RRSIG], [], []]);
    expect(summary(server, nameOfUser(user), TXT, false)).toEqual([NOERROR, [TXT], [], []]);
    expect(askAndJudge(zoneOf(user), nameOfUser(user), TXT).claim).toBe("answer");
  });

  test("a long URI comes in several strings, in their order", () => {
    const zone = signedZone();
    const uri = `bitcoin:?lno=${"0123456789".repeat(70)}`;
    zone.put(parseName(nameOfUser("alice")), { uri, ttl: 1234 });
    const [record] = serverOf([zone]).ask(nameOfUser("alice"), TXT, { transport: "tcp" }).message.answer;
    let text = "";
    for (let at = 0; at < record!.rdata.length; at += 1 + record!.rdata[at]!)
      text += Buffer.from(record!.rdata.subarray(at + 1, at + 1 + record!.rdata[at]!)).toString("latin1");
    expect([text, record!.ttl, record!.class]).toEqual([uri, 1234, 1]);
  });

  test("in any case", () => {
    expect(askAndJudge(zoneOf("alice"), nameOfUser("ALICE").toUpperCase(), TXT).claim).toBe("answer");
  });
});

describe("RFC 4035 §3.1: with DO everything is signed, without it nothing is", () => {
  const server = serverOf([zoneOf("send.some")]);
  const { SOA, NSEC, RRSIG, TXT, A } = TYPE;

  test.each([
    ["NXDOMAIN", nameOfUser("bob"), TXT, NXDOMAIN, [SOA, RRSIG, NSEC, RRSIG, NSEC, RRSIG]],
    ["NODATA", nameOfUser("send.some"), A, NOERROR, [SOA, RRSIG, NSEC, RRSIG]],
    ["an empty non-terminal", nameOfUser("some"), TXT, NOERROR, [SOA, RRSIG, NSEC, RRSIG]],
    ["an empty non-terminal of the zone's own", `hosts.${APEX}`, A, NOERROR, [SOA, RRSIG, NSEC, RRSIG]],
    ["the apex", APEX, TXT, NOERROR, [SOA, RRSIG, NSEC, RRSIG]],
  ])("%s", (_, name, type, rcode, authority) => {
    expect(summary(server, name, type, true)).toEqual([rcode, [], authority, []]);
    expect(summary(server, name, type, false)).toEqual([rcode, [], [SOA], []]);
    askAndJudge(zoneOf("send.some"), name, type);
  });

  test.each([
    ["SOA", APEX, TYPE.SOA, 1],
    ["NS", APEX, TYPE.NS, 2],
    ["DNSKEY", APEX, TYPE.DNSKEY, 1],
    ["CDS", APEX, TYPE.CDS, 1],
    ["CDNSKEY", APEX, TYPE.CDNSKEY, 1],
    ["A", `ns1.${APEX}`, TYPE.A, 1],
    ["AAAA", `ns1.${APEX}`, TYPE.AAAA, 1],
  ])("%s", (_, name, type, records) => {
    const rrset = new Array<number>(records).fill(type);
    expect(summary(server, name, type, true)).toEqual([NOERROR, [...rrset, RRSIG], [], []]);
    expect(summary(server, name, type, false)).toEqual([NOERROR, rrset, [], []]);
    expect(askAndJudge(zoneOf("send.some"), name, type).claim).toBe("answer");
  });
});

describe("which zone", () => {
  const apexes = ["example.com", APEX, `user.${APEX}`].map(parseName);
  const alice = parseName(nameOfUser("alice"));

  test("the one with the longest apex, in whatever order they came", () => {
    for (const order of [apexes, [...apexes].reverse()]) {
      const server = serverOf(order.map((apex) => signedZone({ apex })));
      const apexLength = (name: string): number =>
        server.ask(name, TYPE.SOA, { dnssecOk: true }).message.authority[0]!.owner.length;
      const names = [
        "x.example.com",
        `x.${APEX}`,
        `bob.xuser.${APEX}`,
        nameOfUser("bob"),
        `x.y.${nameOfUser("z")}`,
      ];
      expect(names.map(apexLength)).toEqual([2, 3, 3, 4, 4]);
      expect(server.ask(`user.${APEX}`, TYPE.SOA).message.answer).toHaveLength(1);
    }
  });

  test("a zone that is not loaded is not stood in for by the one above it", () => {
    const server = serverOf([signedZone({ apex: apexes[0]! }), { apex: apexes[1]! }]);
    expect(server.ask(nameOfUser("bob"), TYPE.TXT, { dnssecOk: true }).message).toMatchObject({
      rcode: 2,
      authority: [],
    });
    expect(server.ask("bob.example.com", TYPE.TXT).message.rcode).toBe(NXDOMAIN);
  });

  test.each([
    ["another domain", parseName("example.org")],
    ["the root", parseName(".")],
    ["the parent", parseName(`_bitcoin-payment.example.com`)],
    ["a label that ends like ours", parseName(`alice.xuser.${APEX}`)],
    ["a label that holds our apex as octets", nameOf([Buffer.from("x\x04user")], parseName(APEX))],
    ["our apex without its first label's length", nameOf([Buffer.from("alice\x04user")], parseName(APEX))],
  ])("%s is REFUSED, with no word about any name", (_, name) => {
    const zone = signedZone({ apex: apexes[2]! });
    zone.put(alice);
    for (const dnssecOk of [true, false])
      expect(serverOf([zone]).ask(name, TYPE.TXT, { dnssecOk }).message).toMatchObject({
        rcode: REFUSED,
        aa: false,
        answer: [],
        authority: [],
        additional: [],
      });
  });

  test("without any zone everything is REFUSED", () => {
    expect(serverOf([]).ask(alice, TYPE.TXT).message.rcode).toBe(REFUSED);
  });
});

describe("types that mean something else", () => {
  const { NS, SOA, TXT, A, DS, RRSIG, NSEC, DNSKEY, CDS, CDNSKEY, ANY } = TYPE;
  const zone = zoneOf("send.some");
  const server = serverOf([zone]);

  test("RFC 4035 §3.1.4.1: DS at the apex is denied, by the child, without DS in the bitmap", () => {
    const verdict = askAndJudge(zone, APEX, DS);
    if (verdict.claim !== "nodata") throw new Error(verdict.claim);
    expect([...verdict.nsecs[0]!.types]).toEqual([NS, SOA, RRSIG, NSEC, DNSKEY, CDS, CDNSKEY]);
  });

  test.each([
    ["a payment name", nameOfUser("send.some"), [TXT]],
    ["the apex", APEX, [NS, NS]],
    ["a name server", `ns1.${APEX}`, [A]],
  ])("RFC 8482 §4.1: ANY at %s is one RRset", (_, name, rrset) => {
    expect(summary(server, name, ANY, true)).toEqual([NOERROR, [...rrset, RRSIG], [], []]);
    expect(summary(server, name, ANY, false)).toEqual([NOERROR, rrset, [], []]);
    askAndJudge(zone, name, ANY);
  });

  test("ANY at an empty non-terminal is NODATA, and at an unknown name NXDOMAIN", () => {
    expect(askAndJudge(zone, nameOfUser("some"), ANY).claim).toBe("nodata");
    expect(askAndJudge(zone, nameOfUser("bob"), ANY).claim).toBe("nxdomain");
  });

  test.each([nameOfUser("send.some"), nameOfUser("some"), APEX, `ns1.${APEX}`])(
    "RRSIG at %s is one",
    (name) => {
      for (const dnssecOk of [true, false])
        expect(summary(server, name, RRSIG, dnssecOk)).toEqual([NOERROR, [RRSIG], [], []]);
      askAndJudge(zone, name, RRSIG);
    },
  );

  test.each([nameOfUser("send.some"), nameOfUser("some"), APEX, `ns1.${APEX}`])(
    "NSEC at %s is the one that a denial shows",
    (name) => {
      askAndJudge(zone, name, NSEC);
      expect(summary(server, name, NSEC, false)).toEqual([NOERROR, [NSEC], [], []]);
      const asked = server.ask(name, NSEC, { dnssecOk: true }).message.answer;
      const shown = server.ask(name, 0xff00, { dnssecOk: true }).message.authority.slice(2);
      expect(asked).toEqual(shown);
    },
  );

  test.each([
    ["RRSIG", RRSIG],
    ["NSEC", NSEC],
  ])("%s at an unknown name is NXDOMAIN", (_, type) => {
    expect(askAndJudge(zone, nameOfUser("bob"), type).claim).toBe("nxdomain");
  });
});
