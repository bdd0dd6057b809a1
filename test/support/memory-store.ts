import { isDeepStrictEqual } from "node:util";
import { cursorAfter, userBefore } from "../../src/zone/store/cursor.ts";
import { pause } from "../../src/zone/store/pause.ts";
import type {
  Change,
  Current,
  Gap,
  NameRecord,
  TokenRecord,
  Write,
  ZoneRecord,
} from "../../src/zone/store/port.ts";
import {
  alone,
  importUnderWay,
  inBatch,
  keySetConflict,
  policyMismatch,
  storeClosed,
  tokenTaken,
  tokenUnknown,
  type WritePointer,
  zoneTaken,
  zoneUnknown,
} from "../../src/zone/store/refusal.ts";
import type { SharedStore } from "../../src/zone/store/shared-port.ts";
import type { TransferStore } from "../../src/zone/store/transfer-port.ts";
import { knownOutcome, recordOutcome } from "./memory-store/outcomes.ts";
import { type SharedMemory, sharedMethods } from "./memory-store/shared.ts";
import { type TransferMemory, transferMethods } from "./memory-store/transfer.ts";
import { applyWrites, changesSince, type MemoryZone, newZone } from "./memory-store/zone.ts";
import { compareOctets, sorted } from "./store-model.ts";

/** What stores keep. It outlives them: a store that is opened on it anew has what the one before had. */
export interface Memory extends SharedMemory, TransferMemory {
  readonly zones: Map<string, MemoryZone>;
  /** By name. */
  readonly tokens: Map<string, TokenRecord>;
}

export const newMemory = (): Memory => ({
  zones: new Map(),
  tokens: new Map(),
  instances: new Map(),
  takeovers: new Map(),
  imports: new Map(),
});

export interface MemoryStoreOptions {
  readonly memory?: Memory;
  /** How many changes of a zone the feed reaches back. */
  readonly changesKept?: number;
  /** How many names are in a batch of a snapshot. */
  readonly batchSize?: number;
}

/** Milliseconds between two times that a feed says that there is nothing new. */
const CURRENT_INTERVAL = 1_000;

