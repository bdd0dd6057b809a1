import { pause } from "../zone/store/pause.ts";
import type { ZoneRecord } from "../zone/store/port.ts";
import type { ZoneStanding } from "../zone/store/shared-port.ts";
import type { ZoneDoubt, ZoneVersion } from "../zone/zone-doubt.ts";
import { doubted } from "./followed-store.ts";
import { type History, historyAfter } from "./history.ts";
import { createKeeper } from "./keeper.ts";
import type { PublisherParts } from "./parts.ts";
import { peerDoubt } from "./peers.ts";
import { restoreZone } from "./restore.ts";
import { headOf, isFollowable, type ServedZone, versionOf } from "./served-zone.ts";
import { hasMoved, keysOf, loadFromStore } from "./zone-load.ts";
import { createZoneState } from "./zone-state.ts";

/** Between two tries to load a zone or follow its feed: twice as long after each that comes to nothing. */
const FIRST_RETRY_MILLISECONDS = 1_000;
const LAST_RETRY_MILLISECONDS = 4_000;
/** Between two looks at what is in doubt. */
const DOUBT_MILLISECONDS = 1_000;

/** One zone's way from the store to the DNS side. */
export interface Follower {
  /** Resolves when the zone is in service; rejects when the first try to bring it there has failed or met a doubt. */
  readonly first: Promise<void>;
  /** Resolves when the feed has ended, after `signal` has aborted. */
  readonly ended: Promise<void>;
  standing(): ZoneStanding;
  doubt(): ZoneDoubt | undefined;
  /**
   * Resolves when the zone of this generation is in service. Rejects with DomainError `zone-doubted` where another goes on to
   * be, and `answer-unavailable` where it takes too long.
   */
  inService(generation: string): Promise<void>;
  settled(serial: number): Promise<void>;
  /** Loads the zone anew as the store has it. */
  reload(): void;
}

