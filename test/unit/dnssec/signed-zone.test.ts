import { describe, expect, test } from "vitest";
import type { Nsec } from "../../../src/dnssec/denial.ts";
import { DEFAULT_VALIDITY, validityWindow } from "../../../src/dnssec/validity.ts";
import { parseName } from "../../../src/zone/name-text.ts";
import { nsecRdata } from "../../../src/zone/rdata/nsec.ts";
import { rrsigRdata } from "../../../src/zone/rdata/rrsig.ts";
import { RrType } from "../../../src/zone/rr-type.ts";
import type { Rrset } from "../../../src/zone/rrset.ts";
import { expectSigned, NOW, ownerOf, signedZone } from "./signed-zone-fixture.ts";

describe("an RRset of the zone's own", () => {
  test("is signed once until it is due, and then anew", () => {
    const { zone, signed } = signedZone();
    const first = signed.own(zone.soa, NOW);
    expectSigned(zone.soa, first.rrsig);
    expect(first.rrset).toBe(zone.soa);
    for (const time of [NOW, NOW + 1, first.refreshAt - 1]) expect(signed.own(zone.soa, time)).toBe(first);
    expect(signed.signatures).toBe(1);
    const second = signed.own(zone.soa, first.refreshAt);
    expect(second.refreshAt).toBeGreaterThan(first.refreshAt);
    expect(signed.own(zone.soa, first.refreshAt + 1)).toBe(second);
    expect(signed.signatures).toBe(2);
  });

  test("is signed again with another serial, and the others are not", () => {
    const { zone, signed } = signedZone();
    const ns = zone.owners[0]!.rrsets.get(RrType.NS)!;
    const before = [signed.own(zone.soa, NOW), signed.own(ns, NOW)];
    zone.setSerial(2);
    const after = [signed.own(zone.soa, NOW), signed.own(ns, NOW)];
    expect(after[0]!.rrsig).not.toEqual(before[0]!.rrsig);
    expectSigned(zone.soa, after[0]!.rrsig);
    expect(after[1]).toBe(before[1]);
    expect(signed.signatures).toBe(3);
  });
});

test("what a clock that ran ahead has signed is signed anew once the time is right again", () => {
  const { zone, signed, put } = signedZone();
  const alice = put("alice");
  const denied: Nsec = { owner: ownerOf("b~"), next: ownerOf("c"), types: [46, 47], lasting: true };
  const inceptions = (time: number): number[] => {
    signed.signName(alice, time);
    const rrsigs = [signed.own(zone.soa, time).rrsig, signed.denial(denied, time).rrsig];
    return [...rrsigs, zone.replica.signature(alice)].map((rrsig) => rrsigRdata.decode(rrsig).inception);
  };
  for (const ahead of [3 * 86_400, 10 * 86_400, 365 * 86_400]) {
    for (const inception of inceptions(NOW + ahead)) expect(inception).toBeGreaterThan(NOW - 86_400);
    for (const inception of inceptions(NOW)) expect(inception).toBeLessThanOrEqual(NOW - 86_400);
  }
});

