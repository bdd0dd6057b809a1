import { describe, expect, test } from "vitest";
import { parseName } from "../../src/zone/name-text.ts";
import type { ReferenceMessage, ReferenceRecord } from "../support/reference-message.ts";
import { keyFrom, orderKey } from "../support/reference-order.ts";
import { type ReferenceRrsig, readRrsig } from "../support/reference-signature.ts";
import { TYPE } from "../support/reference-zone.ts";
import {
  APEX,
  type AskOptions,
  askAndJudge,
  NOW,
  nameOfUser,
  serverOf,
  signedZone,
  type ZoneFixture,
  type ZoneOptions,
} from "../support/signed-zone-fixture.ts";

/* Signatures: what they say, what they cost, and when they end. */

const { TXT, A, SOA, RRSIG } = TYPE;
const [NOERROR, NXDOMAIN] = [0, 3];
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
    [
      "NODATA",
      nameOfUser("alice"),
      A,
      [
        [3, 3600],
        [5, 60],
      ],
    ],
    [
      "NXDOMAIN",
      nameOfUser("bob"),
      A,
      [
        [3, 3600],
        [5, 60],
        [5, 60],
      ],
    ],
  ])("%s: Labels and Original TTL", (_, name, type, expected) => {
    const signatures = signaturesOf(ask(zone, name, type));
    expect(signatures.map(({ rrsig }) => [rrsig.labels, rrsig.originalTtl])).toEqual(expected);
    for (const { record, rrsig, covered } of signatures) {
      expect([record.ttl, rrsig.typeCovered, record.owner]).toEqual([
        covered.ttl,
        covered.type,
        covered.owner,
      ]);
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
    for (const [name, type] of [
      [nameOfUser("alice"), TXT],
      [nameOfUser("alice"), A],
      [nameOfUser("bob"), TXT],
    ] as const)
      askAndJudge(zoneWithAlice(), name, type, now);
  });

  // RFC 9077 §3: min(SOA TTL, SOA minimum), for the signatures too.
  test.each([
    { infrastructureTtl: 3600, minimum: 60, expected: 60 },
    { infrastructureTtl: 3600, minimum: 300, expected: 300 },
    { infrastructureTtl: 30, minimum: 60, expected: 30 },
  ])(
    "RFC 9077: SOA TTL $infrastructureTtl, minimum $minimum: negative TTL $expected",
    ({ expected, ...options }) => {
      const zone = zoneWithAlice(options);
      for (const [name, type] of [
        [nameOfUser("bob"), TXT],
        [nameOfUser("alice"), A],
        [`user.${APEX}`, TXT],
      ] as const) {
        for (const dnssecOk of [true, false]) {
          const { authority } = ask(zone, name, type, { dnssecOk });
          expect(new Set(authority.map(({ ttl }) => ttl))).toEqual(new Set([expected]));
        }
        askAndJudge(zone, name, type);
      }
      expect(ask(zone, APEX, SOA).answer.map(({ ttl }) => ttl)).toEqual(
        new Array(2).fill(options.infrastructureTtl),
      );
    },
  );
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
    for (const [name, type] of [
      [nameOfUser("alice"), TXT],
      [nameOfUser("alice"), A],
      [`user.${APEX}`, TXT],
      [APEX, A],
    ] as const)
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
  ])(
    "at %i with TTL %i lives %i seconds in caches, and its signature no longer than itself",
    (now, ttl, sent) => {
      const zone = endingZone(ttl);
      askAndJudge(zone, nameOfUser("send.some"), TXT, now);
      const [signed] = signaturesOf(ask(zone, nameOfUser("send.some"), TXT, { now }));
      expect([signed!.covered.ttl, signed!.record.ttl, signed!.rrsig.originalTtl]).toEqual([sent, sent, ttl]);
      expect(signed!.rrsig.expiration).toBe(END);
      expect(ask(zone, nameOfUser("send.some"), TXT, { now, dnssecOk: false }).answer[0]!.ttl).toBe(sent);
      // Asked for by its type, the signature is the same.
      expect(ask(zone, nameOfUser("send.some"), RRSIG, { now }).answer[0]!.ttl).toBe(sent);
    },
  );

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

  test("is gone at its end however many end with it, and none of them is answered", () => {
    const zone = signedZone();
    const users = Array.from({ length: 1000 }, (_, i) => `u${i}.many`);
    for (const user of users) zone.put(parseName(nameOfUser(user)), { expiresAt: END });
    zone.put(parseName(nameOfUser("alice")));
    expect(ask(zone, nameOfUser("alice"), TXT, { now: END }).rcode).toBe(NOERROR);
    // One query does not pay for all of them.
    expect(zone.signed.zone.replica.names).toBeGreaterThan(900);
    for (const user of users) expect(ask(zone, nameOfUser(user), TXT, { now: END }).rcode).toBe(NXDOMAIN);
    expect(zone.signed.zone.replica.names).toBe(1);
  });

  test("stays when it was written again in time", () => {
    const zone = endingZone(300);
    zone.put(parseName(nameOfUser("send.some")), { expiresAt: END + 10 });
    expect(askAndJudge(zone, nameOfUser("send.some"), TXT, END).claim).toBe("answer");
    zone.put(parseName(nameOfUser("send.some")));
    expect(askAndJudge(zone, nameOfUser("send.some"), TXT, END + 10).claim).toBe("answer");
  });
});
