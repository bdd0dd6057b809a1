/** The zone as one side has it. */
export interface ZoneVersionView {
  generation: string;
  serial: number;
  names: number;
  keyTags: readonly number[];
}

/** Users in whom what is answered and what the store has differ; some of them by name. */
export interface DifferentNamesView {
  count: number;
  examples: readonly string[];
}

/** What the store has of a zone and is not taken over before it is accepted. */
export interface DoubtView {
  reason: string;
  /** RFC 3339 text. */
  since: string;
  /** Null where nothing is answered yet. */
  answered: ZoneVersionView | null;
  /** Null where the store no longer has the zone. */
  found: ZoneVersionView | null;
  /** What accepting it would change; null where there is nothing to accept. */
  difference: {
    /** How many names are answered, and how many the store has. */
    served: number;
    found: number;
    vanished: DifferentNamesView;
    changed: DifferentNamesView;
    added: DifferentNamesView;
    /** Among the changed: those whose record in the store is older than what is answered. */
    older: DifferentNamesView;
  } | null;
}

export interface TakeoverView {
  apex: string;
  /** Null where nothing is in doubt. */
  doubt: DoubtView | null;
}

/** Body of `POST /v1/zones/{apex}/takeover`: what was found, as it was shown. */
export interface TakeoverRequest {
  generation: string;
  serial: number;
}
