/** Blocks are whole units of this many octets, and a block's address counts units from the first slab on. */
export const UNIT_OCTETS = 32;
const UNIT_WORDS = UNIT_OCTETS / 4;
const SLAB_UNIT_BITS = 17;
const SLAB_UNITS = 1 << SLAB_UNIT_BITS;
const UNIT_MASK = SLAB_UNITS - 1;

/** The largest block: more than any name with the longest URI needs. */
export const MAX_BLOCK_OCTETS = 8192;

/** Where a block begins, in units; 0 is no block. */
export type Address = number;
export const NO_ADDRESS: Address = 0;

const unitsOf = (octets: number): number => (octets + UNIT_OCTETS - 1) >>> 5;

/**
 * Flat memory in slabs of 4 MiB: blocks of octets with addresses that stay. A released block waits in the list of its size
 * and is handed out again whole, so an address once given always begins a block of that size.
 */
export class Slabs {
  readonly #words: Uint32Array[] = [];
  readonly #octets: Uint8Array[] = [];
  readonly #released = new Uint32Array(unitsOf(MAX_BLOCK_OCTETS) + 1);
  #next = 1;

  /** Octets of memory that are held. */
  get size(): number {
    return this.#octets.length * SLAB_UNITS * UNIT_OCTETS;
  }

  /** A block of at least that many octets, with whatever was in it. */
  allocate(octets: number): Address {
    const units = unitsOf(octets);
    if (octets <= 0 || octets > MAX_BLOCK_OCTETS) throw new RangeError(`no block of ${octets} octets`);
    const reused = this.#released[units]!;
    if (reused !== NO_ADDRESS) {
      this.#released[units] = this.word(reused, 0);
      return reused;
    }
    // A block never lies across two slabs.
    if ((this.#next & UNIT_MASK) + units > SLAB_UNITS) this.#next = (this.#next | UNIT_MASK) + 1;
    const address = this.#next;
    if (address >>> SLAB_UNIT_BITS >= this.#octets.length) this.#grow();
    this.#next += units;
    return address;
  }

  /** Gives a block of that many octets back. */
  release(address: Address, octets: number): void {
    const units = unitsOf(octets);
    this.setWord(address, 0, this.#released[units]!);
    this.#released[units] = address;
  }

  /** Whether blocks of these sizes are interchangeable. */
  static sameSize(a: number, b: number): boolean {
    return unitsOf(a) === unitsOf(b);
  }

  /** The block's word `index` of 32 bits. */
  word(address: Address, index: number): number {
    return this.#words[address >>> SLAB_UNIT_BITS]![(address & UNIT_MASK) * UNIT_WORDS + index]!;
  }

  setWord(address: Address, index: number, value: number): void {
    this.#words[address >>> SLAB_UNIT_BITS]![(address & UNIT_MASK) * UNIT_WORDS + index] = value;
  }

  /** The octets that the block lies in; it begins at {@link offset}. */
  octets(address: Address): Uint8Array {
    return this.#octets[address >>> SLAB_UNIT_BITS]!;
  }

  offset(address: Address): number {
    return (address & UNIT_MASK) * UNIT_OCTETS;
  }

  #grow(): void {
    const slab = new ArrayBuffer(SLAB_UNITS * UNIT_OCTETS);
    this.#words.push(new Uint32Array(slab));
    this.#octets.push(new Uint8Array(slab));
  }
}
