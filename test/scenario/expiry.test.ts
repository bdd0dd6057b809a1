import { describe, expect, onTestFinished, test } from "vitest";
import { keyMaterial, makeKeySet } from "../../src/dnssec/keys/key-set.ts";
import { DEFAULT_VALIDITY } from "../../src/dnssec/validity.ts";
import { createZoneService, type ZoneService } from "../../src/server/dns-side/zone-service.ts";
import { parseName } from "../../src/zone/name-text.ts";
import { publicationOf } from "../../src/zone/payment/publication.ts";
import type { NameRecord } from "../../src/zone/store/port.ts";
import { zoneConfig } from "../../src/zone/zone-config.ts";
import { makeOffer } from "../support/offer-text.ts";
import { queryMessage } from "../support/query-message.ts";
import { decodeMessage, type ReferenceMessage } from "../support/reference-message.ts";
import { keyFrom } from "../support/reference-order.ts";
import { readRrsig } from "../support/reference-signature.ts";
import { verifyResponse } from "../support/reference-verifier.ts";
import { ReferenceZone, TYPE } from "../support/reference-zone.ts";

/*
 * Names end with what they pay to, on every instance, by the clock alone. The clock is the argument of each question; the one
 * of the background work stands still, so that nothing is taken out but by being asked for.
 */

const NOW = 1_767_225_600;
const END = NOW + 1_000;
const TTL = 300;
const [NOERROR, NXDOMAIN] = [0, 3];
const { NS, SOA, TXT, RRSIG, DNSKEY, CDS, CDNSKEY } = TYPE;

const config = zoneConfig({
  domain: "example.com",
  nameServers: [{ name: "ns1.example.net" }, { name: "ns2.example.net" }],
});
const { apex } = config;
const keySet = makeKeySet(parseName(apex));
const trusted = { apex: keyFrom(parseName(apex)), dnskeys: [keySet.signing.dnskey] };
const ownerOf = (user: string) => parseName(`${user}.user.${apex}`);

/** What is stored of a registration whose offer ends at this time, or never. */
function offered(user: string, expiry?: number): NameRecord {
  const context = { network: "mainnet", profile: "universal", now: NOW } as const;
  const { uri, endsAt, faults } = publicationOf({ offer: makeOffer({ expiry }) }, context);
  expect({ endsAt, faults }).toEqual({ endsAt: expiry ?? null, faults: [] });
  return { user, uri, ttl: TTL, expiresAt: endsAt, holder: "admin", revision: 1 };
}

/** A DNS side without its sockets, which begins with these records. */
function instance(records: readonly NameRecord[] = [], clock = NOW): ZoneService {
  const failures: unknown[] = [];
  const zones = createZoneService(
    () => clock,
    (error) => failures.push(error),
  );
  onTestFinished(() => {
    zones.close();
    expect(failures).toEqual([]);
  });
  const keys = keyMaterial(keySet);
  zones.load({ kind: "load", config, serial: 1, keys, validity: DEFAULT_VALIDITY });
  zones.names(apex, records);
  zones.loaded(apex);
  return zones;
}

/** The same, hearing of them one by one. */
function follower(records: readonly NameRecord[], clock = NOW): ZoneService {
  const zones = instance([], clock);
  for (const record of records)
    zones.change({ kind: "change", apex, serial: record.revision, user: record.user, record });
  return zones;
}

const both = (records: readonly NameRecord[]): readonly ZoneService[] => [
  instance(records),
  follower(records),
];

function ask(zones: ZoneService, user: string, now: number, dnssecOk: boolean): ReferenceMessage {
  const out = new Uint8Array(65_535);
  const length = zones.respond(queryMessage(ownerOf(user), TXT, { dnssecOk }), out, "tcp", now);
  return decodeMessage(out.subarray(0, length));
}

/** What the instance says of a user's TXT: verified, and held against the records that have not ended. */
function judged(zones: ZoneService, records: readonly NameRecord[], user: string, now: number): string {
  const truth = new ReferenceZone(trusted.apex);
  truth.put(trusted.apex, [NS, SOA, DNSKEY, CDS, CDNSKEY]);
  for (const { user: each, expiresAt } of records)
    if (expiresAt === null || expiresAt > now) truth.put(keyFrom(ownerOf(each)), [TXT]);
  const message = ask(zones, user, now, true);
  const verdict = verifyResponse(message, { zone: trusted, now, signatures: true });
  truth.expectVerdict(verdict, keyFrom(ownerOf(user)), TXT);
  const plain = ask(zones, user, now, false);
  expect([plain.rcode, plain.answer.length]).toEqual([message.rcode, verdict.claim === "answer" ? 1 : 0]);
  return verdict.claim;
}

const rrsigOf = ({ answer }: ReferenceMessage) => {
  expect(answer.map(({ type }) => type)).toEqual([TXT, RRSIG]);
  return readRrsig(answer[1]!.rdata);
};

