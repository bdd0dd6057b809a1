import { DomainError } from "../zone/errors.ts";
import { pause } from "../zone/store/pause.ts";
import type { ZoneStanding } from "../zone/store/shared-port.ts";
import type { ZoneDoubt } from "../zone/zone-doubt.ts";
import { createAwaiting } from "./awaiting.ts";
import { doubted } from "./followed-store.ts";
import { createKeeper } from "./keeper.ts";
import type { PublisherParts } from "./parts.ts";
import { restoreZone } from "./restore.ts";
import { headOf, isFollowable, keyTagsOf, type ServedZone, versionOf } from "./served-zone.ts";
import { hasMoved, loadFromStore } from "./zone-load.ts";

/** Between two tries to load a zone or follow its feed: twice as long after each that fails. */
const FIRST_RETRY_MILLISECONDS = 1_000;
const LAST_RETRY_MILLISECONDS = 4_000;
/** Between two looks at what is in doubt. */
const DOUBT_MILLISECONDS = 1_000;

/** One zone's way from the store to the DNS side. */
export interface Follower {
  /** Resolves when the zone is in service; rejects when the first try to bring it there has failed. */
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
}

/** Loads the zone and follows its changes until `signal` aborts. `onAdvance` hears of every step. */
export function followZone(
  parts: PublisherParts,
  apex: string,
  signal: AbortSignal,
  onAdvance: () => void,
): Follower {
  const { store, keyStore, dnsSide, disk, now, log } = parts;
  const awaiting = createAwaiting();
  const first = Promise.withResolvers<void>();
  let served: ServedZone | undefined;
  let syncedAt: number | null = null;
  let doubt: ZoneDoubt | undefined;
  let failure: string | null = null;

  const moved = (): void => {
    awaiting.moved();
    onAdvance();
  };
  const serve = (next: ServedZone): void => {
    served = next;
    moved();
  };
  const keeper =
    disk &&
    createKeeper({
      apex,
      dnsSide,
      ...disk,
      head: () => served && headOf(served, syncedAt ?? now()),
      onFailure: (error) => log.unsaved(apex, error),
    });
  const isTrusted = (): void => {
    doubt = undefined;
    failure = null;
  };
  const raise = (raised: ZoneDoubt): void => {
    // Looked at again it is the same doubt.
    const since = doubt?.reason === raised.reason ? doubt.since : raised.since;
    if (doubt?.reason !== raised.reason) log.doubted(apex, raised);
    doubt = { ...raised, since };
    moved();
  };

  /** Takes over what the store has; false where it is in doubt. */
  const load = async (): Promise<boolean> => {
    const loaded = await loadFromStore(parts, apex, served);
    if ("reason" in loaded) {
      raise(loaded);
      return false;
    }
    isTrusted();
    keeper?.replaced();
    serve(loaded);
    log.served(apex, loaded.names, "store");
    first.resolve();
    return true;
  };

  /** Whether what is answered may be followed from here; what is not what it was is loaded anew. */
  const resume = async (at: ServedZone): Promise<boolean> => {
    const found = await store.zone(apex);
    if (found === undefined) {
      const reason = "the store no longer has the zone";
      raise({
        reason,
        since: now(),
        answered: versionOf(at.zone, at, at.keys),
        found: null,
        difference: null,
      });
      return false;
    }
    const keys = await keyStore.load(apex);
    if (keys === undefined) throw new DomainError("key-set-missing", `the store has no keys of zone ${apex}`);
    return isFollowable(at, found, keys) || load();
  };

  /** Hands on one change after the other; returns when the feed has a gap or ends. */
  const follow = async (from: ServedZone): Promise<void> => {
    for await (const change of store.changes(apex, from.position, signal)) {
      if (change.kind === "gap") return;
      isTrusted();
      if (change.kind === "current") {
        syncedAt = now();
        const names = await dnsSide.request({ kind: "count", apex });
        serve({ ...served!, answers: "store", names });
      } else {
        const { serial, user, record, position } = change;
        await dnsSide.request({ kind: "change", apex, serial, user, record });
        keeper?.changed({ user, record });
        serve({ ...served!, serial, position });
      }
    }
  };

  const restore = async (): Promise<void> => {
    const restored = await restoreZone(parts, apex);
    if (restored === undefined) return;
    syncedAt = restored.savedAt;
    keeper?.saved(restored.position);
    serve(restored);
    log.served(apex, restored.names, "snapshot");
    first.resolve();
  };

  const run = async (): Promise<void> => {
    await dnsSide.request({ kind: "expect", apex });
    await restore();
    let retry = FIRST_RETRY_MILLISECONDS;
    let hasGap = false;
    while (!signal.aborted) {
      try {
        if (served && doubt && !(await hasMoved(parts, apex, served, doubt))) {
          await pause(DOUBT_MILLISECONDS, signal);
          continue;
        }
        const isFollowed: boolean = served === undefined || hasGap ? await load() : await resume(served);
        hasGap = false;
        if (!isFollowed) continue;
        retry = FIRST_RETRY_MILLISECONDS;
        await follow(served!);
        hasGap = true;
      } catch (error) {
        first.reject(error);
        if (signal.aborted) return;
        const message = error instanceof Error ? error.message : String(error);
        // What goes on is told once.
        if (message !== failure) log.failed(apex, error);
        failure = message;
        onAdvance();
        await pause(retry, signal);
        retry = Math.min(retry * 2, LAST_RETRY_MILLISECONDS);
      }
    }
  };

  const following = run();
  // Who asks for the zone may be gone, or have asked for many at once.
  first.promise.catch(() => undefined);
  return {
    first: first.promise,
    ended: keeper?.run(signal, following) ?? following,
    inService: async (generation) => {
      // One that is there already may be of before: what the store has now is looked at within moments.
      await awaiting.until(() => served?.zone.generation === generation || doubt !== undefined);
      if (served?.zone.generation !== generation) throw doubted(apex);
    },
    settled: (serial) => awaiting.until(() => (served?.serial ?? 0) >= serial),
    doubt: () => doubt,
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
