import type { Store } from "./port.ts";
import type { SharedStore } from "./shared-port.ts";
import type { TransferStore } from "./transfer-port.ts";

/** Whether a method acknowledges something that its caller relies on. A new one does not compile without its word here. */
const METHODS: { readonly [Method in keyof (SharedStore & TransferStore)]: "write" | "pass" } = {
  zones: "pass",
  zone: "pass",
  createZone: "write",
  putPolicy: "write",
  get: "pass",
  put: "write",
  delete: "write",
  batch: "write",
  writeOnce: "write",
  // It repeats an acknowledgement.
  outcome: "write",
  list: "pass",
  released: "pass",
  similar: "pass",
  countExpiring: "pass",
  snapshot: "pass",
  changes: "pass",
  keySet: "pass",
  putKeySet: "write",
  tokens: "pass",
  token: "pass",
  addToken: "write",
  removeToken: "write",
  durability: "pass",
  close: "pass",
  // What an instance says of itself it says again in a moment.
  announce: "pass",
  withdraw: "pass",
  instances: "pass",
  acceptTakeover: "write",
  acceptedTakeover: "pass",
  copyZone: "pass",
  importUnderWay: "pass",
  beginImport: "write",
  importEntries: "write",
  finishImport: "write",
  discardImport: "write",
};

type Call = (...args: readonly unknown[]) => unknown;

/** The same store, but each of its writes is begun only if `demand` does not throw; it rejects with what `demand` throws. */
export function guardWrites<S extends Store>(store: S, demand: () => void): S {
  const guarded = Object.entries(store)
    .filter(([method]) => METHODS[method as keyof typeof METHODS] !== "pass")
    .map(([method, write]: [string, Call]) => [
      method,
      async (...args: readonly unknown[]) => {
        demand();
        return write(...args);
      },
    ]);
  return { ...store, ...Object.fromEntries(guarded) };
}
