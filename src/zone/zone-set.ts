import { HashedName } from "./hashed-name.ts";
import { type Name, nameKey } from "./name.ts";

/** The zones that this server answers for, or whatever belongs to each of them. */
export class ZoneSet<Member extends { readonly apex: Name }> {
  readonly #members = new Map<string, Member>();
  /** By the hash of the apex: the test of one label is one look-up and makes no string. */
  readonly #byHash = new Map<number, Member[]>();
  /** Whether a name in none of the zones is known to be no business of this server's. */
  isComplete = false;

  /** Adds a zone, or puts it in the place of the one with the same apex. */
  put(member: Member): void {
    const key = nameKey(member.apex);
    const before = this.#members.get(key);
    this.#members.set(key, member);
    const hash = HashedName.of(member.apex).hashes[0]!;
    const others = (this.#byHash.get(hash) ?? []).filter((other) => other !== before);
    this.#byHash.set(hash, [...others, member]);
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
