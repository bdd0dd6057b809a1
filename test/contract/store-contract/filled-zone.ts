import type { NameFields, Store } from "../../../src/zone/store/port.ts";
import { fieldsOf, RELEASE } from "../../support/store-model.ts";
import { apex } from "./subject.ts";

export const SEALED = Uint8Array.of(0, 255, 128, 10);

/** The users of {@link fill} in octet order. */
export const USERS = ["-", "0", "a", "a-b", "a.b", "ab", "b", "c.d", "z"];
/** Those of them whose names were released. */
export const RELEASED = ["a", "ab", "z"];
const ending = (expiresAt: number): NameFields => ({ ...fieldsOf(), expiresAt });

/** Fills the zone: six names of which one ends, three releases, a key set at version 2. */
export async function fill(store: Store): Promise<void> {
  for (const user of USERS.toReversed())
    await store.put(apex, user, fieldsOf(`bitcoin:?lno=${user}`, "shop"));
  await store.put(apex, "b", ending(1_800_000_000), { ifRevision: 4 });
  for (const user of RELEASED) await store.delete(apex, user, RELEASE);
  await store.putKeySet(apex, Uint8Array.of(1), 0);
  await store.putKeySet(apex, SEALED, 1);
}
