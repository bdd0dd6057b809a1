import type { Instances } from "./admin-api/ports.ts";
import type { InstanceRecord, SeenInstance, SharedStore } from "./zone/store/shared-port.ts";

export interface InstancesParts {
  /** Undefined where the store is this instance's alone. */
  readonly store: Pick<SharedStore, "instances"> | undefined;
  /** What this instance has to say of itself at the moment. */
  readonly self: () => InstanceRecord;
}

/** The instances as the store knows them, but this one as it knows itself. */
export function createInstances({ store, self }: InstancesParts): Instances {
  const here = (): SeenInstance => ({ ...self(), seenAgo: 0 });
  const read = store === undefined ? async () => [] : oneAtATime(() => store.instances());
  return {
    self: here,
    all: async () => {
      const seen = await read();
      const own = here();
      return [...seen.filter(({ id }) => id !== own.id), own];
    },
  };
}

/** Many who wait ask often: who asks while a reading is under way shares the next one, which begins after all of them asked. */
function oneAtATime<T>(read: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return () => {
    next ??= underWay.then(() => {
      next = undefined;
      const reading = read();
      underWay = reading.catch(() => undefined);
      return reading;
    });
    return next;
  };
}
