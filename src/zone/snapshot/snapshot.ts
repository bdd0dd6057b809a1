import type { NameRecord, StoredKeySet, ZoneRecord } from "../store/port.ts";

/** A name as it is answered. */
export type SnapshotName = Omit<NameRecord, "holder">;

/** What a snapshot is of. */
export interface SnapshotHead {
  readonly zone: ZoneRecord;
  /** The zone's serial, and its place in the store's history, that the names are at. */
  readonly serial: number;
  readonly position: string;
  /** The keys that sign the zone, as sealed as the store has them. */
  readonly keySet: StoredKeySet;
  /** How many names were answered. Nothing is held against it: names expire while they are written. */
  readonly names: number;
  /** Unix seconds. */
  readonly savedAt: number;
}

/** A name's record from now on, or null when it is gone. */
export interface SnapshotChange {
  readonly user: string;
  readonly record: SnapshotName | null;
}

/** What a zone is at when the last of its names has been handed over. */
export interface SnapshotEnd {
  readonly head: SnapshotHead;
  /** Every change since the first name was asked for, oldest first. What is older does no harm. */
  readonly changes: readonly SnapshotChange[];
}

/** A zone as it was when it was written. */
export interface SavedZone {
  readonly head: SnapshotHead;
  /**
   * Each name once, with all changes, in batches of at most 256. Those that have expired since are still
   * there. Rejects with DomainError `snapshot-damaged` where the file is another by now.
   */
  readonly batches: AsyncIterable<readonly SnapshotName[]>;
}

/** Names in one line of the file, and in one batch that is read. */
const BATCH_NAMES = 256;

/** The list in pieces of so many. */
export function* batchesOf<Each>(list: readonly Each[]): Generator<readonly Each[], void> {
  for (let at = 0; at < list.length; at += BATCH_NAMES) yield list.slice(at, at + BATCH_NAMES);
}

/*
 * The file, as lines of UTF-8: "paynamed snapshot 1"; names, each line a JSON array of them; changes, in the same way; the head,
 * a JSON object; the SHA-256 of all octets before it in hexadecimal. Whatever is written in another way, a configuration of the
 * zone that has other members among it, is another version.
 */
export const FORMAT = "paynamed snapshot";
export const VERSION = 1;
