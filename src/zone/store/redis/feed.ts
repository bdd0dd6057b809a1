import { type DomainError, isRefusal } from "../../errors.ts";
import { pause } from "../pause.ts";
import type { Change, Current, Gap } from "../port.ts";
import { zoneUnknown } from "../refusal.ts";
import type { Connection } from "./connection.ts";
import type { OnDamage } from "./damage.ts";
import { zoneKeys } from "./keys.ts";
import { type Position, positionOf, positionText } from "./position.ts";
import { foreign, recordOf } from "./record.ts";
import { retryDelay } from "./retry-delay.ts";
import { CHANGES } from "./scripts.ts";
import { untilAborted } from "./until-aborted.ts";

/** What the feeds read from. */
export interface Source {
  readonly connection: Connection;
  /** Opens one more connection: a read that waits for the next write holds up all that is sent after it. It is given up when `signal` aborts. */
  readonly openWaiting: (signal: AbortSignal) => Promise<Connection>;
  /** Resolves when the changes up to a position may be told. */
  readonly confirm: (apex: string, position: Position) => Promise<void>;
  /** How many changes are read in one go. */
  readonly batchSize: number;
  /** Milliseconds that Redis is asked to wait for the next write. */
  readonly blockTimeout: number;
  /** Aborts when the store closes. */
  readonly closing: AbortSignal;
  readonly onFeedFailure: (apex: string, error: DomainError) => void;
  readonly onDamage: OnDamage;
}

interface Entry {
  readonly mark: string;
  readonly change: Change;
}

/**
 * See `Store.changes`. A feed outlives its connection: it tells `onFeedFailure` that the store is away, and goes on from where
 * it was when the store is back, or has a gap if the store no longer knows that place.
 */
export async function* changesAfter(
  source: Source,
  apex: string,
  position: string,
  signal: AbortSignal,
): AsyncGenerator<Change | Gap | Current> {
  const left = new AbortController();
  const ending = AbortSignal.any([signal, source.closing, left.signal]);
  const reader = openReader(source, apex, ending);
  let at = positionOf(position);
  try {
    while (!ending.aborted) {
      const entries = await untilAborted(reader.after(at), ending, []);
      if ("kind" in entries) {
        yield entries;
        return;
      }
      for (const { mark, change } of entries) {
        yield change;
        if (ending.aborted) return;
        at = { ...at!, serial: change.serial, mark };
      }
      if (entries.length > 0 || !reader.isThere || ending.aborted) continue;
      yield { kind: "current" };
      await untilAborted(reader.nextWrite(at!.serial), ending, undefined);
    }
  } finally {
    left.abort();
  }
}

/** A feed's reader: what fails for want of the store is told, and is waited for. */
interface Reader {
  /** Whether the store was there when it was asked last. */
  readonly isThere: boolean;
  /** What follows a position; nothing where the store is away. */
  after(at: Position | undefined): Promise<readonly Entry[] | Gap>;
  /** Resolves when there may be an entry after `serial`, some time later, or when the store is away. */
  nextWrite(serial: number): Promise<void>;
}

/** It gives its own connection up when `ending` aborts. */
function openReader(source: Source, apex: string, ending: AbortSignal): Reader {
  const { openWaiting, confirm, blockTimeout, onFeedFailure } = source;
  let { connection } = source;
  let failures = 0;
  const attempt = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      const result = await work();
      failures = 0;
      return result;
    } catch (error) {
      const isEndured = isRefusal(error, "store-unavailable") || isRefusal(error, "outcome-unknown");
      if (!isEndured) throw error;
      if (!ending.aborted) onFeedFailure(apex, error);
      failures += 1;
      await pause(retryDelay(failures), ending);
      return otherwise;
    }
  };
  return {
    get isThere() {
      return failures === 0;
    },
    after: (at) =>
      attempt(async () => {
        const entries = await entriesAfter({ ...source, connection }, apex, at);
        const last = "kind" in entries ? undefined : entries.at(-1);
        if (last !== undefined) await confirm(apex, { ...at!, serial: last.change.serial, mark: last.mark });
        return entries;
      }, []),
    nextWrite: (serial) =>
      attempt(async () => {
        // From here on it reads where it waits: another connection may lead to a server that is behind.
        if (connection === source.connection) connection = await openWaiting(ending);
        await nextWrite(connection, apex, serial, blockTimeout);
      }, undefined),
  };
}

