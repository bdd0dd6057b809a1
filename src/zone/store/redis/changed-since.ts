import { DomainError } from "../../errors.ts";
import { zoneUnknown } from "../refusal.ts";
import type { Entry } from "../transfer-port.ts";
import type { Connection } from "./connection.ts";
import { fieldsOf, type StreamEntry } from "./feed.ts";
import { zoneKeys } from "./keys.ts";
import { positionOf } from "./position.ts";
import { foreign, recordOf, releaseOf } from "./record.ts";
import { CHANGED_STATES } from "./transfer-scripts.ts";

/** A zone at one moment. */
export interface Moment {
  readonly serial: number;
  readonly names: number;
  readonly releases: number;
  /** Whether a release that was there before is gone without a change of its user: of these the oldest go first. */
  readonly isForgotten: (release: Extract<Entry, { kind: "release" }>) => boolean;
}

/** Whose state has changed since a position. */
export interface ChangedSince {
  /** What there is of each user that changed, undefined for nothing; as it was at the last moment, but for what was forgotten. */
  readonly changed: ReadonlyMap<string, Entry | undefined>;
  /** Goes on to the last change that there is; resolves to the moment after it. */
  catchUp(): Promise<Moment>;
}

type State = readonly [user: string, record: string | null, release: string | null];
type Reply =
  | readonly [
      row: readonly [generation: string, serial: string | null, names: string | null],
      entries: readonly StreamEntry[],
      states: readonly State[],
      releases: number,
      oldest: readonly [] | readonly [user: string, releasedAt: string],
    ]
  | null;

/** The history after `position`. What it rejects with where that is lost says that the copy is to be made anew. */
export function openChangedSince(
  connection: Connection,
  apex: string,
  position: string,
  batchSize: number,
): ChangedSince {
  const { zone, changes, names, releases, released } = zoneKeys(apex);
  const keys = [zone, changes, names, releases, released];
  const changed = new Map<string, Entry | undefined>();
  const begun = positionOf(position);
  if (begun === undefined) throw foreign(`the zone ${apex}`);
  let { serial, mark } = begun;
  const advance = async (): Promise<Moment> => {
    const reply = (await connection.query(CHANGED_STATES, keys, [serial, batchSize])) as Reply;
    if (reply === null) throw zoneUnknown(apex);
    const [[generation, last, count], [own, ...next], states, held, oldest] = reply;
    const isKnown = own?.[0] === `${serial}-0` && fieldsOf(own).get("mark") === mark;
    if (!isKnown || generation !== begun.generation) throw replaced(apex);
    if (next.length === 0 && serial !== Number(last)) throw replaced(apex);
    for (const [user, record, release] of states) changed.set(user, stateOf(user, record, release));
    serial += next.length;
    mark = fieldsOf(next.at(-1) ?? own).get("mark")!;
    return serial === Number(last)
      ? { serial, names: Number(count), releases: held, isForgotten: olderThan(oldest) }
      : advance();
  };
  return { changed, catchUp: advance };
}

export const replaced = (apex: string): DomainError =>
  new DomainError(
    "store-unavailable",
    `the zone ${apex} was replaced, or its changes were forgotten, while it was read`,
  );

function stateOf(user: string, record: string | null, release: string | null): Entry | undefined {
  if (record !== null) return { kind: "name", ...recordOf(user, record) };
  return release === null ? undefined : { kind: "release", user, ...releaseOf(user, release) };
}

/** The order of a sorted set: by instant, then by user. Where nothing is left everything is forgotten. */
const olderThan =
  ([first, instant]: readonly [] | readonly [user: string, releasedAt: string]): Moment["isForgotten"] =>
  ({ user, releasedAt }) =>
    first === undefined || releasedAt < Number(instant) || (releasedAt === Number(instant) && user < first);