/** The contract of {@link SharedStore} over Maps: what the others must do, in the fewest words. Any number of stores may share a memory. */
export function openMemoryStore(options: MemoryStoreOptions = {}): SharedStore & TransferStore {
  const { memory = newMemory(), changesKept = 100_000, batchSize = 1_000 } = options;
  const { zones, tokens } = memory;
  const closing = new AbortController();

  const whileOpen = async <T>(work: () => T): Promise<T> => {
    if (closing.signal.aborted) throw storeClosed();
    return work();
  };
  const zoneAt = (apex: string): MemoryZone => {
    const zone = zones.get(apex);
    if (zone === undefined) throw zoneUnknown(apex);
    return zone;
  };
  const inZone = <T>(apex: string, work: (zone: MemoryZone) => T): Promise<T> =>
    whileOpen(() => work(zoneAt(apex)));
  const apply = (apex: string, writes: readonly Write[], pointer: WritePointer): Promise<number> =>
    inZone(apex, (zone) => applyWrites(zone, writes, { changesKept, pointer }));

  async function* changes(
    apex: string,
    from: string,
    signal: AbortSignal,
  ): AsyncGenerator<Change | Gap | Current> {
    const ending = AbortSignal.any([signal, closing.signal]);
    for (let position = from; !ending.aborted; ) {
      const zone = zoneAt(apex);
      const found = changesSince(zone, position);
      if ("kind" in found) {
        yield found;
        return;
      }
      for (const change of found) {
        yield change;
        if (ending.aborted) return;
        position = change.position;
      }
      if (found.length > 0) continue;
      const awaited = AbortSignal.any([ending, zone.nextWrite.signal]);
      yield { kind: "current" };
      await pause(CURRENT_INTERVAL, awaited);
    }
  }

  return {
    ...sharedMethods(memory, whileOpen),
    ...transferMethods(memory, batchSize, whileOpen),

    zones: () => whileOpen(() => [...zones.values()].map(zoneRecord)),
    zone: (apex) =>
      whileOpen(() => {
        const zone = zones.get(apex);
        return zone && zoneRecord(zone);
      }),
    createZone: (config) =>
      whileOpen(() => {
        if (zones.has(config.apex)) throw zoneTaken(config.apex);
        if (memory.imports.has(config.apex)) throw importUnderWay(config.apex);
        const zone = newZone(config);
        zones.set(config.apex, zone);
        return zoneRecord(zone);
      }),
    putPolicy: (apex, payment, expected) =>
      inZone(apex, (zone) => {
        if (!isDeepStrictEqual(zone.config.payment, expected)) throw policyMismatch(apex);
        zone.config = { ...zone.config, payment };
        return zoneRecord(zone);
      }),

    get: (apex, user) => whileOpen(() => zones.get(apex)?.names.get(user)),
    put: async (apex, user, fields, expect = {}) => {
      const revision = await apply(apex, [{ kind: "put", user, fields, expect }], alone);
      return { ...fields, user, revision };
    },
    delete: (apex, user, release, expect = {}) =>
      apply(apex, [{ kind: "delete", user, release, expect }], alone),
    batch: (apex, writes) => apply(apex, writes, inBatch),
    writeOnce: (apex, write, once, note) =>
      inZone(apex, (zone) => {
        const known = knownOutcome(zone, once);
        if (known) return known;
        applyWrites(zone, [write], { changesKept, pointer: alone });
        return recordOutcome(zone, write, once, note);
      }),
    outcome: (apex, once) => inZone(apex, (zone) => knownOutcome(zone, once)),
    list: (apex, { cursor, limit }) =>
      inZone(apex, (zone) => {
        const last = cursor === undefined ? "" : userBefore(cursor);
        const following = sorted(zone.names).filter(({ user }) => compareOctets(user, last) > 0);
        const records = following.slice(0, limit);
        return following.length > limit
          ? { records, cursor: cursorAfter(records.at(-1)!.user) }
          : { records };
      }),

    released: (apex, user) => inZone(apex, ({ releases }) => releases.get(user)),
    similar: (apex, user, limit) =>
      inZone(apex, (zone) => {
        const users = sorted(zone.names).map((record) => record.user);
        return users.filter((each) => each !== user && letters(each) === letters(user)).slice(0, limit);
      }),
    countExpiring: (apex, from, to) =>
      inZone(apex, ({ names }) => {
        const instants = [...names.values()].flatMap(({ expiresAt }) => expiresAt ?? []);
        return instants.filter((each) => each > from && each <= to).length;
      }),

    snapshot: (apex) =>
      inZone(apex, (zone) => ({
        zone: zoneRecord(zone),
        position: String(zone.serial),
        batches: inBatches([...zone.names.values()], batchSize),
        damaged: () => 0,
      })),
    changes,

    keySet: (apex) => whileOpen(() => zones.get(apex)?.keySet),
    putKeySet: (apex, sealed, ifVersion) =>
      inZone(apex, (zone) => {
        const version = zone.keySet?.version ?? 0;
        if (version !== ifVersion) throw keySetConflict(version, ifVersion);
        zone.keySet = { version: version + 1, sealed: sealed.slice() };
        return version + 1;
      }),

    tokens: () => whileOpen(() => [...tokens.values()].sort((a, b) => compareOctets(a.name, b.name))),
    token: (digest) => whileOpen(() => [...tokens.values()].find((token) => token.digest === digest)),
    addToken: (token) =>
      whileOpen(() => {
        const taken = [...tokens.values()].find(
          ({ name, digest }) => name === token.name || digest === token.digest,
        );
        if (taken) throw tokenTaken(taken.name);
        tokens.set(token.name, token);
      }),
    removeToken: (name) =>
      whileOpen(() => {
        if (!tokens.delete(name)) throw tokenUnknown(name);
      }),

    durability: () =>
      whileOpen(() => ({
        kind: "memory",
        topology: null,
        worth: "memory",
        isDurable: false,
        servers: [],
        remarks: [{ code: "memory", detail: "everything is in the memory of this process" }],
      })),

    close: async () => closing.abort(),
  };
}

const zoneRecord = ({ config, generation, serial, names }: MemoryZone): ZoneRecord => ({
  ...config,
  generation,
  serial,
  names: names.size,
});

const letters = (user: string): string => [...user].filter((each) => !"._-".includes(each)).join("");

async function* inBatches(
  records: readonly NameRecord[],
  size: number,
): AsyncGenerator<readonly NameRecord[]> {
  for (let from = 0; from < records.length; from += size) yield records.slice(from, from + size);
}
