/**
 * The keys of the store. The first part is the format: keys of another are not seen. What is in braces is the hash tag, so all
 * of a zone is in one slot of a Cluster, and so is all of the tokens.
 * https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags
 */
const FORMAT = "pn1";

/** A set: the apexes of the zones. One that has no zone is of a creation that was cut short. */
export const ZONES = `${FORMAT}:zones`;

/** A hash: the token with a digest, as JSON. */
export const TOKENS = `${FORMAT}:{tokens}:records`;
/** A hash: the digest of the token with a name. */
export const TOKEN_DIGESTS = `${FORMAT}:{tokens}:digests`;

/** A hash: what the instance with an id says of itself, see instances.ts. */
export const INSTANCES = `${FORMAT}:instances`;

export interface ZoneKeys {
  /** A hash: `config` (JSON), `generation`, `serial`, `names` (their count) and `mark` (see changes). */
  readonly zone: string;
  /** A hash: the record of a user, see {@link recordText}. */
  readonly names: string;
  /** A sorted set of the users that `names` has, all at score 0: in the order of their octets. */
  readonly users: string;
  /** A sorted set of the users whose names end, by when. */
  readonly expiries: string;
  /** A sorted set at score 0 of `<skeleton>\0<user>` for the users that are not their own skeleton. */
  readonly skeletons: string;
  /** A hash: the release of a user, see {@link recordText}. A user is in `names` or in `releases` or in neither. */
  readonly releases: string;
  /** A sorted set of the users that `releases` has, by when they were released. */
  readonly released: string;
  /** A hash: what came of the request with a key, see {@link outcomeOf}. */
  readonly outcomes: string;
  /** A sorted set of the keys that `outcomes` has, by when the requests came. */
  readonly outcomeTimes: string;
  /**
   * A stream: one entry `<serial>-0` for each serial, without holes, from some serial on to the last. An entry has the `mark` of
   * the call that wrote it, `user`, and `record` unless it is a deletion; the zone's first is of its creation and has the mark
   * alone. A mark is random: where history was lost and written anew, it tells an entry from the one that had its serial before.
   */
  readonly changes: string;
  /** A hash: `version` and `sealed` of the key set. */
  readonly keySet: string;
  /** A string: the takeover that was accepted last, as JSON. */
  readonly takeover: string;
}

export function zoneKeys(apex: string): ZoneKeys {
  const zone = `${FORMAT}:zone:{${apex}}`;
  return {
    zone,
    names: `${zone}:names`,
    users: `${zone}:users`,
    expiries: `${zone}:expiries`,
    skeletons: `${zone}:skeletons`,
    releases: `${zone}:releases`,
    released: `${zone}:released`,
    outcomes: `${zone}:outcomes`,
    outcomeTimes: `${zone}:outcome-times`,
    changes: `${zone}:changes`,
    keySet: `${zone}:keys`,
    takeover: `${zone}:takeover`,
  };
}

/** The keys of a zone that is being imported: what becomes those of the zone when all is in. Nothing else looks at them. */
export interface ImportKeys {
  /** A hash: `digest` of the file, and how many `entries` are in. Where it is there, an import is under way. */
  readonly progress: string;
  /** What becomes {@link importedKeys}, in their order. */
  readonly staged: readonly string[];
}

/** Those of the zone that an import fills. */
export const importedKeys = (apex: string): readonly string[] => {
  const { names, users, expiries, skeletons, releases, released } = zoneKeys(apex);
  return [names, users, expiries, skeletons, releases, released];
};

export function importKeys(apex: string): ImportKeys {
  const progress = `${zoneKeys(apex).zone}:import`;
  const parts = ["names", "users", "expiries", "skeletons", "releases", "released"];
  return { progress, staged: parts.map((part) => `${progress}:${part}`) };
}
