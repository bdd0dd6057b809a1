import type { DnsSideClient } from "../dns-side-client.ts";
import type { KeyStore } from "../dnssec/keys/key-store.ts";
import type { ValidityPolicy } from "../dnssec/validity.ts";
import type { SnapshotFolder } from "../zone/snapshot/folder.ts";
import type { Store } from "../zone/store/port.ts";
import type { SharedStore } from "../zone/store/shared-port.ts";
import type { ZoneDoubt } from "../zone/zone-doubt.ts";

/** What the publisher says of its work to the operator's log. */
export interface PublisherLog {
  /** The store is away at the start. */
  away(error: unknown): void;
  /** A zone is in service with so many names, as the store or the disk has it. */
  served(apex: string, names: number, from: "store" | "snapshot"): void;
  /** A zone's snapshot on the disk cannot be used, or not be written. */
  unrestored(apex: string, error: unknown): void;
  unsaved(apex: string, error: unknown): void;
  /** A zone's feed or load failed; it is tried again. */
  failed(apex: string, error: unknown): void;
  /** What the store has of a zone is not taken over. */
  doubted(apex: string, doubt: ZoneDoubt): void;
}

export interface PublisherParts {
  readonly store: Store;
  readonly keyStore: KeyStore;
  readonly dnsSide: DnsSideClient;
  readonly validity: ValidityPolicy;
  /** Whether other instances write to the store, and may set zones up there. */
  readonly isShared: boolean;
  /** Where an operator's word on what is in doubt is found; without it only a new start takes over. */
  readonly takeovers: Pick<SharedStore, "acceptedTakeover"> | undefined;
  /** The share of a zone's names that may vanish between two loads without an operator's word: 0 to 1. */
  readonly maxShrink: number;
  /** Where this instance keeps what it answers, for a start without the store; undefined where the store is on its disk anyway. */
  readonly disk: { readonly folder: SnapshotFolder; readonly interval: number } | undefined;
  /** Unix seconds. */
  readonly now: () => number;
  readonly log: PublisherLog;
}
