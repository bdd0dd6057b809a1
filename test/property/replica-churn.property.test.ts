import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HashedName } from "../../src/zone/hashed-name.ts";
import { type Name, nameKey, nameOf } from "../../src/zone/name.ts";
import { NameTree } from "../../src/zone/replica/name-tree.ts";
import { NodeKind } from "../../src/zone/replica/node.ts";
import { Replica } from "../../src/zone/replica/replica.ts";
import { NO_ADDRESS } from "../../src/zone/replica/slabs.ts";
import { APEX, expectEqual, findNode, keyOf, ReplicaModel, SIGNATURE_OCTETS } from "./replica-model.ts";

const SLAB_OCTETS = 2 ** 22;
const labelOf = (user: string): Uint8Array => Buffer.from(user, "latin1");
/** A dotted user makes a label of each part. */
const ownerOf = (user: string): Name => nameOf(user.split(".").map(labelOf), APEX);
const record = (expiresAt = 0, length = 40) => ({
  rdata: new Uint8Array(length).fill(length),
  ttl: 300,
  revision: 1,
  expiresAt,
});

function emptyReplica(): Replica {
  const replica = new Replica(APEX, SIGNATURE_OCTETS);
  replica.putOwn(APEX, 0);
  return replica;
}

describe("a full turn of the sweep", () => {
  test("visits every payment name once, wherever it begins and however it is sliced", () => {
    const users = fc.uniqueArray(fc.stringMatching(/^[a-d](\.?[a-d]){0,6}$/), { maxLength: 300 });
    fc.assert(
      fc.property(
        users,
        fc.nat(2),
        fc.nat(2000),
        fc.array(fc.integer({ min: 1, max: 40 })),
        (users, every, from, slices) => {
          const replica = emptyReplica();
          for (const user of users) replica.put(ownerOf(user), record());
          const left = users.filter(
            (user, i) => every === 0 || i % 3 !== every || !replica.remove(ownerOf(user)),
          );
          const visited: string[] = [];
          let slot = from;
          let turn = replica.slots;
          const take = (count: number): void => {
            slot = replica.sweep(slot, count, (node) => visited.push(nameKey(replica.owner(node))));
            turn -= count;
          };
          for (const slice of slices) if (slice <= turn) take(slice);
          take(turn);
          expect(slot).toBe(from % replica.slots);
          expect(visited.sort()).toEqual(left.map((user) => nameKey(ownerOf(user))).sort());
        },
      ),
    );
  });

  test("is not more than a turn, however much is asked for", () => {
    const replica = emptyReplica();
    replica.put(ownerOf("alice"), record());
    let visits = 0;
    replica.sweep(7, 10 * replica.slots, () => visits++);
    expect(visits).toBe(1);
  });
});

describe("the index", () => {
  /** Names of one label and one length whose hashes are equal in this process, in pairs. */
  function collidingUsers(pairs: number): [string, string][] {
    const seen = new Map<number, string>();
    const found: [string, string][] = [];
    const name = new HashedName();
    for (let i = 0; found.length < pairs; i++) {
      const user = (Math.imul(i, 0x9e3779b1) >>> 0).toString(16).padStart(8, "0");
      const owner = ownerOf(user);
      name.read(owner, 0, owner.length);
      const other = seen.get(name.hashes[0]!);
      if (other !== undefined) found.push([other, user]);
      seen.set(name.hashes[0]!, user);
    }
    return found;
  }

  test("tells names of one hash apart", () => {
    for (const [a, b] of collidingUsers(6)) {
      const replica = emptyReplica();
      const [nodeOfA, nodeOfB] = [replica.put(ownerOf(a), record()), replica.put(ownerOf(b), record())];
      expect(nodeOfA).not.toBe(nodeOfB);
      expect([findNode(replica, ownerOf(a)), findNode(replica, ownerOf(b))]).toEqual([nodeOfA, nodeOfB]);
      expect(replica.remove(ownerOf(a))).toBe(true);
      expect(findNode(replica, ownerOf(a))).toBe(NO_ADDRESS);
      expect(findNode(replica, ownerOf(b))).toBe(nodeOfB);
      expect(replica.remove(ownerOf(b))).toBe(true);
      expect(findNode(replica, ownerOf(b))).toBe(NO_ADDRESS);
    }
  });

  test("finds each of thousands of names, while they come and while they go", () => {
    const replica = emptyReplica();
    const users = Array.from({ length: 12_000 }, (_, i) => (i % 4 === 0 ? `a${i}.b${i % 64}` : `c${i}`));
    const inTurn = users.map((_, i) => (i * 7919) % users.length);
    const expectFound = (isHere: (i: number) => boolean): void => {
      for (const [i, user] of users.entries()) {
        const node = findNode(replica, ownerOf(user));
        if (isHere(i)) expect(replica.owner(node)).toEqual(ownerOf(user));
        else expect(node).toBe(NO_ADDRESS);
      }
    };
    const least = replica.slots;
    for (const i of inTurn) replica.put(ownerOf(users[i]!), record());
    expect(replica.slots).toBeGreaterThanOrEqual(users.length);
    expect(replica.slots).toBeGreaterThan(least);
    expectFound(() => true);
    for (const i of inTurn) if (i % 5 !== 0) replica.remove(ownerOf(users[i]!));
    expectFound((i) => i % 5 === 0);
    for (const user of users) replica.remove(ownerOf(user));
    const model = new ReplicaModel();
    // Every empty non-terminal went with the last name below it.
    expectEqual(
      replica,
      model,
      users.slice(0, 500).map((user) => keyOf(user.split(".").map(labelOf))),
    );
    expect(replica.names).toBe(0);
  });
});

test("memory is used again: it does not grow beyond the most that each size has ever held", () => {
  const tree = new NameTree(APEX, SIGNATURE_OCTETS);
  const live = new Map<string, number>();
  const held = new Map<number, { now: number; most: number }>();
  const count = (user: string, length: number, by: 1 | -1): void => {
    const units = Math.ceil((32 + user.length + 1 + length + SIGNATURE_OCTETS) / 32);
    const size = held.get(units) ?? { now: 0, most: 0 };
    held.set(units, { now: size.now + by, most: Math.max(size.most, size.now + by) });
  };
  const drop = (user: string): void => {
    tree.remove(ownerOf(user));
    count(user, live.get(user)!, -1);
    live.delete(user);
  };
  for (let i = 0; i < 60_000; i++) {
    const user = `u${(i * 7919) % 1000}`;
    const length = 52 + ((i * 104_729) % 2080);
    // A larger or smaller record takes the place of the one before, now and then after a time of absence.
    if (live.has(user) && i % 3 === 0) drop(user);
    tree.put(ownerOf(user), NodeKind.Payment, length);
    count(user, length, 1);
    if (live.has(user)) count(user, live.get(user)!, -1);
    live.set(user, length);
  }
  const most = [...held].reduce((sum, [units, size]) => sum + units * 32 * size.most, 0);
  // 66 MB passed through; a slab may end in less than a block of the largest size.
  expect(tree.nodes.slabs.size).toBeLessThanOrEqual(
    (Math.floor(most / (SLAB_OCTETS - 8192)) + 1) * SLAB_OCTETS,
  );
  for (const user of [...live.keys()]) drop(user);
  const { size } = tree.nodes.slabs;
  for (let i = 0; i < 1000; i++) tree.put(ownerOf(`v${i}`), NodeKind.Payment, 52 + ((i * 104_729) % 2080));
  expect(tree.nodes.slabs.size).toBe(size);
});
