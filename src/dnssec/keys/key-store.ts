import { isRefusal } from "../../zone/errors.ts";
import { parseName } from "../../zone/name-text.ts";
import type { Store, StoredKeySet } from "../../zone/store/port.ts";
import { decodeKeySet, encodeKeySet, type KeySet, makeKeySet } from "./key-set.ts";
import type { Sealer } from "./seal.ts";

/** A zone's set as it is kept, and opened. */
export interface OpenedKeySet {
  readonly stored: StoredKeySet;
  readonly set: KeySet;
}

/** The key sets of all zones, sealed in the store. Throws DomainError `key-set-sealed` for one that does not open here. */
export interface KeyStore {
  /** The zone's set, or undefined if none was made. */
  load(apex: string): Promise<OpenedKeySet | undefined>;
  /** The zone's set, made now if there is none. Two that do it at once end with the same set. */
  create(apex: string): Promise<KeySet>;
  /** Opens a set that was kept elsewhere. */
  open(apex: string, stored: StoredKeySet): OpenedKeySet;
}

const contextOf = (apex: string): string => `paynamed key set of ${apex}`;

export function createKeyStore(store: Pick<Store, "keySet" | "putKeySet">, sealer: Sealer): KeyStore {
  /** What was opened last: to check keys takes milliseconds. */
  const opened = new Map<string, OpenedKeySet>();
  const open = (apex: string, stored: StoredKeySet): OpenedKeySet => {
    const known = opened.get(apex);
    if (known !== undefined && Buffer.compare(known.stored.sealed, stored.sealed) === 0) {
      return { stored, set: known.set };
    }
    const set = decodeKeySet(sealer.open(stored.sealed, contextOf(apex)), parseName(apex));
    const fresh = { stored, set };
    opened.set(apex, fresh);
    return fresh;
  };
  const load = async (apex: string): Promise<OpenedKeySet | undefined> => {
    const stored = await store.keySet(apex);
    return stored === undefined ? undefined : open(apex, stored);
  };
  const create = async (apex: string): Promise<KeySet> => {
    const existing = await load(apex);
    if (existing !== undefined) return existing.set;
    const made = makeKeySet(parseName(apex));
    try {
      await store.putKeySet(apex, sealer.seal(encodeKeySet(made), contextOf(apex)), 0);
      return made;
    } catch (error) {
      if (!isRefusal(error, "key-set-conflict")) throw error;
      const winner = await load(apex);
      if (winner === undefined) throw error;
      return winner.set;
    }
  };
  return { load, create, open };
}
