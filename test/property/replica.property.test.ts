import fc from "fast-check";
import { expect, test } from "vitest";
import type { Name } from "../../src/zone/name.ts";
import { Replica } from "../../src/zone/replica/replica.ts";
import {
  APEX,
  expectEqual,
  expectName,
  findNode,
  keyOf,
  type Labels,
  ownerOfKey,
  ReplicaModel,
  SIGNATURE_OCTETS,
} from "./replica-model.ts";

const octets = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => seed * 31 + i * 7 + (i >> 8));

/** Few labels of tricky octets, so that names meet: both cases, the neighbours of the letters, labels that begin alike. */
const closeLabel = fc
  .array(fc.constantFrom(0x00, 0x2d, 0x40, 0x41, 0x5b, 0x61, 0x7a, 0xff), { minLength: 1, maxLength: 2 })
  .map((list) => Uint8Array.from(list));
const longLabel = fc
  .tuple(fc.constantFrom(62, 63), fc.constantFrom(0x61, 0xff))
  .map(([length, octet]) => new Uint8Array(length).fill(octet));
const deepLabel = fc.constantFrom(0x61, 0x62).map((octet) => Uint8Array.of(octet));

/** What passes 255 octets with the apex is cut off. */
function fitting(labels: Labels): Labels {
  let length: number = APEX.length;
  return labels.filter((label) => {
    length += label.length + 1;
    return length <= 255;
  });
}
const relativeName: fc.Arbitrary<Labels> = fc
  .oneof(
    { arbitrary: fc.array(closeLabel, { minLength: 1, maxLength: 5 }), weight: 4 },
    { arbitrary: fc.array(fc.oneof(longLabel, closeLabel), { minLength: 1, maxLength: 6 }), weight: 1 },
    { arbitrary: fc.array(deepLabel, { minLength: 90, maxLength: 110 }), weight: 1 },
  )
  .map(fitting);

/** One of the names at hand, or an ancestor of it. */
const pick = fc.record({ name: fc.nat(), above: fc.oneof(fc.constant(0), fc.nat(6)) });
/** Up to 2,100 octets, the fewest, and lengths about the edges of the units of memory. */
const length = fc.oneof(
  // Most records are as long as the one before them, and take its place.
  { arbitrary: fc.integer({ min: 90, max: 100 }), weight: 4 },
  fc.integer({ min: 1, max: 20 }),
  fc.integer({ min: 20, max: 2100 }),
  fc.tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: -1, max: 1 })).map(([n, d]) => n * 32 + d),
);
const time = fc.integer({ min: 1, max: 12 });
const put = fc.record({
  op: fc.constant("put" as const),
  pick,
  length,
  seed: fc.nat(255),
  ttl: fc.oneof(fc.nat(86_400), fc.constant(2 ** 31 - 1)),
  expiresAt: fc.oneof(fc.constant(0), time),
});
const remove = fc.record({ op: fc.constant("remove" as const), pick });
const sign = fc.record({ op: fc.constant("sign" as const), pick, seed: fc.nat(255), refreshAt: time });
const expire = fc.record({ op: fc.constant("expire" as const), now: time });
const step = fc.oneof(
  { arbitrary: put, weight: 5 },
  { arbitrary: remove, weight: 3 },
  { arbitrary: sign, weight: 3 },
  { arbitrary: expire, weight: 1 },
);
type StepOf<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Each> ? Each : never;

const history = fc.record({
  names: fc.array(relativeName, { minLength: 1, maxLength: 10 }),
  own: fc.array(pick, { maxLength: 2 }),
  steps: fc.array(step, { maxLength: 50 }),
});

function keyOfPick(names: readonly Labels[], { name, above }: { name: number; above: number }): string {
  const labels = names[name % names.length]!;
  return keyOf(labels.slice(Math.min(above, labels.length - 1)));
}

/** A zone's replica: the apex and what the zone holds itself come first. */
function begin(own: readonly string[]): { replica: Replica; model: ReplicaModel } {
  const replica = new Replica(APEX, SIGNATURE_OCTETS);
  const model = new ReplicaModel();
  replica.putOwn(APEX, 0);
  for (const key of new Set(own)) {
    model.own.set(key, model.own.size);
    replica.putOwn(ownerOfKey(key), model.own.size - 1);
  }
  return { replica, model };
}

function doPut(replica: Replica, model: ReplicaModel, key: string, step: StepOf<typeof put>): void {
  const { ttl, expiresAt, seed } = step;
  const record = { rdata: octets(step.length, seed), ttl, expiresAt };
  const write = () => replica.put(ownerOfKey(key), { ...record, revision: seed });
  if (model.own.has(key)) {
    expect(write).toThrow(RangeError);
    return;
  }
  expect(write()).toBe(findNode(replica, ownerOfKey(key)));
  // A new record has no signature.
  model.payment.set(key, { ...record, refreshAt: 0 });
}

function doSign(replica: Replica, model: ReplicaModel, key: string, step: StepOf<typeof sign>): void {
  const record = model.payment.get(key);
  if (record === undefined) return;
  const rrsig = octets(SIGNATURE_OCTETS - 12, step.seed);
  replica.sign(findNode(replica, ownerOfKey(key)), rrsig, step.refreshAt);
  model.payment.set(key, { ...record, rrsig, refreshAt: step.refreshAt });
}

function doExpire(replica: Replica, model: ReplicaModel, now: number): void {
  replica.expire(now);
  model.expire(now);
  expect(replica.nextExpiry).toBeGreaterThan(now);
}

const upperCase = (name: Name): Name =>
  name.map((octet) => (octet >= 0x61 && octet <= 0x7a ? octet - 32 : octet));

test("a replica holds what a plain map holds, whatever comes and goes", () => {
  fc.assert(
    fc.property(history, ({ names, own, steps }) => {
      const { replica, model } = begin(own.map((each) => keyOfPick(names, each)));
      for (const step of steps) {
        const key = step.op === "expire" ? "" : keyOfPick(names, step.pick);
        if (step.op === "put") doPut(replica, model, key, step);
        else if (step.op === "sign") doSign(replica, model, key, step);
        else if (step.op === "expire") doExpire(replica, model, step.now);
        else expect(replica.remove(ownerOfKey(key))).toBe(model.payment.delete(key));
        expect(replica.names).toBe(model.payment.size);
        expectName(replica, model, key, model.existing());
        const ends = [...model.payment.values()].map(({ expiresAt }) => expiresAt || Infinity);
        expect(replica.nextExpiry).toBeLessThanOrEqual(Math.min(Infinity, ...ends));
      }
      expectEqual(replica, model, names.map(keyOf));
      for (const key of model.payment.keys()) expect(replica.remove(upperCase(ownerOfKey(key)))).toBe(true);
      model.payment.clear();
      expectEqual(replica, model, names.map(keyOf));
    }),
    { numRuns: 400 },
  );
});
