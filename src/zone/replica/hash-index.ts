import { spread } from "../hashed-name.ts";
import { type Address, NO_ADDRESS } from "./slabs.ts";

const LEAST_SLOTS = 64;

/** Open addressing with linear probing: hash and address of each node side by side, so that a probe is one cache line. */
export class HashIndex {
  #slots = new Uint32Array(LEAST_SLOTS * 2);
  #mask = LEAST_SLOTS - 1;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** How many slots there are to {@link at}. */
  get slots(): number {
    return this.#mask + 1;
  }

  /** The address in a slot, or {@link NO_ADDRESS}. */
  at(slot: number): Address {
    return this.#slots[slot * 2 + 1]!;
  }

  /** The first slot that may hold the hash. */
  first(hash: number): number {
    return spread(hash) & this.#mask;
  }

  next(slot: number): number {
    return (slot + 1) & this.#mask;
  }

  /** Whether the slot's node has this hash. */
  matches(slot: number, hash: number): boolean {
    return this.#slots[slot * 2] === hash >>> 0;
  }

  insert(hash: number, address: Address): void {
    // Probes stay short below three fifths.
    if ((this.#count + 1) * 5 > this.slots * 3) this.#grow();
    let slot = this.first(hash);
    while (this.at(slot) !== NO_ADDRESS) slot = this.next(slot);
    this.#set(slot, hash >>> 0, address);
    this.#count++;
  }

  replace(hash: number, from: Address, to: Address): void {
    this.#slots[this.#slotOf(hash, from) * 2 + 1] = to;
  }

  /** Takes a node out and closes the gap: later entries of the run move up, so no marker stays behind. */
  remove(hash: number, address: Address): void {
    let hole = this.#slotOf(hash, address);
    for (let slot = this.next(hole); this.at(slot) !== NO_ADDRESS; slot = this.next(slot)) {
      const wanted = this.first(this.#slots[slot * 2]!);
      const stays = hole <= slot ? hole < wanted && wanted <= slot : hole < wanted || wanted <= slot;
      if (stays) continue;
      this.#set(hole, this.#slots[slot * 2]!, this.at(slot));
      hole = slot;
    }
    this.#set(hole, 0, NO_ADDRESS);
    this.#count--;
  }

  #set(slot: number, hash: number, address: Address): void {
    this.#slots[slot * 2] = hash;
    this.#slots[slot * 2 + 1] = address;
  }

  #slotOf(hash: number, address: Address): number {
    let slot = this.first(hash);
    while (this.at(slot) !== address) {
      if (this.at(slot) === NO_ADDRESS) throw new Error("node is not in the index");
      slot = this.next(slot);
    }
    return slot;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    this.#mask = this.#slots.length / 2 - 1;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i + 1] === NO_ADDRESS) continue;
      let slot = this.first(old[i]!);
      while (this.at(slot) !== NO_ADDRESS) slot = this.next(slot);
      this.#set(slot, old[i]!, old[i + 1]!);
    }
  }
}
