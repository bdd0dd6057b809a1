import type { AnswerSide } from "../admin-api/ports.ts";
import { pause } from "../zone/store/pause.ts";
import { type Follower, followZone } from "./follower.ts";
import type { PublisherParts } from "./parts.ts";
import { unanswered } from "./settling.ts";

/** Brings zones and changes from the store to the DNS side, and knows what has arrived there. */
export interface Publisher extends AnswerSide {
  /** Serves every zone that the store has; resolves when each is in service or has failed to come there. */
  start(): Promise<void>;
  /** `listener` is called whenever a standing has moved. */
  onAdvance(listener: () => void): void;
  /** Ends the feeds. */
  stop(): Promise<void>;
}

/** Between two looks for zones that another instance has set up. */
const WATCH_MILLISECONDS = 1_000;

export function createPublisher(parts: PublisherParts): Publisher {
  const { store, dnsSide, isShared } = parts;
  const followers = new Map<string, Follower>();
  const stopping = new AbortController();
  const listeners: (() => void)[] = [];
  const advanced = (): void => {
    for (const listener of listeners) listener();
  };

  const follower = (apex: string): Follower => {
    const existing = followers.get(apex);
    if (existing !== undefined) return existing;
    const made = followZone(parts, apex, stopping.signal, advanced);
    followers.set(apex, made);
    return made;
  };

  /** Serves what the store lists. */
  const serveListed = async (): Promise<void> => {
    const zones = await store.zones();
    const first = Promise.allSettled(zones.map(({ apex }) => follower(apex).first));
    // Each of them is expected by now: commands arrive in their order.
    await dnsSide.request({ kind: "catalogue", complete: true });
    await first;
  };
  /** Serves zones that other instances have set up. */
  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await pause(WATCH_MILLISECONDS, stopping.signal);
      // A store that is away has no news; whether it is there is for the health check to say.
      const zones = await store.zones().catch(() => []);
      for (const { apex } of zones) if (!stopping.signal.aborted) follower(apex);
    }
  };
  let watching = Promise.resolve();

  return {
    start: async () => {
      await serveListed();
      if (isShared) watching = watch();
    },
    serve: (apex) => {
      const existing = followers.get(apex);
      // One that is there may have failed before it was set up in full: it is waited for.
      return existing === undefined ? follower(apex).first : existing.settled(1);
    },
    settled: (apex, serial) => followers.get(apex)?.settled(serial) ?? Promise.reject(unanswered()),
    standings: () => [...followers.values()].map((each) => each.standing()),
    onAdvance: (listener) => void listeners.push(listener),
    health: () => dnsSide.request({ kind: "check" }),
    stop: async () => {
      stopping.abort();
      await watching;
      await Promise.all([...followers.values()].map(({ ended }) => ended));
    },
  };
}
