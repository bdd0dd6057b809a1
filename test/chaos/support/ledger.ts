import type { Value } from "./name-history.ts";
import type { Probe } from "./probe.ts";

/** How a write went, as its client knows it. */
export type Outcome =
  /** It is there, and the instance that said so answers by it. */
  | { readonly kind: "acknowledged"; readonly by: number }
  /** It is there; the instance that said so does not answer by it yet. */
  | { readonly kind: "stands" }
  | { readonly kind: "refused" }
  /** Nobody has said. */
  | { readonly kind: "unknown" };

/** What clients know of a name in the end. */
export interface Entry {
  /** What it may be: one value, or two where the last write's outcome is not known. */
  readonly values: readonly Value[];
}

/** What clients were told of their writes. It tells the probe as it goes. */
export interface Ledger {
  readonly entries: ReadonlyMap<string, Entry>;
  /** How many writes were acknowledged, and how many nobody knows of. */
  readonly count: { readonly acknowledged: number; readonly unknown: number };
  /** Books a write before it is sent; the function it returns books its outcome. */
  book(user: string, value: Value): (outcome: Outcome) => void;
  /**
   * Names are about to become what `names` says, and nothing else is to be registered, by a word of the operator; the function it
   * returns books that they are.
   */
  adopt(names: ReadonlyMap<string, Value>): () => void;
}

/** No instance has acknowledged it: all have to know it within the time that they have for another's write. */
export const NOBODY = -1;

export function newLedger(probe: Pick<Probe, "begin" | "settle" | "withdraw">): Ledger {
  const entries = new Map<string, Entry>();
  const count = { acknowledged: 0, unknown: 0 };
  const isKnown = (user: string, value: Value): boolean => {
    const { values } = entries.get(user) ?? { values: [null] };
    return values.length === 1 && values[0] === value;
  };
  return {
    entries,
    count,
    adopt: (names) => {
      const users = new Set([...entries.keys(), ...names.keys()]);
      const changed = [...users].filter((user) => !isKnown(user, names.get(user) ?? null));
      for (const user of changed) probe.begin(user, names.get(user) ?? null);
      return () => {
        for (const user of changed) {
          entries.set(user, { values: [names.get(user) ?? null] });
          probe.settle(user, NOBODY);
        }
      };
    },
    book: (user, value) => {
      const before = entries.get(user)?.values ?? [null];
      entries.set(user, { values: [...before, value] });
      probe.begin(user, value);
      return (outcome) => {
        switch (outcome.kind) {
          case "acknowledged":
            count.acknowledged++;
            entries.set(user, { values: [value] });
            probe.settle(user, outcome.by);
            return;
          case "stands":
            entries.set(user, { values: [value] });
            return;
          case "refused":
            entries.set(user, { values: before });
            probe.withdraw(user);
            return;
          case "unknown":
            count.unknown++;
        }
      };
    },
  };
}
