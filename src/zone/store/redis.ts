import type { DomainError } from "../errors.ts";
import { cursorAfter, userBefore } from "./cursor.ts";
import type { Write } from "./port.ts";
import { confirmPosition } from "./redis/confirm.ts";
import type { Confirmation } from "./redis/confirmed-writes.ts";
import { openConnection } from "./redis/connection.ts";
import { type OnDamage, onceEach } from "./redis/damage.ts";
import { deploymentOf } from "./redis/deployment.ts";
import { durabilityReader } from "./redis/durability.ts";
import { changesAfter, type Source } from "./redis/feed.ts";
import { instanceMethods } from "./redis/instances.ts";
import { zoneKeys } from "./redis/keys.ts";
import { knownOutcome, writeOnce } from "./redis/outcomes.ts";
import { pageAfter, pagesOf } from "./redis/pages.ts";
import { positionOf } from "./redis/position.ts";
import { recordOf, recordWith, releaseOf } from "./redis/record.ts";
import { similarUsers } from "./redis/similar.ts";
import { takeoverMethods } from "./redis/takeovers.ts";
import { type RedisAccess, redisTarget } from "./redis/target.ts";
import { tokenMethods } from "./redis/tokens.ts";
import { transferMethods } from "./redis/transfer.ts";
import { applyWrites } from "./redis/write.ts";
import { openZones } from "./redis/zones.ts";
import { alone, inBatch, type WritePointer, zoneUnknown } from "./refusal.ts";
import type { SharedStore } from "./shared-port.ts";
import type { TransferStore } from "./transfer-port.ts";

/** What happens to a store while it is open. */
export interface RedisStoreEvents {
  /** Told when a connection is lost, and when it is there again: behind it may be another server. */
  readonly onReconnect?: () => void;
  /** Told of each failure that a feed goes on after. */
  readonly onFeedFailure?: (apex: string, error: DomainError) => void;
  /** Told once of each thing that was not written by this program, where all others can be given without it. */
  readonly onDamage?: OnDamage;
}

export interface RedisStoreOptions extends RedisAccess, RedisStoreEvents {
  /** Milliseconds that a reply is waited for. */
  readonly commandTimeout?: number;
  /** How many replicas must have a write before it is acknowledged. */
  readonly replicas?: number | undefined;
  /** Milliseconds that they are waited for: less than `commandTimeout`. */
  readonly replicaTimeout?: number | undefined;
  /** Whether a write must be on the disk of the master, and of so many replicas, too (Redis 7.2). */
  readonly waitFsync?: boolean | undefined;
  /** How many changes of a zone the feed reaches back, or a few more. */
  readonly changesKept?: number;
  /** How many names or changes are read in one go. */
  readonly batchSize?: number;
  /** Milliseconds that a feed leaves a Redis unasked which says nothing: so long it may go unnoticed that it was emptied. */
  readonly blockTimeout?: number;
}

/**
 * Opens a store in Redis (6.2 or newer) or Valkey, which any number of processes may share. It resolves when the first attempt
 * to connect has succeeded or failed: what is asked of the store while Redis is away is `store-unavailable`, and it goes on by
 * itself when Redis is back. A write resolves when Redis has replied, and so many replicas have it: how durable it is then is for
 * Redis's `appendfsync`. A write whose reply is lost, or that too few replicas have confirmed in time, is `outcome-unknown`.
 */
