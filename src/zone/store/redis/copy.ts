import { DomainError } from "../../errors.ts";
import type { Store, ZoneRecord } from "../port.ts";
import type { CopyOptions, Entry, ZoneCopy } from "../transfer-port.ts";
import { type Moment, openChangedSince, replaced } from "./changed-since.ts";
import type { Connection } from "./connection.ts";
import { zoneKeys } from "./keys.ts";
import { merged } from "./merge.ts";
import { pagesOf } from "./pages.ts";
import { releaseOf } from "./record.ts";
import { openSpool, type Spool } from "./spool.ts";

/** What zones are copied from. */
export interface CopySource {
  readonly connection: Connection;
  /** A zone with the position that its serial is at. Rejects with {@link DomainError} `zone-unknown`. */
  readonly at: (apex: string) => Promise<{ readonly zone: ZoneRecord; readonly position: string }>;
  readonly keySet: Store["keySet"];
  /** How many names or changes are read in one go. */
  readonly batchSize: number;
}

/** How many releases are sorted in memory. */
const RUN_ENTRIES = 50_000;

/**
 * See `TransferStore.copyZone`. Names and releases are read page by page onto the disk, each page as it is by then, and
 * whose state changes meanwhile is remembered; the last look at the changes is the moment that the copy is of.
 */
export async function copyZone(
  source: CopySource,
  apex: string,
  { folder, progress }: CopyOptions,
): Promise<ZoneCopy> {
  const { connection, at, keySet, batchSize } = source;
  const spool = await openSpool(folder);
  try {
    const { zone, position } = await at(apex);
    const history = openChangedSince(connection, apex, position, batchSize);
    let read = 0;
    const spooled = async (entries: readonly Entry[]): Promise<void> => {
      await spool.write(entries);
      read += entries.length;
      progress(read);
      await history.catchUp();
    };
    for await (const records of pagesOf(connection, apex, zone.generation, batchSize)) {
      await spooled(records.map((record) => ({ kind: "name", ...record })));
    }
    const runs = [spool.read(0, spool.length)];
    for await (const releases of releaseRuns(source, apex)) {
      const start = spool.length;
      await spooled(releases);
      runs.push(spool.read(start, spool.length));
    }
    const moment = await history.catchUp();
    const { serial, names, releases } = moment;
    // Neither policy nor key set has a place among the changes.
    const [latest, keys] = [(await at(apex)).zone, await keySet(apex)];
    if (latest.generation !== zone.generation) throw replaced(apex);
    const unchanged = runs.map((run) => without(run, history.changed));
    const sources = [changedEntries(history.changed), ...unchanged];
    return {
      zone: { ...latest, serial, names },
      keySet: keys,
      releases,
      entries: complete(merged(sources, batchSize), moment, apex),
      close: () => spool.close(),
    };
  } catch (error) {
    await spool.close();
    throw error;
  }
}

/** A zone's releases, some thousands by user at a time. One that is there throughout is among them, or is there twice. */
async function* releaseRuns(
  { connection, batchSize }: CopySource,
  apex: string,
): AsyncGenerator<readonly Entry[]> {
  const { releases: key } = zoneKeys(apex);
  let run: Entry[] = [];
  const sorted = (): Entry[] => run.sort((a, b) => (a.user < b.user ? -1 : 1));
  let cursor = "0";
  do {
    const from = cursor;
    const [next, found] = await connection.read(key, (client) => client.hscan(key, from, "COUNT", batchSize));
    for (let i = 0; i < found.length; i += 2) {
      const user = found[i]!;
      run.push({ kind: "release", user, ...releaseOf(user, found[i + 1]!) });
    }
    cursor = next;
    if (run.length < RUN_ENTRIES) continue;
    yield sorted();
    run = [];
  } while (cursor !== "0");
  if (run.length > 0) yield sorted();
}

async function* changedEntries(
  changed: ReadonlyMap<string, Entry | undefined>,
): AsyncGenerator<readonly Entry[]> {
  const entries = [...changed.values()].filter((entry) => entry !== undefined);
  yield entries.sort((a, b) => (a.user < b.user ? -1 : 1));
}

async function* without(
  batches: ReturnType<Spool["read"]>,
  changed: ReadonlyMap<string, Entry | undefined>,
): AsyncGenerator<readonly Entry[]> {
  for await (const batch of batches) yield batch.filter(({ user }) => !changed.has(user));
}

/** The entries without what was forgotten since it was read. Throws where they are not as many as there were at that moment. */
async function* complete(
  batches: AsyncIterable<readonly Entry[]>,
  { names, releases, isForgotten }: Moment,
  apex: string,
): AsyncGenerator<readonly Entry[]> {
  const found = { name: 0, release: 0 };
  for await (const batch of batches) {
    const entries = batch.filter((entry) => entry.kind === "name" || !isForgotten(entry));
    for (const { kind } of entries) found[kind] += 1;
    yield entries;
  }
  if (found.name === names && found.release === releases) return;
  const message = `the zone ${apex} has ${names} names and ${releases} releases, of which ${found.name} and ${found.release} were found`;
  throw new DomainError("store-unavailable", `${message}: was Redis replaced meanwhile?`);
}
