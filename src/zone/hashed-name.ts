import { randomBytes, randomInt } from "node:crypto";
import { foldOctet, MAX_LABEL_OCTETS, MAX_LABELS, MAX_NAME_OCTETS, type Name } from "./name.ts";

/** Drawn anew in each process, so that nobody can choose names that meet in one place of the hash index. */
const SEED = randomInt(-(2 ** 31), 2 ** 31);
/** A secret word for each octet: with the octet itself FNV's collisions would depend on eight bits of the seed only. */
const WORDS = new Int32Array(Uint8Array.from(randomBytes(256 * 4)).buffer);
const PRIME = 0x01000193;

/**
 * A question's name, read once and reused for the next: in lower case, with the start of each label and the hash of each
 * suffix. A keyed FNV-1a runs from the right, so one pass hashes the name, every ancestor, and the zone that it may belong to.
 */
export class HashedName {
  readonly octets = new Uint8Array(MAX_NAME_OCTETS);
  /** Octets of the name, the root label included. */
  length = 0;
  /** Labels, the root not counted. */
  labels = 0;
  /** Where label i begins; `starts[labels]` is where the root stands. */
  readonly starts = new Uint8Array(MAX_LABELS + 1);
  /** The hash of the suffix that begins with label i. */
  readonly hashes = new Int32Array(MAX_LABELS + 1);

  /** Reads an uncompressed name at `offset`. Returns the offset after it, or -1 if the octets are no such name. */
  read(source: Uint8Array, offset: number, end: number): number {
    const octets = this.octets;
    let labels = 0;
    let at = 0;
    for (;;) {
      if (offset + at >= end) return -1;
      const length = source[offset + at]!;
      if (length > MAX_LABEL_OCTETS || at + length + 1 > MAX_NAME_OCTETS || offset + at + length >= end)
        return -1;
      octets[at] = length;
      this.starts[labels] = at;
      if (length === 0) break;
      for (let i = at + 1; i <= at + length; i++) octets[i] = foldOctet(source[offset + i]!);
      at += length + 1;
      labels++;
    }
    this.length = at + 1;
    this.labels = labels;
    this.#hash();
    return offset + at + 1;
  }

  /** The same for a name of our own. */
  static of(name: Name): HashedName {
    const hashed = new HashedName();
    hashed.read(name, 0, name.length);
    return hashed;
  }

  #hash(): void {
    const { octets, starts, hashes } = this;
    let hash = SEED;
    let to = this.length - 1;
    hashes[this.labels] = hash;
    for (let label = this.labels - 1; label >= 0; label--) {
      const from = starts[label]!;
      for (let at = to - 1; at >= from; at--) {
        hash = Math.imul(hash ^ WORDS[octets[at]!]!, PRIME);
        hash ^= hash >>> 15;
      }
      hashes[label] = hash;
      to = from;
    }
  }

  /** Whether the suffix that begins with `label` is `name`, a name in canonical form. */
  endsWith(label: number, name: Name): boolean {
    const from = this.starts[label]!;
    if (this.length - from !== name.length) return false;
    for (let i = 0; i < name.length; i++) if (this.octets[from + i] !== name[i]) return false;
    return true;
  }

  /** A copy of the suffix that begins with label `label`. */
  suffix(label: number): Name {
    return this.octets.slice(this.starts[label]!, this.length);
  }
}

/** FNV-1a leaves its low bits the least mixed; an index by mask wants them all (fmix32 of MurmurHash3). */
export function spread(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
