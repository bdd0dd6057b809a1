import { describe, expect, test } from "vitest";
import { SigningError } from "../../src/dnssec/errors.ts";
import type { Signer } from "../../src/dnssec/signer.ts";
import { DEFAULT_VALIDITY } from "../../src/dnssec/validity.ts";
import { parseName } from "../../src/zone/name-text.ts";
import type { ReferenceMessage, ReferenceRecord } from "../support/reference-message.ts";
import { keyFrom, orderKey } from "../support/reference-order.ts";
import { type ReferenceRrsig, readRrsig } from "../support/reference-signature.ts";
import { verifyResponse } from "../support/reference-verifier.ts";
import { TYPE } from "../support/reference-zone.ts";
import {
  APEX,
  type AskOptions,
  askAndJudge,
  nameOfUser,
  NOW,
  serverOf,
  signedZone,
  type ZoneFixture,
  type ZoneOptions,
} from "../support/signed-zone-fixture.ts";

/* Signatures: what they say, what they cost, when they end, and what happens when there is none. */

const { TXT, A, SOA, RRSIG } = TYPE;
const [NOERROR, SERVFAIL, NXDOMAIN] = [0, 2, 3];
const ALICE = parseName(nameOfUser("alice"));

function zoneWithAlice(options: ZoneOptions = {}): ZoneFixture {
  const zone = signedZone(options);
  zone.put(ALICE);
  return zone;
}

const ask = (zone: ZoneFixture, name: string, type: number, options: AskOptions = {}): ReferenceMessage =>
  serverOf([zone]).ask(name, type, { dnssecOk: true, transport: "tcp", ...options }).message;

interface Signed {
  readonly record: ReferenceRecord;
  readonly rrsig: ReferenceRrsig;
  readonly covered: ReferenceRecord;
}

/** Every RRSIG with the record before it, which it covers. */
const signaturesOf = ({ answer, authority }: ReferenceMessage): Signed[] =>
  [...answer, ...authority].flatMap((record, i, records) =>
    record.type === RRSIG ? [{ record, rrsig: readRrsig(record.rdata), covered: records[i - 1]! }] : [],
  );

describe("RFC 4034 §3.1: the fields of RRSIG", () => {
  const zone = zoneWithAlice();
  zone.put(parseName(nameOfUser("a.b.c.d")), { ttl: 1800 });

  test.each([
    ["a payment name", nameOfUser("ALICE"), TXT, [[5, 300]]],
    ["a dotted user", nameOfUser("a.b.c.d"), TXT, [[8, 1800]]],
    ["the apex", APEX.toUpperCase(), SOA, [[3, 3600]]],
    ["NODATA", nameOfUser("alice"), A, [[3, 3600], [5, 60]]],
    ["NXDOMAIN", nameOfUser("bob"), A, [[3, 3600], [5, 60], [5, 60]]],
  ])("%s: Labels and Original TTL", (_, name, type, expected) => {
    const signatures = signaturesOf(ask(zone, name, type));
    expect(signatures.map(({ rrsig }) => [rrsig.labels, rrsig.originalTtl])).toEqual(expected);
    for (const { record, rrsig, covered } of signatures) {
      expect([record.ttl, rrsig.typeCovered, record.owner]).toEqual([covered.ttl, covered.type, covered.owner]);
      expect([rrsig.algorithm, rrsig.signature.length]).toEqual([13, 64]);
      // §3.1.7 and RFC 4034 §6.2: in lower case, whatever the question's.
      expect(Buffer.concat(rrsig.signer).toString()).toBe("_bitcoin-paymentexamplecom");
      expect(orderKey(rrsig.signer)).toBe(keyFrom(parseName(APEX)));
      // At least three hours of slack before, and more than a day left.
      expect(NOW - rrsig.inception).toBeGreaterThanOrEqual(3 * 3600);
      expect(rrsig.expiration - NOW).toBeGreaterThan(86_400);
    }
  });

  test.each([
    ["before 2038", 2 ** 31 - 10],
    ["after 2038", 2 ** 31 + 10],
    ["before the wrap of 2106", 2 ** 32 - 10],
    ["after it", 2 ** 32 + 10],
  ])("§3.1.5: times are serial numbers, %s too", (_, now) => {
    for (const [name, type] of [[nameOfUser("alice"), TXT], [nameOfUser("alice"), A], [nameOfUser("bob"), TXT]] as const)
      askAndJudge(zoneWithAlice(), name, type, now);
  });

  // RFC 9077 §3: min(SOA TTL, SOA minimum), for the signatures too.
  test.each([
    { infrastructureTtl: 3600, minimum: 60, expected: 60 },
    { infrastructureTtl: 3600, minimum: 300, expected: 300 },
    { infrastructureTtl: 30, minimum: 60, expected: 30 },
  ])("RFC 9077: SOA TTL $infrastructureTtl, minimum $minimum: negative TTL $expected", ({ expected, ...options }) => {
    const zone = zoneWithAlice(options);
    for (const [name, type] of [[nameOfUser("bob"), TXT], [nameOfUser("alice"), A], [`user.${APEX}`, TXT]] as const) {
      for (const dnssecOk of [true, false]) {
        const { authority } = ask(zone, name, type, { dnssecOk });
        expect(new Set(authority.map(({ ttl }) => ttl))).toEqual(new Set([expected]));
      }
      askAndJudge(zone, name, type);
    }
    expect(ask(zone, APEX, SOA).answer.map(({ ttl }) => ttl)).toEqual(new Array(2).fill(options.infrastructureTtl));
  });
});

