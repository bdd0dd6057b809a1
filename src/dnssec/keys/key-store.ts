import { isRefusal } from "../../zone/errors.ts";
import { parseName } from "../../zone/name-text.ts";
import type { Store } from "../../zone/store/port.ts";
import { decodeKeySet, encodeKeySet, type KeySet, makeKeySet } from "./key-set.ts";
import type { Sealer } from "./seal.ts";

/** The key sets of all zones, sealed in the store. */
export interface KeyStore {
  /** The zone's set, or undefined if none was made. Throws DomainError `key-set-sealed` if it does not open here. */
  load(apex: string): Promise<KeySet | undefined>;
  /** The zone's set, made now if there is none. Two that do it at once end with the same set. */
  create(apex: string): Promise<KeySet>;
}

const contextOf = (apex: string): string => `paynamed key set of ${apex}`;

export function createKeyStore(store: Pick<Store, "keySet" | "putKeySet">, sealer: Sealer): KeyStore {
  /** What was opened last: to check keys takes milliseconds. */
  const opened = new Map<string, { readonly version: number; readonly set: KeySet }>();
  const load = async (apex: string): Promise<KeySet | undefined> => {
    const stored = await store.keySet(apex);
    if (stored === undefined) return undefined;
    const known = opened.get(apex);
    if (known?.version === stored.version) return known.set;
    const set = decodeKeySet(sealer.open(stored.sealed, contextOf(apex)), parseName(apex));
    opened.set(apex, { version: stored.version, set });
    return set;
  };
  const create = async (apex: string): Promise<KeySet> => {
    const existing = await load(apex);
    if (existing !== undefined) return existing;
    const made = makeKeySet(parseName(apex));
    try {
      await store.putKeySet(apex, sealer.seal(encodeKeySet(made), contextOf(apex)), 0);
      return made;
    } catch (error) {
      if (!isRefusal(error, "key-set-conflict")) throw error;
      const winner = await load(apex);
      if (winner === undefined) throw error;
      return winner;
    }
  };
  return { load, create };
}
