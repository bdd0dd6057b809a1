import type { Store } from "./port.ts";

/** How far an instance is with a zone. Times are Unix seconds by the instance's own clock. */
export interface ZoneStanding {
  readonly apex: string;
  /** What queries are answered from: nothing yet (SERVFAIL), the snapshot on the instance's disk, or what the store had. */
  readonly answers: "nothing" | "snapshot" | "store";
  /** Of the zone as it is answered; null while nothing is. */
  readonly generation: string | null;
  /** The serial that is answered; 0 while nothing is. */
  readonly serial: number;
  /** The place in the zone's history that is answered, as the store names it; null while nothing is. */
  readonly position: string | null;
  /** How many names are answered. */
  readonly names: number;
  /** When the store last said that there is no more; null if it has not since the instance started. */
  readonly syncedAt: number | null;
  /** The version of the key set that signs, and its key tags. */
  readonly keySetVersion: number | null;
  readonly keyTags: readonly number[];
  /** Why what the store has is not taken over, in words for the operator. */
  readonly doubt: string | null;
  /** Why the zone could not be loaded or followed when it was tried last. */
  readonly failure: string | null;
}

/** One process that serves the store's zones. */
export interface InstanceRecord {
  /** Made anew with each start. */
  readonly id: string;
  /** For people: the host's name unless its operator chose another. */
  readonly name: string;
  /** Of the program. */
  readonly version: string;
  /** Unix seconds by the instance's own clock. */
  readonly startedAt: number;
  /** When it says this: Unix seconds by the same clock, so that its other times can be told as so long ago. */
  readonly announcedAt: number;
  readonly zones: readonly ZoneStanding[];
}

export interface SeenInstance extends InstanceRecord {
  /** Milliseconds since it was heard of, by the store's clock. */
  readonly seenAgo: number;
}

/** An instance announces itself every second; after so many milliseconds of silence it counts as gone. */
const LIVE_MILLISECONDS = 5_000;

export const isLive = ({ seenAgo }: Pick<SeenInstance, "seenAgo">): boolean => seenAgo <= LIVE_MILLISECONDS;

/** An operator's word that a zone as the store has it shall be answered in the place of what instances answer. */
export interface Takeover {
  /** The positions that may be given up: of every instance that was asked for. */
  readonly over: readonly string[];
  /** Of the zone in the store as the operator has seen it; what was written since is taken over with it. */
  readonly generation: string;
  readonly serial: number;
}

/** Whether other instances may have the store too. */
export const isShared = (store: Store): store is SharedStore => "announce" in store;

/** What instances that share a store tell each other through it. Rejections are those of {@link Store}. */
export interface SharedStore extends Store {
  /**
   * Keeps what an instance says of itself in the place of what it said before. Those that were silent for an hour are forgotten
   * by and by as others announce themselves.
   */
  announce(instance: InstanceRecord): Promise<void>;
  /** Forgets an instance that ends. */
  withdraw(id: string): Promise<void>;
  /** In the order of their names, then of their ids. What cannot be read is none. */
  instances(): Promise<readonly SeenInstance[]>;
  /** Rejects with `zone-unknown`. The last word replaces those before. */
  acceptTakeover(apex: string, takeover: Takeover): Promise<void>;
  /** Undefined where there is none, be it for want of the zone. */
  acceptedTakeover(apex: string): Promise<Takeover | undefined>;
}
