import type { OpenedKeySet } from "../dnssec/keys/key-store.ts";
import { DomainError } from "../zone/errors.ts";
import { pause } from "../zone/store/pause.ts";
import type { ZoneRecord } from "../zone/store/port.ts";
import type { ZoneStanding } from "../zone/store/shared-port.ts";
import { build } from "./build.ts";
import { doubtOf } from "./doubt.ts";
import type { PublisherParts } from "./parts.ts";
import { createSettling } from "./settling.ts";

/** Between two tries to load a zone or follow its feed: twice as long after each that fails. */
const FIRST_RETRY_MILLISECONDS = 1_000;
const LAST_RETRY_MILLISECONDS = 4_000;

/** One zone's way from the store to the DNS side. */
export interface Follower {
  /** Resolves when the zone is in service; rejects when the first try to bring it there has failed. */
  readonly first: Promise<void>;
  /** Resolves when the feed has ended, after `signal` has aborted. */
  readonly ended: Promise<void>;
  standing(): ZoneStanding;
  settled(serial: number): Promise<void>;
}

/** What the DNS side answers of the zone. */
interface Served {
  readonly zone: ZoneRecord;
  readonly keys: OpenedKeySet;
  readonly answers: "snapshot" | "store";
  position: string;
}

/** Loads the zone and follows its changes until `signal` aborts. `onAdvance` hears of every step. */
export function followZone(
  parts: PublisherParts,
  apex: string,
  signal: AbortSignal,
  onAdvance: () => void,
): Follower {
  const { store, keyStore, dnsSide, validity, now, log } = parts;
  const settling = createSettling();
  const first = Promise.withResolvers<void>();
  let served: Served | undefined;
  let syncedAt: number | null = null;
  let failure: string | null = null;

  const reached = (serial: number, position: string): void => {
    served!.position = position;
    settling.reached(serial);
    onAdvance();
  };

  /** Builds the zone as the store has it, and swaps it in. */
  const load = async (): Promise<void> => {
    const keys = await keyStore.load(apex);
    if (keys === undefined) throw new DomainError("key-set-missing", `zone ${apex} has no keys yet`);
    const { zone, position, batches } = await store.snapshot(apex);
    const doubt = served && doubtOf(served.zone, settling.serial, zone);
    // What is answered stays: a store that lost its names must not turn into signed denials.
    if (doubt !== undefined)
      throw new DomainError("store-format", `zone ${apex} is not taken over: ${doubt}`);
    await build(dnsSide, validity, { zone, position, keys, batches });
    await dnsSide.request({ kind: "loaded", apex });
    served = { zone, keys, answers: "store", position };
    reached(zone.serial, position);
    log.served(apex, zone.names, "store");
    first.resolve();
  };

  /** Hands on one change after the other; returns when the feed has a gap or ends. */
  const follow = async (): Promise<void> => {
    for await (const change of store.changes(apex, served!.position, signal)) {
      if (change.kind === "gap") return;
      if (change.kind === "current") {
        syncedAt = now();
        failure = null;
        onAdvance();
        continue;
      }
      const { serial, user, record } = change;
      await dnsSide.request({ kind: "change", apex, serial, user, record });
      reached(serial, change.position);
    }
  };

  const run = async (): Promise<void> => {
    await dnsSide.request({ kind: "expect", apex });
    let retry = FIRST_RETRY_MILLISECONDS;
    while (!signal.aborted) {
      try {
        await load();
        retry = FIRST_RETRY_MILLISECONDS;
        await follow();
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

  // Who asks for the zone may be gone, or have asked for many at once.
  first.promise.catch(() => undefined);
  return {
    first: first.promise,
    ended: run(),
    settled: settling.settled,
    standing: () => ({
      apex,
      answers: served?.answers ?? "nothing",
      generation: served?.zone.generation ?? null,
      serial: settling.serial,
      position: served?.position ?? null,
      names: served?.zone.names ?? 0,
      syncedAt,
      keySetVersion: served?.keys.stored.version ?? null,
      keyTags: served?.keys.set.keys.map(({ keyTag }) => keyTag) ?? [],
      doubt: null,
      failure,
    }),
  };
}