/** Resolves when there may be an entry after `serial`, or after `blockTimeout` milliseconds. */
const nextWrite = (
  waiting: Connection,
  apex: string,
  serial: number,
  blockTimeout: number,
): Promise<unknown> => {
  const { changes } = zoneKeys(apex);
  return waiting.read(changes, (client) =>
    client.xread("COUNT", 1, "BLOCK", blockTimeout, "STREAMS", changes, `${serial}-0`),
  );
};

export type StreamEntry = readonly [id: string, fields: readonly string[]];
type Reply = readonly [generation: string, entries: readonly StreamEntry[]] | null;

const LOST: Gap = Object.freeze({ kind: "gap", isLost: true });
const NOT_KEPT: Gap = Object.freeze({ kind: "gap", isLost: false });

/**
 * The entries that follow the position, oldest first. The reading begins with the entry at the position itself. After a failover, or when a Redis came back with what it had on its
 * disk, that serial may have been given to another write.
 */
async function entriesAfter(
  { connection, batchSize, onDamage }: Source,
  apex: string,
  at: Position | undefined,
): Promise<readonly Entry[] | Gap> {
  const { zone, changes } = zoneKeys(apex);
  const serial = at?.serial ?? 1;
  const reply = (await connection.query(CHANGES, [zone, changes], [serial, batchSize + 1])) as Reply;
  if (reply === null) throw zoneUnknown(apex);
  const [generation, [own, ...next]] = reply;
  if (at === undefined || own === undefined || generation !== at.generation) return LOST;
  // Redis trims the oldest first: what is left then is all after the position.
  if (parseInt(own[0], 10) > serial) return NOT_KEPT;
  if (own[0] !== `${serial}-0` || (markOf(own) ?? at.mark) !== at.mark) return LOST;
  if (next.some(([id], i) => id !== `${serial + 1 + i}-0`)) return LOST;
  const entries: Entry[] = [];
  for (const entry of next) {
    const read = await entryOf({ connection, onDamage }, apex, entry, generation);
    // A snapshot has what this entry would tell of, whoever it is. What comes before it is told first.
    if (read === undefined) return entries.length === 0 ? NOT_KEPT : entries;
    entries.push(read);
  }
  return entries;
}

/** A stream entry's names and values alternate. */
export const fieldsOf = ([, fields]: StreamEntry): ReadonlyMap<string, string> =>
  new Map(Array.from({ length: fields.length / 2 }, (_, i) => [fields[2 * i]!, fields[2 * i + 1]!]));

/** Undefined where there is none that this store has made: such an entry is no other write in the place of one. */
const markOf = (entry: StreamEntry): string | undefined =>
  /^[\w-]{8}$/.exec(fieldsOf(entry).get("mark") ?? "")?.[0];

/**
 * What an entry tells. One bad entry must not keep all later writes from being answered: where it does not say what was written,
 * the name is taken as it is now, and where that cannot be read either it is left as it was. Undefined where it does not even
 * say whose change it is. `onDamage` is told of all of them.
 */
async function entryOf(
  { connection, onDamage }: Pick<Source, "connection" | "onDamage">,
  apex: string,
  entry: StreamEntry,
  generation: string,
): Promise<Entry | undefined> {
  const serial = parseInt(entry[0], 10);
  const [fields, mark] = [fieldsOf(entry), markOf(entry)];
  const [user, text] = [fields.get("user"), fields.get("record")];
  if (mark === undefined || user === undefined) {
    onDamage(apex, foreign(`the change ${serial} of the zone ${apex}`));
    return undefined;
  }
  const readable = (read: string | null | undefined, what: string): Change["record"] => {
    try {
      return read == null ? null : recordOf(user, read);
    } catch (error) {
      onDamage(apex, foreign(`${what} of the zone ${apex}`, error));
      return "unreadable";
    }
  };
  let record = readable(text, `the change ${serial}, of "${user}",`);
  if (record === "unreadable") {
    const { names } = zoneKeys(apex);
    const present = await connection.read(names, (client) => client.hget(names, user));
    record = readable(present, `the record of "${user}"`);
  }
  const position = positionText({ generation, serial, mark });
  return { mark, change: { kind: "change", position, serial, user, record } };
}
