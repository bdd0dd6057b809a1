import type { AnswerSide } from "./admin-api/ports.ts";
import type { DnsSideClient } from "./dns-side-client.ts";
import { keyMaterial } from "./dnssec/keys/key-set.ts";
import type { KeyStore } from "./dnssec/keys/key-store.ts";
import type { ValidityPolicy } from "./dnssec/validity.ts";
import { DomainError } from "./zone/errors.ts";
import { pause } from "./zone/store/pause.ts";
import type { Store, ZoneRecord } from "./zone/store/port.ts";
import { doubtOf } from "./zone/store/resync-doubt.ts";

/** What the publisher says of its work to the operator's log. */
export interface PublisherLog {
  /** A zone is in service with so many names. */
  served(apex: string, names: number): void;
  /** A zone's feed or load failed; it is tried again. */
  failed(apex: string, error: unknown): void;
}

/** Brings zones and changes from the store to the DNS side, and knows what has arrived there. */
export interface Publisher extends AnswerSide {
  /** Ends the feeds. */
  stop(): Promise<void>;
}

export interface PublisherParts {
  readonly store: Store;
  readonly keyStore: KeyStore;
  readonly dnsSide: DnsSideClient;
  readonly validity: ValidityPolicy;
  /** Whether other instances write to the store, and may set zones up there. */
  readonly isShared: boolean;
  readonly log: PublisherLog;
}

/** How long a write waits to be answered before its caller is told that it stands but is not answered yet. */
const SETTLE_MILLISECONDS = 5_000;
/** Between two tries to load a zone or follow its feed: twice as long after each that fails. */
const FIRST_RETRY_MILLISECONDS = 1_000;
const LAST_RETRY_MILLISECONDS = 4_000;
/** Between two looks for zones that another instance has set up. */
const WATCH_MILLISECONDS = 1_000;

interface Waiter {
  readonly serial: number;
  readonly resolve: () => void;
}

/** One zone's way: where the DNS side stands, and who waits for it. */
interface ZoneFeed {
  serial: number;
  /** The zone as it was taken into service last. */
  served: ZoneRecord | undefined;
  readonly waiters: Set<Waiter>;
  done: Promise<void>;
}

export function createPublisher(parts: PublisherParts): Publisher {
  const { store, keyStore, dnsSide, validity, isShared, log } = parts;
  const feeds = new Map<string, ZoneFeed>();
  const stopping = new AbortController();

  const reached = (feed: ZoneFeed, serial: number): void => {
    feed.serial = Math.max(feed.serial, serial);
    for (const waiter of feed.waiters) if (waiter.serial <= feed.serial) waiter.resolve();
  };

  /** Builds the zone on the DNS side and swaps it in; resolves to the feed position it stands at. */
  const load = async (apex: string, feed: ZoneFeed): Promise<string> => {
    await dnsSide.request({ kind: "expect", apex });
    const keys = await keyStore.load(apex);
    if (keys === undefined) throw new DomainError("key-set-missing", `zone ${apex} has no keys yet`);
    const { zone, position, batches } = await store.snapshot(apex);
    const doubt = feed.served && doubtOf(feed.served, feed.serial, zone);
    // What is answered stays: a store that lost its names must not turn into signed denials.
    if (doubt !== undefined)
      throw new DomainError("store-format", `zone ${apex} is not taken over: ${doubt}`);
    await dnsSide.request({
      kind: "load",
      config: zone,
      serial: zone.serial,
      keys: keyMaterial(keys),
      validity,
    });
    for await (const records of batches) await dnsSide.request({ kind: "names", apex, records });
    await dnsSide.request({ kind: "loaded", apex });
    feed.served = zone;
    reached(feed, zone.serial);
    log.served(apex, zone.names);
    return position;
  };

  /** Hands on one change after the other; returns when the feed has a gap or ends. */
  const follow = async (apex: string, feed: ZoneFeed, position: string): Promise<void> => {
    for await (const change of store.changes(apex, position, stopping.signal)) {
      if (change.kind === "gap") return;
      if (change.kind === "current") continue;
      const { serial, user, record } = change;
      await dnsSide.request({ kind: "change", apex, serial, user, record });
      reached(feed, serial);
    }
  };

  /** Loads and follows the zone until the publisher stops; `first` settles with the first load. */
  const run = async (apex: string, feed: ZoneFeed, first: PromiseWithResolvers<void>): Promise<void> => {
    let retry = FIRST_RETRY_MILLISECONDS;
    while (!stopping.signal.aborted) {
      try {
        const position = await load(apex, feed);
        first.resolve();
        retry = FIRST_RETRY_MILLISECONDS;
        await follow(apex, feed, position);
      } catch (error) {
        first.reject(error);
        if (stopping.signal.aborted) return;
        log.failed(apex, error);
        await pause(retry, stopping.signal);
        retry = Math.min(retry * 2, LAST_RETRY_MILLISECONDS);
      }
    }
  };

  const serve = (apex: string): Promise<void> => {
    const first = Promise.withResolvers<void>();
    const existing = feeds.get(apex);
    if (existing !== undefined) return wait(existing, 1);
    const feed: ZoneFeed = { serial: 0, served: undefined, waiters: new Set(), done: Promise.resolve() };
    feeds.set(apex, feed);
    feed.done = run(apex, feed, first);
    return first.promise;
  };

  /** Serves zones that other instances have set up. */
  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await pause(WATCH_MILLISECONDS, stopping.signal);
      // A store that is away has no news; whether it is there is for the health check to say.
      const zones = await store.zones().catch(() => []);
      // What fails is logged and tried again by the zone's own feed.
      for (const { apex } of zones) if (!feeds.has(apex)) serve(apex).catch(() => undefined);
    }
  };
  const watching = isShared ? watch() : Promise.resolve();

  return {
    serve,
    settled: (apex, serial) => {
      const feed = feeds.get(apex);
      return feed === undefined ? Promise.reject(unanswered()) : wait(feed, serial);
    },
    health: () => dnsSide.request({ kind: "check" }),
    stop: async () => {
      stopping.abort();
      await watching;
      await Promise.all([...feeds.values()].map(({ done }) => done));
    },
  };
}

const unanswered = (): DomainError =>
  new DomainError("answer-unavailable", "the write stands, but this server does not answer it yet");

/** Resolves when the DNS side has reached the serial; rejects if that takes too long. */
function wait(feed: ZoneFeed, serial: number): Promise<void> {
  if (feed.serial >= serial) return Promise.resolve();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timeout = setTimeout(() => reject(unanswered()), SETTLE_MILLISECONDS);
  const waiter: Waiter = { serial, resolve };
  feed.waiters.add(waiter);
  return promise.finally(() => {
    clearTimeout(timeout);
    feed.waiters.delete(waiter);
  });
}
