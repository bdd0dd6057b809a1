import type { ZoneConfig } from "../zone-config.ts";

/** A payment name's record. Times are Unix seconds, `ttl` is seconds. */
export interface NameRecord {
  /** The user part of `user@domain`, in lower case. */
  readonly user: string;
  /** The text of the TXT RRset: one `bitcoin:` URI. */
  readonly uri: string;
  readonly ttl: number;
  /** When the record stops to exist, or null. */
  readonly expiresAt: number | null;
  /** The zone's serial at the write that made this version: grows with every write, never given twice in a zone. */
  readonly revision: number;
}

export type NameFields = Omit<NameRecord, "user" | "revision">;

/** A zone as the store keeps it. */
export interface ZoneRecord extends ZoneConfig {
  /** Made once with the zone: tells a zone from another of the same name. */
  readonly generation: string;
  /** Counts the writes; the SOA serial follows it. Starts at 1. */
  readonly serial: number;
  /** How many names the zone holds. */
  readonly names: number;
}

/** What a write expects to find. Nothing given: whatever is there (a deletion always expects the name). */
export interface Expectation {
  readonly ifAbsent?: true;
  readonly ifRevision?: number | undefined;
}

export type Write =
  | {
      readonly kind: "put";
      readonly user: string;
      readonly fields: NameFields;
      readonly expect?: Expectation;
    }
  | { readonly kind: "delete"; readonly user: string; readonly expect?: Expectation };

/**
 * One write of the past: a hint that `user` is at `revision`, or gone when `record` is null. Who holds the name at a
 * revision above `serial` passes the change over: it is older than what is held.
 */
export interface Change {
  readonly kind: "change";
  readonly position: string;
  readonly serial: number;
  readonly user: string;
  readonly record: NameRecord | null;
}

/** The feed no longer reaches back to the position: take a new snapshot. */
export interface Gap {
  readonly kind: "gap";
}

export interface Snapshot {
  readonly zone: ZoneRecord;
  /** The feed position that the snapshot belongs to: changes after it are not in it, or are in it already with their revision. */
  readonly position: string;
  /** The names in batches of bounded size, in no promised order. */
  readonly batches: AsyncIterable<readonly NameRecord[]>;
}

export interface Page {
  readonly records: readonly NameRecord[];
  /** Where the next page begins; absent on the last. */
  readonly cursor?: string;
}

/** Key sets are opaque here: sealed octets with a version for compare-and-set. */
export interface StoredKeySet {
  readonly version: number;
  readonly sealed: Uint8Array;
}

/**
 * Where zones and names are kept. A write resolves when it is durable, and not before; a write that rejects has changed
 * nothing. Rejections are {@link DomainError}s: `zone-unknown`, `zone-taken`, `name-taken` (ifAbsent), `name-unknown`
 * (delete, ifRevision), `revision-mismatch`, `key-set-conflict`, `cursor-invalid`, `store-unavailable`.
 * `apex` is the zone's apex as in {@link ZoneConfig}. `zone`, `get` and `keySet` resolve to undefined where there is
 * nothing, be it for want of the zone; everything else rejects with `zone-unknown`. A closed store is `store-unavailable`.
 */
export interface Store {
  zones(): Promise<readonly ZoneRecord[]>;
  zone(apex: string): Promise<ZoneRecord | undefined>;
  createZone(config: ZoneConfig): Promise<ZoneRecord>;

  get(apex: string, user: string): Promise<NameRecord | undefined>;
  /** Resolves to the stored record; its revision is the zone's serial after the write. */
  put(apex: string, user: string, fields: NameFields, expect?: Expectation): Promise<NameRecord>;
  /** Resolves to the zone's serial after the write. */
  delete(apex: string, user: string, expect?: Expectation): Promise<number>;
  /**
   * All writes or none, each with a serial of its own; resolves to the serial after the last. The rejection's `pointer` is
   * `/<index>` of the first write that fails.
   */
  batch(apex: string, writes: readonly Write[]): Promise<number>;
  /** Names by user in ascending octet order, at most `limit` of them. */
  list(
    apex: string,
    options: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<Page>;

  snapshot(apex: string): Promise<Snapshot>;
  /**
   * Changes after `position`, oldest first, then waits for more until `signal` aborts or the store closes. Ends after a gap;
   * a position that this store never gave is one. While the feed waits only `signal` ends it, not the iterator's `return`.
   */
  changes(apex: string, position: string, signal: AbortSignal): AsyncIterable<Change | Gap>;

  keySet(apex: string): Promise<StoredKeySet | undefined>;
  /**
   * Stores a key set over version `ifVersion` (0: there is none yet); resolves to the new version. Neither the zone's serial
   * nor its changes tell of it.
   */
  putKeySet(apex: string, sealed: Uint8Array, ifVersion: number): Promise<number>;

  close(): Promise<void>;
}