describe("what an answer costs in signatures", () => {
  test("an unknown name one, after the first; what is known nothing, once it was asked for", () => {
    const zone = zoneWithAlice();
    const cost = (name: string, type: number, options?: AskOptions): number => {
      const before = zone.signed.signatures;
      ask(zone, name, type, options);
      return zone.signed.signatures - before;
    };
    expect(cost(nameOfUser("bob"), TXT)).toBe(3);
    for (const name of ["carol", "dave", "x.y.erin", "zoe"]) expect(cost(nameOfUser(name), TXT)).toBe(1);
    expect(cost(nameOfUser("frank"), TXT, { dnssecOk: false })).toBe(0);
    for (const [name, type] of [[nameOfUser("alice"), TXT], [nameOfUser("alice"), A], [`user.${APEX}`, TXT], [APEX, A]] as const)
      expect([cost(name, type, { dnssecOk: false }), cost(name, type), cost(name, type)]).toEqual([0, 1, 0]);
    expect([cost(APEX, SOA), cost(APEX, TYPE.DNSKEY), cost(APEX, TYPE.DNSKEY)]).toEqual([0, 1, 0]);
    // Another encloser, another wildcard.
    expect([cost(nameOfUser("a.alice"), TXT), cost(nameOfUser("b.alice"), TXT)]).toEqual([2, 1]);
    // The SOA is signed anew with its serial, and the rest stays.
    zone.signed.zone.setSerial(2);
    expect([cost(nameOfUser("gina"), TXT), cost(nameOfUser("hal"), TXT)]).toEqual([2, 1]);
  });
});

describe("a name that ends", () => {
  const END = NOW + 1000;
  const endingZone = (ttl: number): ZoneFixture => {
    const zone = signedZone();
    zone.put(parseName(nameOfUser("send.some")), { ttl, expiresAt: END });
    return zone;
  };

  test.each([
    [NOW, 300, 300],
    [NOW, 1000, 1000],
    [NOW, 3600, 1000],
    [END - 300, 300, 300],
    [END - 299, 300, 299],
    [END - 1, 300, 1],
  ])("at %i with TTL %i lives %i seconds in caches, and its signature no longer than itself", (now, ttl, sent) => {
    const zone = endingZone(ttl);
    askAndJudge(zone, nameOfUser("send.some"), TXT, now);
    const [signed] = signaturesOf(ask(zone, nameOfUser("send.some"), TXT, { now }));
    expect([signed!.covered.ttl, signed!.record.ttl, signed!.rrsig.originalTtl]).toEqual([sent, sent, ttl]);
    expect(signed!.rrsig.expiration).toBe(END);
    expect(ask(zone, nameOfUser("send.some"), TXT, { now, dnssecOk: false }).answer[0]!.ttl).toBe(sent);
    // Asked for by its type, the signature is the same.
    expect(ask(zone, nameOfUser("send.some"), RRSIG, { now }).answer[0]!.ttl).toBe(sent);
  });

  test("is gone at its end without a write, and the empty non-terminal above it too", () => {
    const zone = endingZone(300);
    const rcodes = (now: number): number[] =>
      ["send.some", "some"].map((name) => ask(zone, nameOfUser(name), TXT, { now }).rcode);
    expect(rcodes(END - 1)).toEqual([NOERROR, NOERROR]);
    expect(rcodes(END)).toEqual([NXDOMAIN, NXDOMAIN]);
    zone.reference.delete(keyFrom(parseName(nameOfUser("send.some"))));
    for (const name of [nameOfUser("send.some"), nameOfUser("some"), `user.${APEX}`])
      expect(askAndJudge(zone, name, TXT, END).claim).toBe("nxdomain");
  });

  test("stays when it was written again in time", () => {
    const zone = endingZone(300);
    zone.put(parseName(nameOfUser("send.some")), { expiresAt: END + 10 });
    expect(askAndJudge(zone, nameOfUser("send.some"), TXT, END).claim).toBe("answer");
    zone.put(parseName(nameOfUser("send.some")));
    expect(askAndJudge(zone, nameOfUser("send.some"), TXT, END + 10).claim).toBe("answer");
  });
});

