import type { NameRecord } from "./name-record.ts";

/**
 * A request to write that may come several times, at several instances, and is carried out once. Times are Unix seconds.
 * What came of it is recorded with the write, in one step, and is known until it is forgotten.
 */
export interface Once {
  /** Tells the request from all others of the zone. Kept as it is: no text of a client's, and of one length (a digest). */
  readonly key: string;
  /** Tells what is asked for from everything else that may be asked for; likewise. */
  readonly fingerprint: string;
  readonly at: number;
  /**
   * What came of requests from then or earlier is not known any more. Each request that is carried out drops the sixteen
   * oldest of those in the zone, by key where they are equally old.
   */
  readonly forgetBefore: number;
}

/** What came of a request. */
export interface Outcome {
  /** The zone's serial after the write. */
  readonly serial: number;
  /** The record as it was written, or null for a deletion; whatever has become of the name since. */
  readonly record: NameRecord | null;
  /** What the caller wanted to be kept with it. */
  readonly note: string;
  /** Whether it was known already, and nothing was written this time. */
  readonly isRepeated: boolean;
}