describe("a denial", () => {
  const nsec = (changes: Partial<Nsec> = {}): Nsec => ({
    owner: parseName("a~.user._bitcoin-payment.example.com."),
    next: parseName("b\\000.user._bitcoin-payment.example.com."),
    types: [RrType.RRSIG, RrType.NSEC],
    lasting: true,
    ...changes,
  });

  test("is an NSEC RRset with the negative TTL, signed", () => {
    const { zone, signed } = signedZone();
    const { rrset, rrsig } = signed.denial(nsec(), NOW);
    expect(rrset).toMatchObject({ owner: nsec().owner, type: RrType.NSEC, ttl: zone.negativeTtl });
    expect(rrset.rdatas.map((rdata) => nsecRdata.decode(rdata))).toEqual([
      { nextDomainName: nsec().next, types: nsec().types },
    ]);
    expectSigned(rrset, rrsig);
  });

  test("that lasts is signed once until it is due", () => {
    const { signed } = signedZone();
    const first = signed.denial(nsec(), NOW);
    expect(signed.denial(nsec(), first.refreshAt - 1)).toBe(first);
    expect(signed.signatures).toBe(1);
    const second = signed.denial(nsec(), first.refreshAt);
    expect(second.refreshAt).toBeGreaterThan(first.refreshAt);
    expect(signed.denial(nsec(), first.refreshAt)).toBe(second);
    expect(signed.signatures).toBe(2);
  });

  test("that differs in anything has its own signature", () => {
    const { signed } = signedZone();
    const variants = [
      nsec(),
      nsec({ owner: parseName("a.user._bitcoin-payment.example.com.") }),
      nsec({ next: parseName("b.user._bitcoin-payment.example.com.") }),
      nsec({ types: [RrType.TXT, RrType.RRSIG, RrType.NSEC] }),
      // The same octets, parted elsewhere.
      nsec({ owner: parseName("a.b."), next: parseName("c.") }),
      nsec({ owner: parseName("a."), next: parseName("b.c.") }),
    ];
    const first = variants.map((each) => signed.denial(each, NOW));
    for (const { rrset, rrsig } of first) expectSigned(rrset, rrsig);
    expect(variants.map((each) => signed.denial(each, NOW))).toEqual(first);
    expect(new Set(first.map(({ rrsig }) => Buffer.from(rrsig).toString("hex"))).size).toBe(variants.length);
    expect(signed.signatures).toBe(variants.length);
  });

  test("that does not last pushes nothing out and is not kept", () => {
    const { signed } = signedZone();
    const kept = signed.denial(nsec(), NOW);
    for (let i = 0; i < 2; i++) expectSigned(signed.denial(nsec({ lasting: false }), NOW).rrset, kept.rrsig);
    expect(signed.signatures).toBe(3);
    expect(signed.denial(nsec(), NOW)).toBe(kept);
  });

  test("is kept for thousands of others, while it is asked for, and not for ever", () => {
    const { signed, state } = signedZone();
    const named = (i: number) => nsec({ owner: parseName(`u${i}.user._bitcoin-payment.example.com.`) });
    const often = signed.denial(nsec(), NOW);
    for (let i = 0; i < 6000; i++) {
      signed.denial(named(i), NOW);
      if (i % 1000 === 0) expect(signed.denial(nsec(), NOW)).toBe(often);
    }
    const { asked } = state;
    // The last thousands are still there, the first are not.
    for (let i = 5999; i > 3000; i--) signed.denial(named(i), NOW);
    expect(state.asked).toBe(asked);
    signed.denial(named(0), NOW);
    expect(state.asked).toBe(asked + 1);
  });
});

describe("a payment name", () => {
  test("is signed once until it is due, with its TTL, and anew for another record", () => {
    const { zone, signed, put } = signedZone();
    const node = put("alice");
    signed.signName(node, NOW);
    const { replica } = zone;
    const rrset = (ttl: number): Rrset => ({
      owner: ownerOf("alice"),
      type: RrType.TXT,
      ttl,
      rdatas: [replica.rdata(node)],
    });
    expectSigned(rrset(300), replica.signature(node));
    const { refreshAt } = validityWindow(DEFAULT_VALIDITY, ownerOf("alice"), NOW);
    expect(replica.refreshAt(node)).toBe(refreshAt);
    signed.signName(node, refreshAt - 1);
    expect(signed.signatures).toBe(1);
    signed.signName(node, refreshAt);
    expect(signed.signatures).toBe(2);
    put("alice", { ttl: 60 });
    signed.signName(node, NOW);
    expectSigned(rrset(60), replica.signature(node));
  });

  test("that ends is signed until then, and after that not at all", () => {
    const { zone, signed, put } = signedZone();
    const node = put("alice", { expiresAt: NOW + 60 });
    signed.signName(node, NOW);
    expect(rrsigRdata.decode(zone.replica.signature(node)).expiration).toBe(NOW + 60);
    const late = put("bob", { expiresAt: NOW });
    expect(() => signed.signName(late, NOW)).toThrow(expect.objectContaining({ code: "no-validity" }));
  });

  test.each([2 ** 32, 2 ** 32 + 1000, 253_402_300_799])(
    "that ends at %i, after 2106, is signed now",
    (expiresAt) => {
      const { zone, signed, put } = signedZone();
      const node = put("alice", { expiresAt });
      signed.signName(node, NOW);
      const { expiration } = validityWindow(DEFAULT_VALIDITY, ownerOf("alice"), NOW);
      expect(rrsigRdata.decode(zone.replica.signature(node)).expiration).toBe(expiration);
    },
  );
});
