import { describe, expect, test } from "vitest";
import { SigningError } from "../../src/dnssec/errors.ts";
import type { Signer } from "../../src/dnssec/signer.ts";
import { DEFAULT_VALIDITY } from "../../src/dnssec/validity.ts";
import { parseName } from "../../src/zone/name-text.ts";
import { verifyResponse } from "../support/reference-verifier.ts";
import { TYPE } from "../support/reference-zone.ts";
import {
  APEX,
  askAndJudge,
  NOW,
  nameOfUser,
  serverOf,
  signedZone,
  type ZoneFixture,
  type ZoneOptions,
} from "../support/signed-zone-fixture.ts";

/* Answers that cannot be signed, or not in time. */

const { TXT, A, SOA, RRSIG } = TYPE;
const [NOERROR, SERVFAIL, NXDOMAIN] = [0, 2, 3];
const ALICE = parseName(nameOfUser("alice"));

function zoneWithAlice(options: ZoneOptions = {}): ZoneFixture {
  const zone = signedZone(options);
  zone.put(ALICE);
  return zone;
}

describe("when a signature cannot be made", () => {
  /** A zone whose signer fails for these types, for as long as the returned switch is on. */
  function failing(types: readonly number[], error: Error = new SigningError("sign-failed")) {
    const state = { broken: true };
    const intercept = (signer: Signer): Signer => ({
      ...signer,
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
      expect(message).toMatchObject({
        rcode: SERVFAIL,
        aa: false,
        tc: false,
        rd: true,
        cd: true,
        opt: { dnssecOk: true },
      });
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

  test("a fault in the middle of an answer leaves nothing of what was written", () => {
    const zone = zoneWithAlice({
      // Not even octets: it shows when the RRset stands in the answer already.
      intercept: (signer) => ({
        ...signer,
        sign: (...args) => ({ ...signer.sign(...args), rrsig: undefined as never }),
      }),
    });
    const server = serverOf([zone]);
    for (const [name, type] of [
      [APEX, TYPE.DNSKEY],
      [nameOfUser("alice"), A],
      [nameOfUser("bob"), A],
    ] as const)
      expect(server.ask(name, type, { dnssecOk: true }).message).toMatchObject({
        rcode: SERVFAIL,
        aa: false,
        answer: [],
        authority: [],
      });
    expect(server.failures).toHaveLength(3);
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

  test("a fault of the program is not excused by the signature before", () => {
    const { zone, state, error } = failing([TXT], new TypeError("a fault"));
    const server = serverOf([zone]);
    state.broken = false;
    server.ask(ALICE, TXT, { dnssecOk: true });
    state.broken = true;
    const now = NOW + DEFAULT_VALIDITY.lifetime / 2;
    expect(server.ask(ALICE, TXT, { dnssecOk: true, now }).message.rcode).toBe(SERVFAIL);
    expect([server.failures, zone.lateRenewals]).toEqual([[error], []]);
  });

  test("the signature of an earlier record is no excuse for a later one", () => {
    const { zone, state } = failing([TXT]);
    const rcode = (): number => serverOf([zone]).ask(ALICE, TXT, { dnssecOk: true }).message.rcode;
    state.broken = false;
    expect(rcode()).toBe(NOERROR);
    // As long as the one before: the new record lies where the old one lay, the old signature behind it.
    zone.put(ALICE, { uri: "bitcoin:?lno=lno1pg258" });
    state.broken = true;
    expect(rcode()).toBe(SERVFAIL);
  });
});
