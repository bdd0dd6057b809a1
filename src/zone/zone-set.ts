import { HashedName } from "./hashed-name.ts";
import { type Name, nameKey } from "./name.ts";

/** The zones that this server answers for, or whatever belongs to each of them. */
export class ZoneSet<Member extends { readonly apex: Name }> {
  readonly #members = new Map<string, Member>();
  /** By the hash of the apex: the test of one label is one look-up and makes no string. */
  readonly #byHash = new Map<number, Member[]>();

  /** Adds a zone, or puts it in the place of the one with the same apex. */
  put(member: Member): void {
    this.#members.set(nameKey(member.apex), member);
    this.#byHash.clear();
    for (const each of this.#members.values()) {
      const hash = HashedName.of(each.apex).hashes[0]!;
      this.#byHash.set(hash, [...(this.#byHash.get(hash) ?? []), each]);
    }
  }

  get(apex: Name): Member | undefined {
    return this.#members.get(nameKey(apex));
  }

  [Symbol.iterator](): IterableIterator<Member> {
    return this.#members.values();
  }

  /** The zone with the longest apex that the name is at or below; undefined if there is none. */
  find(name: HashedName): Member | undefined {
    for (let label = 0; label <= name.labels; label++) {
      const members = this.#byHash.get(name.hashes[label]!);
      if (members === undefined) continue;
      for (const member of members) if (name.endsWith(label, member.apex)) return member;
    }
    return undefined;
  }
}
