import type { ZoneStanding } from "../zone/store/shared-port.ts";
import type { ZoneDoubt } from "../zone/zone-doubt.ts";
import { type Awaiting, createAwaiting } from "./awaiting.ts";
import type { PublisherLog } from "./log.ts";
import { keyTagsOf, type ServedZone } from "./served-zone.ts";

/** How far a zone is on its way from the store to those who ask, and who waits for it to come further. */
export interface ZoneState extends Pick<Awaiting, "until"> {
  /** What is answered; undefined while nothing is. */
  readonly served: ServedZone | undefined;
  readonly doubt: ZoneDoubt | undefined;
  /** Unix seconds; see {@link ZoneStanding}. */
  readonly syncedAt: number | null;
  serve(next: ServedZone): void;
  synced(at: number): void;
  /** What the store has is not taken over. */
  raise(doubt: ZoneDoubt): void;
  /** What the store has is taken over. */
  trust(): void;
  failed(error: unknown): void;
  standing(): ZoneStanding;
}

/** `onAdvance` hears of every step. */
export function createZoneState(apex: string, log: PublisherLog, onAdvance: () => void): ZoneState {
  const awaiting = createAwaiting();
  let served: ServedZone | undefined;
  let syncedAt: number | null = null;
  let doubt: ZoneDoubt | undefined;
  let failure: string | null = null;
  const moved = (): void => {
    awaiting.moved();
    onAdvance();
  };
  return {
    until: awaiting.until,
    get served() {
      return served;
    },
    get doubt() {
      return doubt;
    },
    get syncedAt() {
      return syncedAt;
    },
    serve: (next) => {
      served = next;
      moved();
    },
    synced: (at) => {
      syncedAt = at;
    },
    raise: (raised) => {
      const isKnown = doubt?.reason === raised.reason;
      if (!isKnown) log.doubted(apex, raised);
      doubt = isKnown && doubt !== undefined ? { ...raised, since: doubt.since } : raised;
      failure = null;
      moved();
    },
    trust: () => {
      doubt = undefined;
      failure = null;
    },
    failed: (error) => {
      const message = error instanceof Error ? error.message : String(error);
      // What goes on is told once.
      if (message !== failure) log.failed(apex, error);
      failure = message;
      onAdvance();
    },
    standing: () => ({
      apex,
      answers: served?.answers ?? "nothing",
      generation: served?.zone.generation ?? null,
      serial: served?.serial ?? 0,
      position: served?.position ?? null,
      names: served?.names ?? 0,
      syncedAt,
      keySetVersion: served?.keys.stored.version ?? null,
      keyTags: served === undefined ? [] : keyTagsOf(served.keys),
      doubt: doubt?.reason ?? null,
      failure,
    }),
  };
}