/** Loads the zone and follows its changes until `signal` aborts. `onAdvance` hears of every step. */
export function followZone(
  parts: PublisherParts,
  apex: string,
  signal: AbortSignal,
  onAdvance: () => void,
): Follower {
  const { store, dnsSide, disk, shared, instanceId, now, log } = parts;
  const first = Promise.withResolvers<void>();
  const state = createZoneState(apex, log, onAdvance);
  const keeper =
    disk &&
    createKeeper({
      apex,
      dnsSide,
      ...disk,
      head: () => state.served && headOf(state.served, state.syncedAt ?? now()),
      onFailure: (error) => log.unsaved(apex, error),
    });
  /** Of what is answered to what the store has; undefined while that is followed. */
  let history: History | undefined;
  let isStale = false;
  let renewal = new AbortController();

  const answeredNow = (): ZoneVersion | null => {
    const { served } = state;
    return served === undefined ? null : versionOf(served.zone, served, served.keys);
  };
  const raise = (reason: string, found: ZoneVersion | null): void => {
    state.raise({ reason, since: now(), answered: answeredNow(), found, difference: null });
    first.reject(doubted(apex));
  };

  /** Takes over what the store has; false where it is in doubt. */
  const load = async (): Promise<boolean> => {
    const { served, doubt } = state;
    const before = served && { served, history: history ?? "whole", doubt: doubt && ownDoubt(doubt) };
    const loaded = await loadFromStore(parts, apex, before);
    if ("reason" in loaded) {
      state.raise(loaded);
      return false;
    }
    history = undefined;
    isStale = false;
    state.trust();
    keeper?.replaced();
    state.serve(loaded);
    log.served(apex, loaded.names, "store");
    first.resolve();
    return true;
  };

  /** Whether an instance that has no memory of the zone, or an old one, is contradicted by others that have one. */
  const isContradicted = async (): Promise<boolean> => {
    // They first: what they answer was in the store before it.
    const others = (await shared?.instances()) ?? [];
    const found = await store.zone(apex);
    const reason = found && peerDoubt(others, instanceId, found);
    if (found === undefined || reason === undefined) return false;
    raise(reason, versionOf(found, found, await keysOf(parts, apex)));
    return true;
  };

  /** Whether what is answered may be followed from here; what is not what it was is loaded anew. */
  const resume = async (served: ServedZone): Promise<boolean> => {
    const found: ZoneRecord | undefined = await store.zone(apex);
    if (found === undefined) {
      raise("the store no longer has the zone", null);
      return false;
    }
    // What the disk had is a copy of a copy: it is held against the store once.
    const isSame = served.answers === "store" && isFollowable(served, found, await keysOf(parts, apex));
    if (isSame && state.doubt === undefined) return true;
    history = await historyAfter(store, apex, served.position, signal);
    return (isSame && history === "whole") || load();
  };

  /** Hands on one change after the other. Returns whether there was any word before the feed had a gap, or ended. */
  const follow = async (from: ServedZone): Promise<boolean> => {
    let isHeard = false;
    renewal = new AbortController();
    const ending = AbortSignal.any([signal, renewal.signal]);
    for await (const change of store.changes(apex, from.position, ending)) {
      if (change.kind === "gap") {
        history = change.isLost ? "lost" : "trimmed";
        return isHeard;
      }
      if (change.kind === "current") {
        state.synced(now());
        const names = await dnsSide.request({ kind: "count", apex });
        state.trust();
        state.serve({ ...state.served!, names });
      } else {
        const { serial, user, record, position } = change;
        await dnsSide.request({ kind: "change", apex, serial, user, record });
        if (record !== "unreadable") keeper?.changed({ user, record });
        state.trust();
        state.serve({ ...state.served!, serial, position });
      }
      isHeard = true;
    }
    // Asked to be loaded anew it has the whole history still.
    history = "whole";
    return isHeard;
  };

  const restore = async (): Promise<void> => {
    const restored = await restoreZone(parts, apex);
    if (restored === undefined) return;
    state.synced(restored.savedAt);
    state.serve(restored);
    keeper?.saved(restored.position);
    log.served(apex, restored.names, "snapshot");
    first.resolve();
  };

  /** One try to bring the zone into step and keep it there; returns how long to wait for the next, in milliseconds. */
  const attempt = async (retry: number): Promise<number> => {
    const { served, doubt } = state;
    // A doubt that others have raised ends with them; one of its own with what it is about.
    if (served && doubt?.difference && !(await hasMoved(parts, apex, served, doubt)))
      return DOUBT_MILLISECONDS;
    if (served?.answers !== "store" && (await isContradicted())) return DOUBT_MILLISECONDS;
    const isLoaded = isStale || (history !== undefined && doubt === undefined);
    const isInStep = served === undefined || isLoaded ? await load() : await resume(served);
    if (!isInStep) return DOUBT_MILLISECONDS;
    return (await follow(state.served!)) ? 0 : retry;
  };

  const run = async (): Promise<void> => {
    let retry = FIRST_RETRY_MILLISECONDS;
    let wait = 0;
    try {
      await dnsSide.request({ kind: "expect", apex });
      await restore();
    } catch (error) {
      first.reject(error);
      state.failed(error);
      return;
    }
    while (!signal.aborted) {
      try {
        wait = await attempt(retry);
      } catch (error) {
        first.reject(error);
        if (signal.aborted) return;
        state.failed(error);
        wait = retry;
      }
      retry = wait === retry ? Math.min(retry * 2, LAST_RETRY_MILLISECONDS) : FIRST_RETRY_MILLISECONDS;
      if (wait > 0) await pause(wait, signal);
    }
  };

  const following = run();
  // Who asks for the zone may be gone, or have asked for many at once.
  first.promise.catch(() => undefined);
  return {
    first: first.promise,
    ended: keeper?.run(signal, following) ?? following,
    inService: async (generation) => {
      const isThere = (): boolean => state.served?.zone.generation === generation;
      // One that is there already may be of before: what the store has now is looked at within moments.
      await state.until(() => isThere() || state.doubt !== undefined);
      if (!isThere()) throw doubted(apex);
    },
    settled: (serial) => state.until(() => (state.served?.serial ?? 0) >= serial),
    doubt: () => state.doubt,
    standing: state.standing,
    reload: () => {
      isStale = true;
      renewal.abort();
    },
  };
}

/** A doubt that does not end with the instances which have raised it: what is in doubt was looked at here, or is not there. */
const ownDoubt = (doubt: ZoneDoubt): ZoneDoubt | undefined =>
  doubt.difference !== null || doubt.found === null ? doubt : undefined;
