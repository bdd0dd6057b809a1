import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isWithin, type Name, nameOf } from "../../src/zone/name.ts";
import { formatName, parseName } from "../../src/zone/name-text.ts";
import type { ZoneConfig } from "../../src/zone/zone-config.ts";
import { keyFrom, nameFromKey, type OrderKey } from "../support/reference-order.ts";
import { type Verdict, verifyResponse } from "../support/reference-verifier.ts";
import {
  NOW,
  type ServerFixture,
  serverOf,
  signedZone,
  type ZoneFixture,
} from "../support/signed-zone-fixture.ts";
import { mutated } from "./question-mutation.ts";
import {
  MUTATIONS,
  mayExist,
  type NameStep,
  nameAfter,
  type QuestionStep,
  questionStep,
  type ZoneStep,
  zoneStep,
} from "./zone-arbitrary.ts";

const RRSIG = 46;
/** The curve takes a millisecond. Everything else about a signature is checked every time. */
const CURVE_EVERY = 20;

/** Asks with DO and holds what the answer proves against the list of names. */
function judge(server: ServerFixture, zone: ZoneFixture, name: Name, type: number, curve: boolean): Verdict {
  const { octets, message } = server.ask(name, type, { dnssecOk: true, transport: "tcp" });
  expect(octets.subarray(12, 12 + name.length), "the question as it was asked").toEqual(name);
  const verdict = verifyResponse(message, { zone: zone.trusted, now: NOW, signatures: curve });
  zone.reference.expectVerdict(verdict, keyFrom(name), type);
  // RFC 6891 §6.2.5: over UDP it is the same answer (but for signatures made anew), or none with TC.
  const udp = server.ask(name, type, { dnssecOk: true });
  if (octets.length > 1232) expect([udp.message.tc, udp.message.authority]).toEqual([true, []]);
  else expect([udp.message.tc, udp.octets.length]).toEqual([false, octets.length]);
  count(zone, verdict, udp.message.tc);
  return verdict;
}

/** How often the questions led where it is hard. */
const seen = {
  answer: 0,
  nodata: 0,
  nxdomain: 0,
  merged: 0,
  "owner exists": 0,
  "end of zone": 0,
  truncated: 0,
};

function count({ reference }: ZoneFixture, verdict: Verdict, truncated: boolean): void {
  seen[verdict.claim]++;
  if (truncated) seen.truncated++;
  if (verdict.claim !== "nxdomain") return;
  if (verdict.nsecs.length === 1) seen.merged++;
  if (verdict.nsecs.some(({ owner }) => reference.existing.has(owner))) seen["owner exists"]++;
  if (verdict.nsecs.some(({ next }) => next === reference.apex)) seen["end of zone"]++;
}

/** Names to ask about: those that exist, and those that the answers so far have shown. */
class Pool {
  readonly #names = new Map<OrderKey, Name>();
  #list: Name[] = [];

