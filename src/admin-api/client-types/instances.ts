/** Whether an instance answers by a write. */
export interface InstanceConfirmation {
  id: string;
  /** For people. */
  name: string;
  /** The zone's serial that it answers; 0 where it answers none. */
  serial: number;
  confirmed: boolean;
}

/** A process that serves the store's zones. */
export interface InstanceView {
  /** Made anew with each start. */
  id: string;
  /** For people. */
  name: string;
  version: string;
  /** Whether it is the one that gives this answer. */
  self: boolean;
  /** Whether it was heard of within the last five seconds: others are not waited for. */
  live: boolean;
  /** RFC 3339 text, by its own clock. */
  startedAt: string;
  /** Seconds. */
  uptime: number;
  /** Seconds since it was heard of, by the store's clock. */
  seenAgo: number;
  zones: InstanceZoneView[];
}

/** How far an instance is with a zone. */
export interface InstanceZoneView {
  apex: string;
  /** What queries are answered from: nothing yet, the snapshot on the instance's disk, or what the store had. */
  answers: "nothing" | "snapshot" | "store";
  serial: number;
  /** How many writes of the store it does not answer yet; null where what it answers is not the store's zone, or none. */
  lag: number | null;
  names: number;
  /** What signs; null where there are no keys. */
  keys: { version: number; tags: number[]; phase: "active" } | null;
  /** Seconds since the store last said that there are no more writes; null if it never has. */
  syncAge: number | null;
  /** Why what the store has is not taken over. */
  doubt: string | null;
  /** Why the zone could not be loaded or followed when it was tried last. */
  failure: string | null;
}

export interface InstanceList {
  instances: InstanceView[];
  /** Why this instance is the only one that is listed, or null. */
  storeFailure: string | null;
}
