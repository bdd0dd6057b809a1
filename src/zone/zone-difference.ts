/** Names in which two versions of a zone differ: how many, and some of their users in canonical order (RFC 4034 §6.1). */
export interface DifferentNames {
  readonly count: number;
  readonly examples: readonly string[];
}

/** A version of a zone that is to replace another. */
export interface Difference {
  /** How many names are answered. */
  readonly served: number;
  /** How many the zone has that is being built. */
  readonly found: number;
  /** Answered, and not in what is being built. */
  readonly vanished: DifferentNames;
  /** In both, with another text, TTL or expiry. */
  readonly changed: DifferentNames;
  readonly added: DifferentNames;
  /**
   * Of an older revision than what is answered, or another at the same revision: a history that only goes forward has none.
   */
  readonly older: DifferentNames;
}
