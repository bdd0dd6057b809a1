import { expect, test } from "vitest";
import { type Name, nameOf } from "../../../../src/zone/name.ts";
import { parseName } from "../../../../src/zone/name-text.ts";
import { Replica } from "../../../../src/zone/replica/replica.ts";

const APEX = parseName("user._bitcoin-payment.example.com.");
const ownerOf = (user: string): Name => nameOf([Buffer.from(user)], APEX);
const replicaOf = (...names: [user: string, expiresAt: number, length?: number][]): Replica => {
  const replica = new Replica(APEX, 120);
  replica.putOwn(APEX, 0);
  for (const name of names) put(replica, ...name);
  return replica;
};
const put = (replica: Replica, user: string, expiresAt: number, length = 40): number =>
  replica.put(ownerOf(user), { rdata: new Uint8Array(length), ttl: 300, revision: 1, expiresAt });

test("a record is there until the second of its end, and not in it", () => {
  const replica = replicaOf(["alice", 1000], ["bob", 0]);
  expect(replica.nextExpiry).toBe(1000);
  replica.expire(999);
  expect(replica.names).toBe(2);
  replica.expire(1000);
  expect(replica.names).toBe(1);
  expect(replica.nextExpiry).toBe(Number.POSITIVE_INFINITY);
  expect(replica.remove(ownerOf("bob"))).toBe(true);
});

test("all records of one second end together, in any order of their coming", () => {
  const times = Array.from({ length: 500 }, (_, i) => 100 + ((i * 37) % 10));
  const replica = replicaOf(...times.map((time, i): [string, number] => [`u${i}`, time]));
  for (let now = 99; now < 110; now++) {
    replica.expire(now);
    expect(replica.names).toBe(times.filter((time) => time > now).length);
  }
});

test.each([
  { end: "later", expiresAt: 2000, there: 1999, gone: 2000 },
  { end: "earlier", expiresAt: 500, there: 499, gone: 500 },
  { end: "never", expiresAt: 0, there: 10_000, gone: undefined },
])("of a rewritten end only the last holds: $end", ({ expiresAt, there, gone }) => {
  // In place, in new memory, and over an absence.
  for (const [length, removed] of [
    [40, false],
    [1500, false],
    [40, true],
  ] as const) {
    const replica = replicaOf(["alice", 1000]);
    if (removed) replica.remove(ownerOf("alice"));
    put(replica, "alice", expiresAt, length);
    replica.expire(there);
    expect(replica.names).toBe(1);
    if (gone === undefined) continue;
    replica.expire(gone);
    expect(replica.names).toBe(0);
  }
});

test("an entry left behind does not take out the name that uses the memory now", () => {
  const replica = replicaOf(["alice", 1000]);
  replica.remove(ownerOf("alice"));
  const node = put(replica, "bobby", 3000);
  replica.expire(2999);
  expect(replica.names).toBe(1);
  expect(replica.owner(node)).toEqual(ownerOf("bobby"));
  replica.expire(3000);
  expect(replica.names).toBe(0);
});

test("the queue does not keep every end that a record ever had", () => {
  const replica = replicaOf(["alice", 1]);
  for (let time = 2; time <= 5000; time++) put(replica, "alice", time, time % 2 === 0 ? 40 : 400);
  // The earliest entry is not older than the queue is long.
  expect(replica.nextExpiry).toBeGreaterThan(5000 - 1100);
  replica.expire(4999);
  expect(replica.names).toBe(1);
  replica.expire(5000);
  expect(replica.names).toBe(0);
});

// 2^32 s are over on 2106-02-07: what is kept in 32 bits must not become a time long past, or none at all.
test.each([2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1000, 253_402_300_799])(
  "a record that ends at %i is there at 4,000,000,000",
  (expiresAt) => {
    const replica = replicaOf();
    const node = put(replica, "alice", expiresAt);
    expect(replica.expiresAt(node)).toBeGreaterThan(4_000_000_000);
    expect(replica.nextExpiry).toBe(replica.expiresAt(node));
    replica.expire(4_000_000_000);
    expect(replica.names).toBe(1);
    replica.expire(expiresAt);
    expect(replica.names).toBe(0);
  },
);
