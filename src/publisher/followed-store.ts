import { DomainError } from "../zone/errors.ts";
import type { Expectation, Store, Write } from "../zone/store/port.ts";
import type { ZoneStanding } from "../zone/store/shared-port.ts";

/** What a zone's writes need know of how far it is answered. */
export type Standing = Pick<ZoneStanding, "position" | "doubt">;

/**
 * The same store, whose names are written only where its history is the one that is answered here: a name that is put into a
 * store which has lost others would be acknowledged and not answered, and may be lost with what is made good. Such a write is
 * refused with DomainError `zone-doubted`. Undefined is the standing of a zone that is not answered here.
 */
export function followedStore<S extends Store>(
  store: S,
  standingOf: (apex: string) => Standing | undefined,
): S {
  const following = (apex: string, expect?: Expectation): Expectation => {
    const { doubt, position } = standingOf(apex) ?? {};
    if (doubt != null) throw doubted(apex);
    return { ...expect, ifFollows: position ?? undefined };
  };
  const follow = (apex: string, write: Write): Write => ({ ...write, expect: following(apex, write.expect) });
  return {
    ...store,
    // What is answered is there, whatever the store says: who is told otherwise would not come again.
    zone: async (apex) => {
      const zone = await store.zone(apex);
      if (zone === undefined && standingOf(apex)?.doubt != null) throw doubted(apex);
      return zone;
    },
    put: async (apex, user, fields, expect) => store.put(apex, user, fields, following(apex, expect)),
    delete: async (apex, user, release, expect) => store.delete(apex, user, release, following(apex, expect)),
    batch: async (apex, writes) =>
      store.batch(
        apex,
        writes.map((write) => follow(apex, write)),
      ),
    // What was done on a history that is not answered is not told as done.
    outcome: async (apex, once) => {
      following(apex);
      return store.outcome(apex, once);
    },
    writeOnce: async (apex, write, once, note) => store.writeOnce(apex, follow(apex, write), once, note),
  } satisfies S;
}

export const doubted = (apex: string): DomainError =>
  new DomainError(
    "zone-doubted",
    `what the store has of the zone ${apex} is in doubt, and not answered: an operator looks at it with \`paynamed zone accept ${apex}\``,
  );
