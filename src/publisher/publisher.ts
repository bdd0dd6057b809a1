import type { AnswerSide } from "../admin-api/ports.ts";
import { isRefusal } from "../zone/errors.ts";
import { pause } from "../zone/store/pause.ts";
import type { ZoneStanding } from "../zone/store/shared-port.ts";
import { unanswered } from "./awaiting.ts";
import { clockSteps } from "./clock-steps.ts";
import { type Follower, followZone } from "./follower.ts";
import type { PublisherParts } from "./parts.ts";

/** Brings zones and changes from the store to the DNS side, and knows what has arrived there. */
export interface Publisher extends AnswerSide {
  /**
   * Serves every zone that the store has, or that is kept on the disk; resolves when each is in service or has failed to come
   * there. A store that instances share may be away: then what it has is served once it is there.
   */
  start(): Promise<void>;
  /** How far the zone is; undefined for one that is not served here. */
  standing(apex: string): ZoneStanding | undefined;
  /** `listener` is called whenever a standing has moved. */
  onAdvance(listener: () => void): void;
  /** Ends the feeds. */
  stop(): Promise<void>;
}

/** Between two looks for zones that another instance has set up. */
const WATCH_MILLISECONDS = 1_000;

export function createPublisher(parts: PublisherParts): Publisher {
  const { store, dnsSide, shared, disk, log } = parts;
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

  let hasCatalogue = false;
  /** Begins to serve what the store lists. Rejects where the store is away. */
  const serveListed = async (): Promise<readonly Follower[]> => {
    const zones = await store.zones();
    const listed = stopping.signal.aborted ? [] : zones.map(({ apex }) => follower(apex));
    // Each of them is expected by now: commands arrive in their order.
    if (!hasCatalogue) await dnsSide.request({ kind: "catalogue", complete: true });
    hasCatalogue = true;
    return listed;
  };
  let failure: string | undefined;
  /** What keeps the zones of other instances from being heard of is told once. */
  const unwatched = (error: unknown): void => {
    const message = error instanceof Error ? error.message : String(error);
    if (message !== failure) log.unwatched(error);
    failure = message;
  };
  const hasStepped = clockSteps(parts);
  /** Serves zones that other instances have set up, and those of a store that was away at the start. */
  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await pause(WATCH_MILLISECONDS, stopping.signal);
      // Names have been taken out for their end, which is still to come.
      if (hasStepped()) for (const each of followers.values()) each.reload();
      if (shared === undefined) continue;
      try {
        await serveListed();
        failure = undefined;
      } catch (error) {
        unwatched(error);
      }
    }
  };
  let watching = Promise.resolve();

  return {
    start: async () => {
      const kept = ((await disk?.folder.apexes()) ?? []).map(follower);
      try {
        await Promise.allSettled([...kept, ...(await serveListed())].map(({ first }) => first));
      } catch (error) {
        const isEndured = isRefusal(error, "store-unavailable") || isRefusal(error, "store-format");
        if (shared === undefined || !isEndured) throw error;
        unwatched(error);
        await Promise.allSettled(kept.map(({ first }) => first));
      }
      watching = watch();
    },
    serve: async (apex, generation) => {
      const isNew = !followers.has(apex);
      const { first, inService } = follower(apex);
      // The first try of one that is there may have failed because the zone was not set up in full.
      if (isNew) await first;
      await inService(generation);
    },
    settled: (apex, serial) => followers.get(apex)?.settled(serial) ?? Promise.reject(unanswered()),
    doubt: (apex) => followers.get(apex)?.doubt(),
    standing: (apex) => followers.get(apex)?.standing(),
    standings: () => [...followers.values()].map((each) => each.standing()),
    onAdvance: (listener) => void listeners.push(listener),
    health: async () => {
      // Who knows neither the store's zones nor any that is kept on the disk has nothing to answer.
      const zones = { name: "zones", ok: hasCatalogue || followers.size > 0 };
      return [...(await dnsSide.request({ kind: "check" })), zones];
    },
    stop: async () => {
      stopping.abort();
      await watching;
      await Promise.all([...followers.values()].map(({ ended }) => ended));
    },
  };
}
