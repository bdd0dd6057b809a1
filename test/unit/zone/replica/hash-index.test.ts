import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HashIndex } from "../../../../src/zone/replica/hash-index.ts";
import { NO_ADDRESS } from "../../../../src/zone/replica/slabs.ts";

/** A hash whose first slot in an index of the least size is `slot`; another one for each `nth`. */
function hashFor(slot: number, nth = 0): number {
  const index = new HashIndex();
  for (let hash = -1000; ; hash++) if (index.first(hash) === slot && nth-- === 0) return hash;
}

/** The addresses that a search for the hash meets before it comes to an empty slot. */
function found(index: HashIndex, hash: number): number[] {
  const addresses: number[] = [];
  for (let slot = index.first(hash); index.at(slot) !== NO_ADDRESS; slot = index.next(slot)) {
    if (index.matches(slot, hash)) addresses.push(index.at(slot));
  }
  return addresses;
}

const contents = (index: HashIndex): number[] =>
  Array.from({ length: index.slots }, (_, slot) => index.at(slot)).filter(
    (address) => address !== NO_ADDRESS,
  );

const last = new HashIndex().slots - 1;

describe("removal closes the gap", () => {
  test("in a run of one first slot", () => {
    const hash = hashFor(5);
    for (const gone of [1, 2, 3]) {
      const index = new HashIndex();
      for (const address of [1, 2, 3]) index.insert(hash, address);
      index.remove(hash, gone);
      expect(found(index, hash)).toEqual([1, 2, 3].filter((address) => address !== gone));
      expect(index.at(7)).toBe(NO_ADDRESS);
    }
  });

  test("around the end of the table", () => {
    const [end, start] = [hashFor(last), hashFor(0)];
    for (const gone of [1, 2, 3]) {
      const index = new HashIndex();
      for (const address of [1, 2, 3]) index.insert(end, address);
      index.insert(start, 4);
      expect([last, 0, 1, 2].map((slot) => index.at(slot))).toEqual([1, 2, 3, 4]);
      index.remove(end, gone);
      expect(found(index, end)).toEqual([1, 2, 3].filter((address) => address !== gone));
      expect(found(index, start)).toEqual([4]);
      expect(index.at(2)).toBe(NO_ADDRESS);
    }
  });

  test("leaves an entry alone that stands where it wants to be", () => {
    const index = new HashIndex();
    index.insert(hashFor(10), 1);
    index.insert(hashFor(11), 2);
    index.insert(hashFor(10), 3);
    index.remove(hashFor(10), 1);
    expect([10, 11, 12].map((slot) => index.at(slot))).toEqual([3, 2, NO_ADDRESS]);
  });
});

test("whatever comes and goes among few first slots about the end, the rest is found", () => {
  const hashes = [last - 1, last, 0, 1].flatMap((slot) => [hashFor(slot), hashFor(slot, 1)]);
  const step = fc.record({ hash: fc.constantFrom(...hashes), remove: fc.boolean(), which: fc.nat() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 90 }), (steps) => {
      const index = new HashIndex();
      const model = new Map(hashes.map((hash) => [hash, new Set<number>()]));
      for (const [i, { hash, remove, which }] of steps.entries()) {
        const held = model.get(hash)!;
        const address = [...held][which % Math.max(held.size, 1)];
        if (remove && address !== undefined) {
          index.remove(hash, address);
          held.delete(address);
        } else {
          index.insert(hash, i + 1);
          held.add(i + 1);
        }
        for (const [each, addresses] of model) expect(new Set(found(index, each))).toEqual(addresses);
      }
      const held = [...model.values()].flatMap((addresses) => [...addresses]);
      expect(contents(index).sort()).toEqual(held.sort());
      expect(index.count).toBe(held.length);
    }),
  );
});

test("grows before three fifths are taken, and finds everything afterwards, signed hashes too", () => {
  const index = new HashIndex();
  const hashes = Array.from({ length: 5000 }, (_, i) => Math.imul(i, 0x9e3779b1) >> (i % 3));
  for (const [i, hash] of hashes.entries()) {
    index.insert(hash, i + 1);
    expect(index.count / index.slots).toBeLessThanOrEqual(0.6);
  }
  for (const [i, hash] of hashes.entries()) expect(found(index, hash)).toContain(i + 1);
  for (const [i, hash] of hashes.entries()) index.remove(hash, i + 1);
  expect(contents(index)).toEqual([]);
  expect(index.count).toBe(0);
});

test("another address takes an entry's place", () => {
  const index = new HashIndex();
  const hash = hashFor(last);
  for (const address of [1, 2, 3]) index.insert(hash, address);
  index.replace(hash, 2, 9);
  expect(found(index, hash)).toEqual([1, 9, 3]);
  expect(index.count).toBe(3);
});

test("an address that is not there is a bug, not an endless search", () => {
  const index = new HashIndex();
  index.insert(hashFor(3), 1);
  expect(() => index.remove(hashFor(3), 2)).toThrow("not in the index");
  expect(() => index.replace(hashFor(4), 1, 2)).toThrow("not in the index");
});
