import type { PaymentPolicy } from "../payment/policy.ts";
import type { ZoneConfig } from "../zone-config.ts";
import type { Durability } from "./durability.ts";
import type { NameRecord } from "./name-record.ts";
import type { Once, Outcome } from "./once.ts";

export type { Durability, Facts, Worth } from "./durability.ts";
export type { NameRecord } from "./name-record.ts";
export type { Once, Outcome } from "./once.ts";

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

/**
 * What a write expects to find. Nothing given: whatever is there (a deletion always expects the name).
 * Where several are not met, the write is refused for the first of: `ifFollows`, the name is not there, `ifAbsent`, `ifRevision`,
 * `ifAccount`, `ifNotReleasedSince`. Who is told of the last two has seen the name as it is, and coming back with a newer view
 * of it will not help; who is told of the others reads the name again.
 */
export interface Expectation {
  /** The zone's history leads on from this position of its feed: the store has not lost it, and nobody wrote it anew. */
  readonly ifFollows?: string | undefined;
  readonly ifAbsent?: true;
  readonly ifRevision?: number | undefined;
  /** The name that is there, if there is one, is of this account (see holder.ts). */
  readonly ifAccount?: string | undefined;
  /** Puts only: the name was not released after this instant by somebody else than its holder-to-be (see isFormerHolder). */
  readonly ifNotReleasedSince?: number | undefined;
}

/** A name that was deleted. Wallets may remember it, so it is not given to somebody else at once. */
export interface Release {
  readonly holder: string;
  /** Unix seconds. */
  readonly releasedAt: number;
}

/**
 * What a deletion leaves behind: times in Unix seconds. The name was released at `releasedAt`, or when it expired if that was
 * before: to delete what has ended holds it no longer. A release from `forgetBefore` or earlier is not kept, and of those of
 * the zone that have become as old since, each deletion drops the sixteen oldest, by user where they are equally old.
 */
export interface ReleaseTimes {
  readonly releasedAt: number;
  readonly forgetBefore: number;
}

export type Write =
  | {
      readonly kind: "put";
      readonly user: string;
      readonly fields: NameFields;
      readonly expect?: Expectation;
    }
  | {
      readonly kind: "delete";
      readonly user: string;
      readonly release: ReleaseTimes;
      readonly expect?: Expectation;
    };

/** A token of the admin API. The token itself is nowhere kept. */
export interface TokenRecord {
  /** Tells tokens apart; for people. */
  readonly name: string;
  /** SHA-256 of the token, in lower-case hex. */
  readonly digest: string;
  /** Whom the token acts for: its names are this account's (see holder.ts). Several tokens may have one. */
  readonly account: string;
  /** What it may do beyond registering names. The words are the admin API's. */
  readonly rights: readonly string[];
  /** Unix seconds. */
  readonly createdAt: number;
}

/**
 * One write of the past: a hint that `user` is at `revision`, or gone when `record` is null. Who holds the name at a
 * revision above `serial` passes the change over: it is older than what is held.
 */
export interface Change {
  readonly kind: "change";
  readonly position: string;
  readonly serial: number;
  readonly user: string;
  /** `"unreadable"` where neither what was written nor what is there now can be read: who holds the name goes on as before. */
  readonly record: NameRecord | null | "unreadable";
}

/** The feed cannot go on from the position: take a new snapshot. */
export interface Gap {
  readonly kind: "gap";
  /**
   * Whether the position is no place of the zone's history, so that what led to it may be lost: there is another write in its
   * place, the history ends before it or has holes after it, it is of another generation, or this store never gave it. False
   * where the feed merely does not reach back so far any more, or cannot say whose change comes next.
   */
  readonly isLost: boolean;
}

/** The feed has told everything: when it last asked, nothing was written after. Comes every few seconds while nothing is. */
export interface Current {
  readonly kind: "current";
}

