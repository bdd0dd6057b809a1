import { pause } from "./zone/store/pause.ts";
import type { InstanceRecord, SharedStore } from "./zone/store/shared-port.ts";

/** Tells the other instances of a shared store how far this one is. */
export interface Announcer {
  /** Resolves when this instance was announced, or could not be, or when that takes a second. */
  readonly first: Promise<void>;
  /** Has the other instances forget this one, if the store is there to be told. */
  stop(): Promise<void>;
}

export interface AnnouncerParts {
  readonly store: Pick<SharedStore, "announce" | "withdraw">;
  /** What this instance has to say of itself at the moment. */
  readonly self: () => InstanceRecord;
  /** Registers a listener for every step that a zone makes here. */
  readonly onAdvance: (listener: () => void) => void;
  /** Hears of the first of several announcements in a row that fail; they go on. */
  readonly onFailure: (error: unknown) => void;
}

/** So often an instance says that it lives; see how long it is waited for in confirmation.ts. */
const PERIOD_MILLISECONDS = 1_000;
/** Between two announcements at least: the steps of a busy zone are told together. */
const GAP_MILLISECONDS = 20;
/**
 * An announcement is of every zone: with many of them they come less often, so that their octets do not grow with their
 * number.
 */
const GAP_MILLISECONDS_PER_ZONE = 1;
/** How long start and end of this process wait for a store that does not reply. */
const GRACE_MILLISECONDS = 1_000;

/** Announces this instance every second, and at once when a zone has made a step. */
export function startAnnouncer({ store, self, onAdvance, onFailure }: AnnouncerParts): Announcer {
  const stopping = new AbortController();
  const announced = new AbortController();
  let step = new AbortController();
  let isFailing = false;
  onAdvance(() => step.abort());

  const announce = async (instance: InstanceRecord): Promise<void> => {
    try {
      await store.announce(instance);
      isFailing = false;
    } catch (error) {
      if (!isFailing && !stopping.signal.aborted) onFailure(error);
      isFailing = true;
    }
    announced.abort();
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      // A step from here on may not be in what is said now, and is said next.
      step = new AbortController();
      const instance = self();
      await announce(instance);
      const gap = gapAfter(instance);
      await pause(gap, stopping.signal);
      await pause(PERIOD_MILLISECONDS - gap, step.signal);
    }
  };
  const ended = run();

  return {
    first: pause(GRACE_MILLISECONDS, announced.signal),
    stop: async () => {
      stopping.abort();
      step.abort();
      const told = new AbortController();
      const withdraw = async (): Promise<void> => {
        // An announcement that is under way would bring back what was withdrawn before it.
        await ended;
        await store.withdraw(self().id).catch(() => undefined);
        told.abort();
      };
      withdraw();
      await pause(GRACE_MILLISECONDS, told.signal);
    },
  };
}

const gapAfter = ({ zones }: InstanceRecord): number => {
  const gap = Math.max(GAP_MILLISECONDS, zones.length * GAP_MILLISECONDS_PER_ZONE);
  return Math.min(gap, PERIOD_MILLISECONDS);
};
