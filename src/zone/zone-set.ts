import { HashedName } from "./hashed-name.ts";
import { nameKey } from "./name.ts";
import type { Zone } from "./zone.ts";

/** The zones that this server answers for. */
export class ZoneSet {
  readonly #zones = new Map<string, Zone>();
  /** By the hash of the apex: the test of one label costs one look-up and makes no string. */
  readonly #byHash = new Map<number, Zone[]>();

  put(zone: Zone): void {
    this.#zones.set(nameKey(zone.apex), zone);
    this.#byHash.clear();
    for (const each of this.#zones.values()) {
      const hash = HashedName.of(each.apex).hashes[0]!;
      this.#byHash.set(hash, [...(this.#byHash.get(hash) ?? []), each]);
    }
  }

  [Symbol.iterator](): IterableIterator<Zone> {
    return this.#zones.values();
  }

  /** The zone with the longest apex that the name is at or below; undefined if there is none. */
  find(name: HashedName): Zone | undefined {
    for (let label = 0; label <= name.labels; label++) {
      const zones = this.#byHash.get(name.hashes[label]!);
      if (zones === undefined) continue;
      for (const zone of zones) if (name.endsWith(label, zone.apex)) return zone;
    }
    return undefined;
  }
}
