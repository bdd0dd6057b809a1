import type { Store } from "../../../src/zone/store/port.ts";
import { zoneUnknown } from "../../../src/zone/store/refusal.ts";
import type { InstanceRecord, SharedStore, Takeover } from "../../../src/zone/store/shared-port.ts";
import { compareOctets } from "../store-model.ts";

/** What an instance said, and when it was heard of: milliseconds by this process's clock. */
interface Heard {
  readonly at: number;
  readonly instance: InstanceRecord;
}

export interface SharedMemory {
  readonly zones: ReadonlyMap<string, unknown>;
  /** By id. */
  readonly instances: Map<string, Heard>;
  /** By apex. */
  readonly takeovers: Map<string, Takeover>;
}

const FORGOTTEN_AFTER = 3_600_000;

/** What instances tell each other. `whileOpen` runs the work, or rejects where the store is closed. */
export const sharedMethods = (
  { zones, instances, takeovers }: SharedMemory,
  whileOpen: <T>(work: () => T) => Promise<T>,
): Omit<SharedStore, keyof Store> => ({
  announce: (instance) =>
    whileOpen(() => {
      const at = Date.now();
      instances.set(instance.id, { at, instance });
      for (const [id, heard] of instances) if (at - heard.at > FORGOTTEN_AFTER) instances.delete(id);
    }),
  withdraw: (id) =>
    whileOpen(() => {
      instances.delete(id);
    }),
  instances: () =>
    whileOpen(() => {
      const now = Date.now();
      const seen = [...instances.values()].map(({ at, instance }) => ({ ...instance, seenAgo: now - at }));
      return seen.sort((a, b) => compareOctets(a.name, b.name) || compareOctets(a.id, b.id));
    }),
  acceptTakeover: (apex, takeover) =>
    whileOpen(() => {
      if (!zones.has(apex)) throw zoneUnknown(apex);
      takeovers.set(apex, takeover);
    }),
  acceptedTakeover: (apex) => whileOpen(() => takeovers.get(apex)),
});