export async function openRedisStore(options: RedisStoreOptions): Promise<SharedStore & TransferStore> {
  const { commandTimeout = 5_000, changesKept = 100_000, batchSize = 1_000 } = options;
  const { blockTimeout = 1_000, onFeedFailure = () => undefined, onReconnect } = options;
  const onDamage = onceEach(options.onDamage ?? (() => undefined));
  const target = redisTarget(options);
  const deployment = deploymentOf(target, commandTimeout);
  const confirmation = confirmationOf(options, commandTimeout);
  const connection = await openConnection(deployment, {
    commandTimeout,
    confirmation,
    waiting: false,
    onReconnect,
  });
  const zones = openZones(connection, onDamage);
  const closing = new AbortController();
  const confirm: Source["confirm"] = async (apex, position) => {
    if (confirmation !== undefined) await confirmPosition(connection, apex, position);
  };
  const source: Source = {
    connection,
    openWaiting: (signal) =>
      openConnection(deployment, {
        commandTimeout: blockTimeout + commandTimeout,
        waiting: true,
        signal,
      }),
    confirm,
    batchSize,
    blockTimeout,
    closing: closing.signal,
    onFeedFailure,
    onDamage,
  };

  const apply = (apex: string, writes: readonly Write[], pointer: WritePointer): Promise<number> =>
    applyWrites(connection, apex, writes, { changesKept, pointer });
  /** Resolves as `work` does where the zone is there; both are asked for at once. */
  const inZone = async <T>(apex: string, work: Promise<T>): Promise<T> => {
    const { zone } = zoneKeys(apex);
    const exists = connection.read(zone, (client) => client.exists(zone));
    const [found, result] = await Promise.all([exists, work]);
    if (found === 0) throw zoneUnknown(apex);
    return result;
  };

  return {
    ...zones.methods,
    ...tokenMethods(connection),
    ...instanceMethods(connection),
    ...takeoverMethods(connection),
    ...transferMethods({ connection, at: zones.at, keySet: zones.methods.keySet, batchSize }),

    get: async (apex, user) => {
      const { names } = zoneKeys(apex);
      const text = await connection.read(names, (client) => client.hget(names, user));
      return text === null ? undefined : recordOf(user, text);
    },
    put: async (apex, user, fields, expect = {}) => {
      const revision = await apply(apex, [{ kind: "put", user, fields, expect }], alone);
      return recordWith(user, fields, revision);
    },
    delete: async (apex, user, release, expect = {}) =>
      apply(apex, [{ kind: "delete", user, release, expect }], alone),
    batch: async (apex, writes) => apply(apex, writes, inBatch),
    writeOnce: (apex, write, once, note) => writeOnce(connection, apex, write, once, { note, changesKept }),
    outcome: (apex, once) => inZone(apex, knownOutcome(connection, apex, once)),
    list: async (apex, { cursor, limit }) => {
      const after = cursor === undefined ? "" : userBefore(cursor);
      // One more than asked for tells whether there is another page.
      const found = (await pageAfter(connection, apex, after, limit + 1)).records;
      const records = found.slice(0, limit);
      return found.length > limit ? { records, cursor: cursorAfter(records.at(-1)!.user) } : { records };
    },

    released: async (apex, user) => {
      const { releases } = zoneKeys(apex);
      const text = await inZone(
        apex,
        connection.read(releases, (client) => client.hget(releases, user)),
      );
      return text === null ? undefined : releaseOf(user, text);
    },
    similar: (apex, user, limit) => inZone(apex, similarUsers(connection, apex, user, limit)),
    countExpiring: (apex, from, to) => {
      const { expiries } = zoneKeys(apex);
      const count = connection.read(expiries, (client) => client.zcount(expiries, `(${from}`, to));
      return inZone(apex, count);
    },

    snapshot: async (apex) => {
      const { zone, position } = await zones.at(apex);
      await confirm(apex, positionOf(position)!);
      let damaged = 0;
      const batches = pagesOf(connection, apex, zone.generation, batchSize, (error) => {
        damaged += 1;
        onDamage(apex, error);
      });
      return { zone, position, batches, damaged: () => damaged };
    },
    changes: (apex, position, signal) => changesAfter(source, apex, position, signal),

    durability: durabilityReader(connection, { kind: target.kind, confirmation }),

    close: async () => {
      closing.abort();
      await connection.close();
      deployment.close();
    },
  };
}

function confirmationOf(
  { replicas = 0, replicaTimeout: timeout = 1_000, waitFsync: onDisk = false }: RedisStoreOptions,
  commandTimeout: number,
): Confirmation | undefined {
  if (replicas === 0 && !onDisk) return undefined;
  // Else the connection would be given up before Redis says who has confirmed.
  if (timeout >= commandTimeout) throw new RangeError("replicas are waited for less long than replies");
  return { replicas, onDisk, timeout };
}
