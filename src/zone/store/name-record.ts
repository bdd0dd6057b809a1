/** A payment name's record. Times are Unix seconds, `ttl` is seconds. */
export interface NameRecord {
  /** The user part of `user@domain`, in lower case. */
  readonly user: string;
  /** The text of the TXT RRset: one `bitcoin:` URI. */
  readonly uri: string;
  /** 0 to 2^31 - 1 (RFC 2181 §8). */
  readonly ttl: number;
  /** When the record stops to exist, or null. From 1970 to the end of the year 9999 (see time-text.ts). */
  readonly expiresAt: number | null;
  /** Whose name it is (see holder.ts). */
  readonly holder: string;
  /** The zone's serial at the write that made this version: grows with every write, never given twice in a zone. */
  readonly revision: number;
}
