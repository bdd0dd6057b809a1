import type { DnsSideClient } from "../dns-side-client.ts";
import type { KeyStore } from "../dnssec/keys/key-store.ts";
import type { ValidityPolicy } from "../dnssec/validity.ts";
import type { SnapshotFolder } from "../zone/snapshot/folder.ts";
import type { Store } from "../zone/store/port.ts";
import type { SharedStore } from "../zone/store/shared-port.ts";
import type { PublisherLog } from "./log.ts";

export interface PublisherParts {
  readonly store: Store;
  readonly keyStore: KeyStore;
  readonly dnsSide: DnsSideClient;
  readonly validity: ValidityPolicy;
  /** What other instances say, and an operator on what is in doubt; without it only a new start takes that over. */
  readonly shared: Pick<SharedStore, "acceptedTakeover" | "instances"> | undefined;
  /** This instance's own among them. */
  readonly instanceId: string;
  /** The share of a zone's names that may vanish between two loads without an operator's word: 0 to 1. */
  readonly maxShrink: number;
  /** Where this instance keeps what it answers, for a start without the store; undefined where the store is on its disk anyway. */
  readonly disk: { readonly folder: SnapshotFolder; readonly interval: number } | undefined;
  /** Unix seconds; and milliseconds that only go forward. */
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly log: PublisherLog;
}