const seconds = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe.each(["alice", "send.some"])("an offer of %s that ends", (user) => {
  const records = [offered(user, END), offered("forever")];

  test("shortens TTL and signature second by second, with DO and without, on every instance alike", () => {
    const instances = both(records);
    for (const now of [NOW, ...seconds(END - 305, END - 295), ...seconds(END - 12, END - 1)]) {
      const [plain, ...others] = instances.map((zones) => ask(zones, user, now, false));
      expect(plain!.answer.map(({ type, ttl }) => [type, ttl])).toEqual([[TXT, Math.min(TTL, END - now)]]);
      for (const other of others) expect(other).toEqual(plain);

      const signed = instances.map((zones) => ask(zones, user, now, true));
      for (const { answer } of signed)
        expect(answer.map(({ ttl }) => ttl)).toEqual(Array(2).fill(plain!.answer[0]!.ttl));
      const rrsigs = signed.map(rrsigOf);
      for (const { expiration, originalTtl } of rrsigs) expect([expiration, originalTtl]).toEqual([END, TTL]);
      // ECDSA signs differently each time; all that is signed is the same.
      for (const { fields } of rrsigs) expect(fields).toEqual(rrsigs[0]!.fields);
      for (const zones of instances) expect(judged(zones, records, user, now)).toBe("answer");
    }
  });

  test("is gone at the second of its end, and what never ends stays", () => {
    for (const zones of both(records)) {
      expect(seconds(END - 2, END + 2).map((now) => judged(zones, records, user, now))).toEqual([
        "answer",
        "answer",
        "nxdomain",
        "nxdomain",
        "nxdomain",
      ]);
      expect(judged(zones, records, "forever", END)).toBe("answer");
    }
  });

  test("is not answered by who hears of it too late", () => {
    for (const zones of [instance(records, END), follower(records, END), follower(records, END + 86_400)]) {
      expect(ask(zones, user, END, true).rcode).toBe(NXDOMAIN);
      expect(ask(zones, "forever", END, true).rcode).toBe(NOERROR);
    }
    for (const zones of [instance(records, END - 1), follower(records, END - 1)])
      expect(judged(zones, records, user, END - 1)).toBe("answer");
  });
});

test("signatures of an offer that ends in days hold as long as any other's, and never past its end", () => {
  const end = NOW + 12 * 86_400;
  const records = [offered("alice", end)];
  const instances = both(records);
  const expirations = new Set<number>();
  for (let now = NOW; now < end; now += 4 * 3_600) {
    const [first, second] = instances.map((zones) => rrsigOf(ask(zones, "alice", now, true)).expiration);
    expect(second).toBe(first);
    expect(first).toBeLessThanOrEqual(end);
    expect(first! - now).toBeGreaterThanOrEqual(Math.min(end - now, DEFAULT_VALIDITY.lifetime / 2));
    expirations.add(first!);
  }
  expect(expirations.size).toBeGreaterThan(2);
  expect(Math.max(...expirations)).toBe(end);
});

describe("an empty non-terminal", () => {
  const records = [
    offered("a.some", END),
    offered("b.some", END + 2),
    offered("x.y.some", END + 1),
    offered("alice"),
  ];
  const asked = ["a.some", "x.y.some", "y.some", "b.some", "some", "alice"];

  test.each([
    ["from below", asked],
    ["from above", asked.toReversed()],
  ])("goes with the last of the names below it, asked for %s", (_, order) => {
    for (const zones of both(records)) {
      const said = (now: number): string[] => {
        const claims = new Map(order.map((user) => [user, judged(zones, records, user, now)]));
        return asked.map((user) => claims.get(user)!);
      };
      expect(said(END - 1)).toEqual(["answer", "answer", "nodata", "answer", "nodata", "answer"]);
      expect(said(END)).toEqual(["nxdomain", "answer", "nodata", "answer", "nodata", "answer"]);
      expect(said(END + 1)).toEqual(["nxdomain", "nxdomain", "nxdomain", "answer", "nodata", "answer"]);
      expect(said(END + 2)).toEqual([...Array(5).fill("nxdomain"), "answer"]);
    }
  });

  test("is what is left of a name that ends before the one below it", () => {
    const pair = [offered("some", END), offered("send.some", END + 1)];
    for (const zones of both(pair)) {
      const said = seconds(END - 1, END + 1).map((now) => judged(zones, pair, "some", now));
      expect(said).toEqual(["answer", "nodata", "nxdomain"]);
    }
  });

  test("comes back with a name that is registered again", () => {
    const again = { ...offered("a.some", END + 10), revision: 2 };
    for (const zones of both(records)) {
      expect(ask(zones, "some", END + 2, true).rcode).toBe(NXDOMAIN);
      zones.change({ kind: "change", apex, serial: 2, user: again.user, record: again });
      expect(judged(zones, [again, offered("alice")], "some", END + 2)).toBe("nodata");
      expect(ask(zones, "a.some", END + 2, false).answer[0]!.ttl).toBe(8);
    }
  });
});
