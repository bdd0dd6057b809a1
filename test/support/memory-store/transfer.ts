import { importMismatch, importUnderWay, zoneTaken, zoneUnknown } from "../../../src/zone/store/refusal.ts";
import type { Entry, TransferStore } from "../../../src/zone/store/transfer-port.ts";
import { compareOctets } from "../store-model.ts";
import { type MemoryZone, newZone } from "./zone.ts";

interface MemoryImport {
  readonly digest: string;
  readonly entries: Entry[];
}

export interface TransferMemory {
  readonly zones: Map<string, MemoryZone>;
  /** By apex. */
  readonly imports: Map<string, MemoryImport>;
}

/** How zones are carried to and from a memory. `whileOpen` runs the work, or rejects where the store is closed. */
export const transferMethods = (
  { zones, imports }: TransferMemory,
  batchSize: number,
  whileOpen: <T>(work: () => T) => Promise<T>,
): TransferStore => ({
  copyZone: (apex) =>
    whileOpen(() => {
      const zone = zones.get(apex);
      if (zone === undefined) throw zoneUnknown(apex);
      const { config, generation, serial, names, releases, keySet } = zone;
      const entries: readonly Entry[] = [
        ...[...names.values()].map((record): Entry => ({ kind: "name", ...record })),
        ...[...releases].map(([user, release]): Entry => ({ kind: "release", user, ...release })),
      ].sort((a, b) => compareOctets(a.user, b.user));
      return {
        zone: { ...config, generation, serial, names: names.size },
        keySet,
        releases: releases.size,
        entries: inBatches(entries, batchSize),
        close: async () => undefined,
      };
    }),
  importUnderWay: (apex) =>
    whileOpen(() => {
      const held = imports.get(apex);
      return held && { digest: held.digest, entries: held.entries.length };
    }),
  beginImport: (apex, digest) =>
    whileOpen(() => {
      if (zones.has(apex)) throw zoneTaken(apex);
      const held = imports.get(apex) ?? { digest, entries: [] };
      if (held.digest !== digest) throw importUnderWay(apex);
      imports.set(apex, held);
      return held.entries.length;
    }),
  importEntries: (apex, digest, before, entries) =>
    whileOpen(() => {
      const held = imports.get(apex);
      if (held?.digest !== digest || held.entries.length !== before) throw importMismatch(apex);
      return held.entries.push(...entries);
    }),
  finishImport: (digest, { zone, keySet, releases }) =>
    whileOpen(() => {
      const { generation, serial, names, ...config } = zone;
      const { apex } = config;
      if (zones.has(apex)) throw zoneTaken(apex);
      const held = imports.get(apex);
      const complete = held?.entries.filter(({ kind }) => kind === "name").length === names;
      if (held?.digest !== digest || !complete || held.entries.length !== names + releases) {
        throw importMismatch(apex);
      }
      const made = { ...newZone(config), generation, serial, keySet };
      for (const { kind, ...entry } of held.entries) {
        if ("revision" in entry) made.names.set(entry.user, entry);
        else made.releases.set(entry.user, { holder: entry.holder, releasedAt: entry.releasedAt });
      }
      zones.set(apex, made);
      imports.delete(apex);
    }),
  discardImport: (apex) => whileOpen(() => imports.delete(apex)),
});

async function* inBatches(entries: readonly Entry[], size: number): AsyncGenerator<readonly Entry[]> {
  for (let from = 0; from < entries.length; from += size) yield entries.slice(from, from + size);
}