  add(key: OrderKey): void {
    if (this.#names.has(key)) return;
    this.#names.set(key, nameFromKey(key));
    this.#list = [...this.#names.values()];
  }

  pick(number: number): Name {
    return this.#list[number % this.#list.length]!;
  }
}

function put(zone: ZoneFixture, steps: readonly NameStep[]): void {
  const names = [zone.signed.apex];
  for (const step of steps) {
    const name = nameAfter(step, names);
    if (!mayExist(name, zone.signed.apex)) continue;
    names.push(name);
    zone.put(name);
  }
}

let asked = 0;

/** Name servers inside the zone, where there is room for them: names that own other types than TXT. */
const nameServersOf = (apex: Name): ZoneConfig["nameServers"] =>
  ["192.0.2.1", "2001:db8::1"].map((address, i) =>
    apex.length > 200
      ? { name: `ns${i}.example.net`, addresses: [] }
      : { name: `ns${i}.hosts.${formatName(apex)}`, addresses: [address] },
  );

function run({ apex, names, gone, late, questions }: ZoneStep): void {
  const zone = signedZone({ apex, nameServers: nameServersOf(apex) });
  const server = serverOf([zone]);
  const pool = new Pool();
  const see = (): void => {
    for (const name of zone.reference.existing.keys()) pool.add(name);
  };
  put(zone, names);
  see();
  const ask = (step: QuestionStep): void => {
    const name = mutated(pool.pick(step.pick), step);
    if (!isWithin(name, apex)) return;
    const verdict = judge(server, zone, name, step.type, ++asked % CURVE_EVERY === 0);
    if (verdict.claim === "answer") return;
    // Names that the server made up are the next best thing to ask for.
    for (const { owner, next } of verdict.nsecs) for (const key of [owner, next]) pool.add(key);
  };
  const half = questions.length >> 1;
  questions.slice(0, half).forEach(ask);
  for (const number of gone) {
    const payments = zone.payments;
    if (payments.length > 0) zone.remove(payments[number % payments.length]!);
  }
  put(zone, late);
  see();
  questions.slice(half).forEach(ask);
  expect(server.failures).toEqual([]);
}

/** Labels of one to three octets that lie beside "~", "*", the letters, or an end of the order. */
const CRAMPED: readonly Uint8Array[] = [
  0x00, 0x01, 0x29, 0x2a, 0x2b, 0x40, 0x5b, 0x7d, 0x7e, 0x7f, 0xfe, 0xff,
].flatMap((last, _, ends) => [
  Uint8Array.of(last),
  ...ends.flatMap((first) => [
    Uint8Array.of(first, last),
    ...[0x00, 0x2a, 0xff].map((middle) => Uint8Array.of(first, middle, last)),
  ]),
]);

describe("what a zone denies is not there, and what it shows is", () => {
  test("in zones of tricky names, while names come and go", { timeout: 240_000 }, () => {
    asked = 0;
    fc.assert(fc.property(zoneStep, run), { numRuns: 200 });
    expect(asked).toBeGreaterThan(5_000);
    for (const [what, times] of Object.entries(seen)) expect([what, times > 20]).toEqual([what, true]);
  });

  test("at every mutation of every name of one crowded zone", { timeout: 240_000 }, () => {
    const apex = parseName("_bitcoin-payment.example.com");
    const zone = signedZone({ apex });
    const base = nameOf([Buffer.from("user")], apex);
    // Every octet but "*" and upper case, each as a name of its own: no interval has room to spare.
    for (let octet = 0; octet <= 0xff; octet++)
      if (octet !== 0x2a && !(octet >= 0x41 && octet <= 0x5a)) zone.put(nameOf([Uint8Array.of(octet)], base));
    const server = serverOf([zone]);
    const label = Uint8Array.of(0x7e);
    for (const [key] of zone.reference.existing)
      for (const mutation of MUTATIONS) {
        const step: QuestionStep = { pick: 0, mutation, labels: [label, label], type: 16, caseBits: 0 };
        const name = mutated(nameFromKey(key), step);
        if (isWithin(name, apex)) judge(server, zone, name, 16, false);
      }
  });

  test("where hardly an octet is left below the closest encloser", { timeout: 240_000 }, () => {
    const apex = parseName("_bitcoin-payment.example.com");
    for (const room of [2, 3, 4]) {
      const encloser = nameAfter({ base: 0, labels: [Uint8Array.of(0x61)], slack: room }, [apex]);
      expect(encloser).toHaveLength(255 - room);
      const zone = signedZone({ apex });
      const server = serverOf([zone]);
      zone.put(encloser);
      const children = CRAMPED.filter((label) => label.length < room).map((label) =>
        nameOf([label], encloser),
      );
      for (const child of children) judge(server, zone, child, 16, false);
      // Half of them, and then the other half: each is denied beside those that exist.
      for (const half of [0, 1]) {
        for (const child of zone.payments) if (child.length > encloser.length) zone.remove(child);
        for (const [i, child] of children.entries())
          if (i % 2 === half && mayExist(child, apex)) zone.put(child);
        for (const child of children) judge(server, zone, child, 16, false);
      }
    }
  });

  test("in a zone of thousands, where the sorted runs split and shrink", { timeout: 240_000 }, () => {
    const zone = signedZone();
    const base = nameOf([Buffer.from("user")], zone.signed.apex);
    const user = (i: number): Name => nameOf([Buffer.from(((i * 7919) % 3000).toString(36))], base);
    for (let i = 0; i < 3000; i++) zone.put(user(i));
    const server = serverOf([zone]);
    for (const upTo of [0, 2_000, 2_900]) {
      for (let i = 0; i < upTo; i++) zone.remove(user(i));
      const keys = [...zone.reference.existing.keys()];
      fc.assert(
        fc.property(fc.nat(), questionStep, (pick, step) => {
          const name = mutated(nameFromKey(keys[pick % keys.length]!), step);
          if (isWithin(name, zone.signed.apex) && step.type !== RRSIG)
            judge(server, zone, name, step.type, false);
        }),
        { numRuns: 300 },
      );
    }
  });
});
