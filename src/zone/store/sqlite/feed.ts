import { setImmediate } from "node:timers/promises";
import { pause } from "../pause.ts";
import type { Change, Current, Gap, NameRecord } from "../port.ts";
import { serialAt } from "./position.ts";
import type { ChangeRow, Statements } from "./statements.ts";
import type { Wakeups } from "./wakeups.ts";
import { tallyOf } from "./write.ts";

/** What the feeds read from. `read` runs a synchronous read and throws {@link DomainError} once the store is closed. */
export interface Source {
  readonly statements: Statements;
  readonly wakeups: Wakeups;
  /** How many rows are read in one go, between which other work gets its turn. */
  readonly batchSize: number;
  readonly isOpen: () => boolean;
  readonly read: <T>(work: () => T) => T;
}

/**
 * A zone's names, page by page, each page as it is when it is read. No transaction spans the pages: a consumer that stalls
 * must not keep the write-ahead log from being truncated. So a page may be newer than the snapshot's position, and the
 * changes after the position set right what is.
 */
export async function* pagesOf(source: Source, apex: string): AsyncGenerator<readonly NameRecord[]> {
  const { statements, batchSize, read } = source;
  let last = "";
  for (;;) {
    const after = last;
    const rows = read(() => statements.namesAfter.all(apex, after, batchSize));
    if (rows.length > 0) yield rows.map(nameRecord);
    if (rows.length < batchSize) return;
    last = rows.at(-1)!.user;
    await setImmediate();
  }
}

/** Milliseconds between two times that a feed says that there is nothing new. */
const CURRENT_INTERVAL = 1_000;

/** See `Store.changes`. */
export async function* changesAfter(
  source: Source,
  apex: string,
  position: string,
  signal: AbortSignal,
): AsyncGenerator<Change | Gap | Current> {
  const { statements, wakeups, batchSize, read } = source;
  const ended = (): boolean => signal.aborted || !source.isOpen();
  let serial = serialAt(position);
  while (!ended()) {
    const after = serial;
    const entries = read(() => entriesAfter(statements, apex, after, batchSize));
    if ("kind" in entries) {
      yield entries;
      return;
    }
    for (const entry of entries) {
      yield changeOf(entry);
      if (ended()) return;
      serial = entry.serial;
    }
    if (entries.length === 0) {
      const left = new AbortController();
      const ending = AbortSignal.any([signal, left.signal]);
      // No turn of the event loop lies between the reading of nothing and the wait, so no write is missed between them.
      const woken = Promise.race([wakeups.wait(apex, ending), pause(CURRENT_INTERVAL, ending)]);
      try {
        yield { kind: "current" };
        await woken;
      } finally {
        left.abort();
      }
    } else if (entries.length === batchSize) await setImmediate();
  }
}

/**
 * The entries that follow serial `after`, oldest first. A serial alone says that its write is lost only where it is beyond
 * the last.
 */
function entriesAfter(
  statements: Statements,
  apex: string,
  after: number,
  limit: number,
): readonly ChangeRow[] | Gap {
  // The serial first: another process may write between two reads, and then there is just more to be had.
  const { serial } = tallyOf(statements, apex);
  if (after === serial) return [];
  const isLost = !(after < serial);
  const entries = isLost ? [] : statements.changesAfter.all(apex, after, limit);
  return entries[0]?.serial === after + 1 ? entries : { kind: "gap", isLost };
}

const changeOf = (row: ChangeRow): Change => {
  const { serial, user } = row;
  return { kind: "change", position: String(serial), serial, user, record: writtenRecord(row) };
};

/** The record that a write made, or null where it deleted the name. */
export function writtenRecord({ serial, user, uri, ttl, expiresAt, holder }: ChangeRow): NameRecord | null {
  const deleted = uri === null || ttl === null || holder === null;
  return deleted ? null : nameRecord({ user, uri, ttl, expiresAt, holder, revision: serial });
}

/** A plain object of a row, which has no prototype. */
export const nameRecord = ({ user, uri, ttl, expiresAt, holder, revision }: NameRecord): NameRecord => ({
  user,
  uri,
  ttl,
  expiresAt,
  holder,
  revision,
});
