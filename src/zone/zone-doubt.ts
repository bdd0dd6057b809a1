import type { Difference } from "./zone-difference.ts";

/** A zone at one time of its history. */
export interface ZoneVersion {
  readonly generation: string;
  readonly serial: number;
  readonly names: number;
  readonly keyTags: readonly number[];
}

/** What the store has of a zone and is not taken over before an operator says so. */
export interface ZoneDoubt {
  /** In words for the operator. */
  readonly reason: string;
  /** Unix seconds. */
  readonly since: number;
  /** Null where nothing is answered yet. */
  readonly answered: ZoneVersion | null;
  /** Null where the store no longer has the zone. */
  readonly found: ZoneVersion | null;
  /** What would change for those who ask; null where there is nothing to compare with. */
  readonly difference: Difference | null;
}
