import type { DnsSideClient } from "../dns-side-client.ts";
import type { KeyStore } from "../dnssec/keys/key-store.ts";
import type { ValidityPolicy } from "../dnssec/validity.ts";
import type { Store } from "../zone/store/port.ts";

/** What the publisher says of its work to the operator's log. */
export interface PublisherLog {
  /** A zone is in service with so many names, as the store or the disk has it. */
  served(apex: string, names: number, from: "store" | "snapshot"): void;
  /** A zone's feed or load failed; it is tried again. */
  failed(apex: string, error: unknown): void;
}

export interface PublisherParts {
  readonly store: Store;
  readonly keyStore: KeyStore;
  readonly dnsSide: DnsSideClient;
  readonly validity: ValidityPolicy;
  /** Whether other instances write to the store, and may set zones up there. */
  readonly isShared: boolean;
  /** Unix seconds. */
  readonly now: () => number;
  readonly log: PublisherLog;
}
