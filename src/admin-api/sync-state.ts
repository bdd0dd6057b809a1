import type { ZoneStanding } from "../zone/store/shared-port.ts";

/** Seconds without a word of the store after which a zone counts as left behind: it is asked every second. */
const SILENCE = 10;

/** How well this process follows the store. */
export interface SyncState {
  /** Whether each zone is answered as the store has it. */
  readonly isInStep: boolean;
  /** Seconds since the store last said so of the zone that has waited longest; null if it never has. */
  readonly age: number | null;
}

/** `now` is in Unix seconds; `isListed` says whether the store has said which zones it has, or one is answered anyway. */
export function syncState(standings: readonly ZoneStanding[], isListed: boolean, now: number): SyncState {
  if (!isListed) return { isInStep: false, age: null };
  const ages = standings.map(({ syncedAt }) => (syncedAt === null ? null : Math.max(now - syncedAt, 0)));
  const age = ages.reduce(
    (worst, each) => (worst === null || each === null ? null : Math.max(worst, each)),
    0,
  );
  const isInStep =
    age !== null &&
    age <= SILENCE &&
    standings.every(
      ({ answers, doubt, failure }) => answers === "store" && doubt === null && failure === null,
    );
  return { isInStep, age };
}