export interface Snapshot {
  readonly zone: ZoneRecord;
  /** The feed position that the snapshot belongs to: changes after it are not in it, or are in it already with their revision. */
  readonly position: string;
  /** The names in batches of bounded size, in no promised order. */
  readonly batches: AsyncIterable<readonly NameRecord[]>;
  /** How many names the batches that were read have passed over because they cannot be read. */
  readonly damaged: () => number;
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
 * nothing, unless with `outcome-unknown`: that one may have been carried out, or may be so yet. Rejections are
 * {@link DomainError}s: `zone-unknown`, `zone-taken`, `name-taken` (ifAbsent), `name-unknown` (delete, ifRevision),
 * `zone-doubted` (ifFollows), `name-of-another` (ifAccount), `name-held` (ifNotReleasedSince), `revision-mismatch`, `idempotency-key-reused`,
 * `key-set-conflict`, `token-taken`, `token-unknown`, `cursor-invalid`, `store-unavailable`, `outcome-unknown`.
 * `apex` is the zone's apex as in {@link ZoneConfig}. `zone`, `get` and `keySet` resolve to undefined where there is
 * nothing, be it for want of the zone; everything else of a zone rejects with `zone-unknown`. A closed store is `store-unavailable`.
 */
export interface Store {
  zones(): Promise<readonly ZoneRecord[]>;
  zone(apex: string): Promise<ZoneRecord | undefined>;
  createZone(config: ZoneConfig): Promise<ZoneRecord>;
  /**
   * Changes what may be registered from now on. Rejects with `revision-mismatch` where the zone's policy is not `expected`, by
   * value. Neither the zone's serial nor its changes tell of it.
   */
  putPolicy(apex: string, policy: PaymentPolicy, expected: PaymentPolicy): Promise<ZoneRecord>;

  get(apex: string, user: string): Promise<NameRecord | undefined>;
  /** Resolves to the stored record; its revision is the zone's serial after the write. A release of the name is dropped. */
  put(apex: string, user: string, fields: NameFields, expect?: Expectation): Promise<NameRecord>;
  /** Resolves to the zone's serial after the write; a {@link Release} with the name's holder takes the name's place. */
  delete(apex: string, user: string, release: ReleaseTimes, expect?: Expectation): Promise<number>;
  /**
   * All writes or none, each with a serial of its own; resolves to the serial after the last. The rejection's `pointer` is
   * `/<index>` of the first write that fails.
   */
  batch(apex: string, writes: readonly Write[]): Promise<number>;
  /**
   * Carries out a write and records what came of it, with the note, unless that is known of the request already: then nothing
   * is written, whatever the write expects, and the outcome is the earlier one. Rejects with `idempotency-key-reused` where
   * the key is known with another fingerprint. A write that is refused leaves no outcome.
   */
  writeOnce(apex: string, write: Write, once: Once, note: string): Promise<Outcome>;
  /** What is known of a request, as durable as a write that resolves now. Rejects with `idempotency-key-reused`. */
  outcome(apex: string, once: Once): Promise<Outcome | undefined>;
  /** Names by user in ascending octet order, at most `limit` of them. */
  list(
    apex: string,
    options: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<Page>;

  /** The release that stands in the name's place, if there is one. */
  released(apex: string, user: string): Promise<Release | undefined>;
  /** Names whose {@link userSkeleton} is the user's, without the user itself, in ascending octet order, at most `limit`. */
  similar(apex: string, user: string, limit: number): Promise<readonly string[]>;
  /**
   * How many names have an `expiresAt` after `from` and not after `to`, in Unix seconds. Other work gets its turn between;
   * what is written meanwhile is counted or not.
   */
  countExpiring(apex: string, from: number, to: number): Promise<number>;

  snapshot(apex: string): Promise<Snapshot>;
  /**
   * Changes after `position`, oldest first, then waits for more until `signal` aborts or the store closes. Ends after a gap. While the feed waits only `signal` ends it, not the iterator's `return`.
   */
  changes(apex: string, position: string, signal: AbortSignal): AsyncIterable<Change | Gap | Current>;

  keySet(apex: string): Promise<StoredKeySet | undefined>;
  /**
   * Stores a key set over version `ifVersion` (0: there is none yet); resolves to the new version. Neither the zone's serial
   * nor its changes tell of it.
   */
  putKeySet(apex: string, sealed: Uint8Array, ifVersion: number): Promise<number>;

  /** In ascending order of their names. */
  tokens(): Promise<readonly TokenRecord[]>;
  /** The token with this digest, if there is one. */
  token(digest: string): Promise<TokenRecord | undefined>;
  /** Rejects with `token-taken` where name or digest are taken. */
  addToken(token: TokenRecord): Promise<void>;
  /** Rejects with `token-unknown` where there is none of this name. */
  removeToken(name: string): Promise<void>;

  /** What an acknowledgement is worth, by what the store's software says of its settings at this moment. */
  durability(): Promise<Durability>;

  close(): Promise<void>;
}
