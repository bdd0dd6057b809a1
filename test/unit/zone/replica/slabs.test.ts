import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_BLOCK_OCTETS, Slabs, UNIT_OCTETS } from "../../../../src/zone/replica/slabs.ts";

const SLAB_OCTETS = 2 ** 22;

test.each([0, -1, MAX_BLOCK_OCTETS + 1])("there is no block of %d octets", (octets) => {
  expect(() => new Slabs().allocate(octets)).toThrow(RangeError);
});

describe("blocks", () => {
  test("keep their octets while others come, go and are filled", () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: MAX_BLOCK_OCTETS }));
    const step = fc.record({ size, release: fc.option(fc.nat(), { nil: undefined }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const slabs = new Slabs();
        const blocks: { address: number; size: number; fill: number }[] = [];
        const contentOf = ({ address, size }: { address: number; size: number }): Uint8Array =>
          slabs.octets(address).subarray(slabs.offset(address), slabs.offset(address) + size);
        for (const [i, { size, release }] of steps.entries()) {
          if (release !== undefined && blocks.length > 0) {
            const [gone] = blocks.splice(release % blocks.length, 1);
            slabs.release(gone!.address, gone!.size);
          }
          const block = { address: slabs.allocate(size), size, fill: (i % 255) + 1 };
          expect(block.address).toBeGreaterThan(0);
          contentOf(block).fill(block.fill);
          blocks.push(block);
        }
        for (const block of blocks) {
          const content = contentOf(block);
          expect(content).toHaveLength(block.size);
          expect(content.every((octet) => octet === block.fill)).toBe(true);
        }
      }),
    );
  });

  test("lie within one slab each, and memory grows by slabs", () => {
    const slabs = new Slabs();
    expect(slabs.size).toBe(0);
    const addresses = new Set<number>();
    for (let i = 0; i < 1100; i++) {
      const address = slabs.allocate(MAX_BLOCK_OCTETS);
      expect(slabs.offset(address) + MAX_BLOCK_OCTETS).toBeLessThanOrEqual(slabs.octets(address).length);
      addresses.add(address);
    }
    expect(addresses.size).toBe(1100);
    // 511 blocks fit in the first slab, whose first unit is no block, 512 in the next.
    expect(slabs.size).toBe(3 * SLAB_OCTETS);
  });

  test("fill a slab to its last unit", () => {
    const slabs = new Slabs();
    for (let unit = 1; unit < SLAB_OCTETS / UNIT_OCTETS; unit++) slabs.allocate(UNIT_OCTETS);
    expect(slabs.size).toBe(SLAB_OCTETS);
    slabs.allocate(UNIT_OCTETS);
    expect(slabs.size).toBe(2 * SLAB_OCTETS);
  });
});

describe("a released block", () => {
  test("is handed out for its own size only, the last first", () => {
    const slabs = new Slabs();
    const [a, b] = [slabs.allocate(100), slabs.allocate(128)];
    slabs.release(a, 100);
    slabs.release(b, 128);
    expect([a, b]).not.toContain(slabs.allocate(129));
    expect([a, b]).not.toContain(slabs.allocate(96));
    expect([slabs.allocate(97), slabs.allocate(128)]).toEqual([b, a]);
    expect([a, b]).not.toContain(slabs.allocate(100));
  });

  test("of the largest size comes back as well", () => {
    const slabs = new Slabs();
    const address = slabs.allocate(MAX_BLOCK_OCTETS);
    slabs.release(address, MAX_BLOCK_OCTETS);
    expect(slabs.allocate(MAX_BLOCK_OCTETS - UNIT_OCTETS + 1)).toBe(address);
  });
});

test.each([
  [1, 32, true],
  [32, 33, false],
  [33, 64, true],
  [MAX_BLOCK_OCTETS - 31, MAX_BLOCK_OCTETS, true],
])("blocks for %i and %i octets are interchangeable: %s", (a, b, same) => {
  expect(Slabs.sameSize(a, b)).toBe(same);
});

test("words and octets are the same memory, and words are unsigned", () => {
  const slabs = new Slabs();
  slabs.allocate(UNIT_OCTETS);
  const address = slabs.allocate(2 * UNIT_OCTETS);
  slabs.setWord(address, 9, 0xdeadbeef);
  expect(slabs.word(address, 9)).toBe(0xdeadbeef);
  expect(
    [
      ...slabs
        .octets(address)
        .subarray(slabs.offset(address) + 36)
        .subarray(0, 4),
    ].sort(),
  ).toEqual([0xde, 0xad, 0xbe, 0xef].sort());
});