describe("when a signature cannot be made", () => {
  /** A zone whose signer fails for these types, for as long as the returned switch is on. */
  function failing(types: readonly number[], error: Error = new SigningError("sign-failed")) {
    const state = { broken: true };
    const intercept = (signer: Signer): Signer => ({
      apex: signer.apex,
      sign: (rrset, now, expiresAt) => {
        if (state.broken && types.includes(rrset.type)) throw error;
        return signer.sign(rrset, now, expiresAt);
      },
    });
    return { zone: zoneWithAlice({ intercept }), state, error };
  }
  const EVERYTHING = [TXT, SOA, TYPE.NSEC, TYPE.DNSKEY];

  test.each([
    ["a payment name", nameOfUser("alice"), TXT, [TXT]],
    ["one of the zone's own RRsets", APEX, TYPE.DNSKEY, [TYPE.DNSKEY]],
    ["NODATA, with its SOA signed", nameOfUser("alice"), A, [TYPE.NSEC]],
    ["NODATA, with its NSEC signed", nameOfUser("alice"), A, [SOA]],
    ["NXDOMAIN", nameOfUser("bob"), TXT, EVERYTHING],
    ["ANY", nameOfUser("alice"), TYPE.ANY, [TXT]],
    ["RRSIG", nameOfUser("alice"), RRSIG, [TXT]],
    ["NSEC", nameOfUser("alice"), TYPE.NSEC, [TYPE.NSEC]],
  ])("%s is SERVFAIL, counted once, and never unsigned", (_, name, type, types) => {
    const { zone, state, error } = failing(types);
    const server = serverOf([zone]);
    for (const transport of ["udp", "tcp"] as const) {
      const { message } = server.ask(name, type, { dnssecOk: true, transport, flags: 0x0110 });
      expect(message).toMatchObject({ rcode: SERVFAIL, aa: false, tc: false, rd: true, cd: true, opt: { dnssecOk: true } });
      expect([message.answer, message.authority, message.additional]).toEqual([[], [], []]);
    }
    expect(server.failures).toEqual([error, error]);
    expect(zone.lateRenewals).toEqual([]);
    // It is not remembered.
    state.broken = false;
    askAndJudge(zone, name, type);
  });

  test("without DO nothing is signed, and all goes on", () => {
    const { zone } = failing(EVERYTHING);
    const server = serverOf([zone]);
    expect(server.ask(nameOfUser("alice"), TXT).message.rcode).toBe(NOERROR);
    expect(server.ask(nameOfUser("bob"), TXT, { edns: {} }).message.rcode).toBe(NXDOMAIN);
    expect(server.failures).toEqual([]);
  });

  test("a fault of the program is SERVFAIL too, and is heard of", () => {
    const { zone, error } = failing(EVERYTHING, new TypeError("a fault"));
    const server = serverOf([zone]);
    expect(server.ask(nameOfUser("alice"), TXT, { dnssecOk: true }).message.rcode).toBe(SERVFAIL);
    expect(server.failures).toEqual([error]);
  });

  test.each([
    ["a payment name", nameOfUser("alice"), TXT, 1],
    ["an RRset of the zone's own", APEX, TYPE.DNSKEY, 1],
    ["NODATA", nameOfUser("alice"), A, 2],
  ])("%s is answered with the signature before, for as long as that holds", (_, name, type, renewals) => {
    const { zone, state } = failing(EVERYTHING);
    state.broken = false;
    const server = serverOf([zone]);
    const first = server.ask(name, type, { dnssecOk: true }).octets;
    const half = DEFAULT_VALIDITY.lifetime / 2;
    // Windows are half a lifetime apart: the one of `NOW` is over, its signature is not.
    state.broken = true;
    const { octets, message } = server.ask(name, type, { dnssecOk: true, now: NOW + half });
    expect(octets).toEqual(first);
    verifyResponse(message, { zone: zone.trusted, now: NOW + half, signatures: true });
    expect([server.failures.length, zone.lateRenewals.length]).toEqual([0, renewals]);
    // Now the signature is over as well.
    expect(server.ask(name, type, { dnssecOk: true, now: NOW + 2 * half }).message.rcode).toBe(SERVFAIL);
    expect([server.failures.length, zone.lateRenewals.length]).toEqual([1, renewals]);
    state.broken = false;
    const renewed = server.ask(name, type, { dnssecOk: true, now: NOW + 2 * half });
    expect(renewed.octets).not.toEqual(first);
    verifyResponse(renewed.message, { zone: zone.trusted, now: NOW + 2 * half, signatures: true });
  });

  test("the signature of an earlier record is no excuse for a later one", () => {
    const { zone, state } = failing([TXT]);
    state.broken = false;
    expect(ask(zone, nameOfUser("alice"), TXT).rcode).toBe(NOERROR);
    zone.put(ALICE, { uri: "bitcoin:?lno=lno1qqqq" });
    state.broken = true;
    expect(ask(zone, nameOfUser("alice"), TXT).rcode).toBe(SERVFAIL);
  });
});
