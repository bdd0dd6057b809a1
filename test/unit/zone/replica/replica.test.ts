import { describe, expect, test } from "vitest";
import type { Name } from "../../../../src/zone/name.ts";
import { parseName } from "../../../../src/zone/name-text.ts";
import { Replica } from "../../../../src/zone/replica/replica.ts";

const APEX = parseName("_bitcoin-payment.example.com.");
const SIGNATURE_OCTETS = 124;
const RRSIG = new Uint8Array(SIGNATURE_OCTETS - 12).fill(7);
const ownerOf = (user: string): Name => parseName(`${user}.user._bitcoin-payment.example.com.`);
const record = (length = 100, ttl = 300) => ({
  rdata: new Uint8Array(length).fill(length),
  ttl,
  revision: 1,
  expiresAt: 0,
});

function replicaWith(...users: string[]): Replica {
  const replica = new Replica(APEX, SIGNATURE_OCTETS);
  replica.putOwn(APEX, 0);
  for (const user of users) replica.put(ownerOf(user), record());
  return replica;
}

/** A node's whole answer. */
function answer(replica: Replica, node: number): Uint8Array {
  const out = new Uint8Array(replica.signedLength(node));
  replica.copy(node, out.length, out, 0);
  return out;
}

describe("a name's newer record", () => {
  test.each([
    ["as long as the one before", 100],
    ["a little longer", 101],
    ["much longer", 2000],
    ["shorter", 12],
  ])("has no signature: %s", (_, length) => {
    const replica = replicaWith();
    const before = replica.put(ownerOf("alice"), record());
    replica.sign(before, RRSIG, 1000);
    expect(replica.refreshAt(before)).toBe(1000);
    const node = replica.put(ownerOf("alice"), record(length, 60));
    expect([replica.refreshAt(node), replica.ttl(node), replica.names]).toEqual([0, 60, 1]);
    expect(replica.rdata(node)).toEqual(new Uint8Array(length).fill(length));
    replica.sign(node, RRSIG, 2000);
    // RRSIG TTL = the RRset's (RFC 4034 §3).
    const ttls = [6, 12 + length + 6].map((at) => answer(replica, node).slice(at, at + 4));
    expect(ttls).toEqual([Uint8Array.of(0, 0, 0, 60), Uint8Array.of(0, 0, 0, 60)]);
  });

  test("takes the memory of the one before, where it fits", () => {
    const replica = replicaWith();
    const node = replica.put(ownerOf("alice"), record(100));
    expect(replica.put(ownerOf("alice"), record(101))).toBe(node);
    expect(replica.put(ownerOf("alice"), record(1000))).not.toBe(node);
  });
});

describe("what is refused changes nothing", () => {
  test.each([
    ["a name of another zone", parseName("alice.user._bitcoin-payment.example.org."), record()],
    ["a name above the apex", parseName("example.com."), record()],
    ["the apex", APEX, record()],
    ["a wildcard", ownerOf("*"), record()],
    ["a name below a wildcard's", ownerOf("a.*"), record()],
    ["a record that no block holds", ownerOf("bob"), record(9000)],
    ["a record that no block holds, at a name that is there", ownerOf("alice"), record(9000)],
    ["a record that no block holds, at an empty non-terminal", ownerOf("some"), record(9000)],
  ])("%s", (_, owner, newer) => {
    const replica = replicaWith("alice", "send.some");
    // The kind of each name is that of the node before the first name below it.
    const kinds = () =>
      ["\\000.alice", "\\000.send.some", "\\000.some"].map((name) =>
        replica.kind(replica.before(ownerOf(name))),
      );
    const state = () => [replica.names, ...kinds()];
    const before = state();
    expect(() => replica.put(owner, newer)).toThrow(RangeError);
    expect(state()).toEqual(before);
    expect(replica.remove(ownerOf("bob"))).toBe(false);
    expect(replica.put(ownerOf("bob"), record())).toBeGreaterThan(0);
  });

  test.each([-1, 1])("a signature that is longer by %i", (difference) => {
    const replica = replicaWith();
    const node = replica.put(ownerOf("alice"), record());
    const before = answer(replica, node);
    expect(() => replica.sign(node, new Uint8Array(RRSIG.length + difference), 1000)).toThrow(RangeError);
    expect(answer(replica, node)).toEqual(before);
    expect(replica.refreshAt(node)).toBe(0);
  });
});

describe("remove", () => {
  test("takes out payment names, in any case, and nothing else", () => {
    const replica = replicaWith("alice", "send.some");
    for (const owner of [
      ownerOf("bob"),
      ownerOf("some"),
      ownerOf("x.alice"),
      APEX,
      parseName("user._bitcoin-payment.example.com"),
    ])
      expect(replica.remove(owner)).toBe(false);
    expect(replica.names).toBe(2);
    expect(replica.remove(ownerOf("ALICE"))).toBe(true);
    expect(replica.remove(ownerOf("alice"))).toBe(false);
    expect(replica.names).toBe(1);
  });

  test("of a name outside the zone is a bug", () => {
    expect(() => replicaWith().remove(parseName("example.org."))).toThrow(RangeError);
  });
});
