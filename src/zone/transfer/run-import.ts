import { isDeepStrictEqual } from "node:util";
import { isRefusal } from "../errors.ts";
import type { Store, TokenRecord } from "../store/port.ts";
import type { Entry, ImportedZone, TransferStore } from "../store/transfer-port.ts";
import type { FileContents } from "./check-export.ts";
import { ExportFileError } from "./export-file-error.ts";
import type { ImportPlan, ZonePlan } from "./import-plan.ts";
import { readExport } from "./read-export.ts";

/** How many entries are written in one go: so many hold up whoever else uses a Redis for some milliseconds. */
const BATCH_ENTRIES = 500;

/**
 * Imports what the plan says out of the file that was checked, which is read once more. Cut short at any point it goes on
 * when it is run again. `progress` is told how many of the file's names and releases are behind. Rejects with what the store
 * rejects with, and with ExportFileError where the file has changed since.
 */
export async function runImport(
  store: Store & TransferStore,
  contents: FileContents,
  plan: ImportPlan,
  octets: AsyncIterable<Uint8Array>,
  progress: (entries: number) => void,
): Promise<void> {
  if (plan.zones.some(({ state }) => state !== "there"))
    await importZones(store, contents, plan, octets, progress);
  for (const token of plan.tokens) await addToken(store, token);
}

async function importZones(
  store: TransferStore,
  { digest, zones: filed, counts }: FileContents,
  plan: ImportPlan,
  octets: AsyncIterable<Uint8Array>,
  progress: (entries: number) => void,
): Promise<void> {
  const plans = new Map(plan.zones.map((each) => [each.zone.apex, each]));
  const digests = new Map(filed.map((zone) => [zone.apex, zone.digest]));
  let writer: ZoneWriter | undefined;
  let begun: ImportedZone | undefined;
  let entries = 0;
  const changed = (): ExportFileError =>
    new ExportFileError("export-changed", 1, "the file is not the one that was checked a moment ago");
  for await (const part of readExport(octets)) {
    switch (part.kind) {
      case "zone": {
        begun = part.zone;
        const zonePlan = plans.get(begun.zone.apex);
        writer = zonePlan && (await openWriter(store, digest, zonePlan));
        break;
      }
      case "entry":
        await writer?.add(part.entry);
        entries += 1;
        if (entries % BATCH_ENTRIES === 0) progress(entries);
        break;
      case "zone-end":
        if (digests.get(begun!.zone.apex) !== part.digest) throw changed();
        await writer?.finish(begun!);
        break;
      case "end":
        if (part.digest !== digest) throw changed();
        progress(counts.names + counts.releases);
    }
  }
}

/** Takes a zone's entries, and passes over those that are in. */
interface ZoneWriter {
  add(entry: Entry): Promise<void>;
  finish(zone: ImportedZone): Promise<void>;
}

/** Undefined for a zone that is there. */
async function openWriter(
  store: TransferStore,
  digest: string,
  { zone: { apex }, state, discards }: ZonePlan,
): Promise<ZoneWriter | undefined> {
  if (state === "there") return undefined;
  if (discards) await store.discardImport(apex);
  let done = await store.beginImport(apex, digest);
  let seen = 0;
  let batch: Entry[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length > 0) done = await store.importEntries(apex, digest, done, batch);
    batch = [];
  };
  return {
    add: async (entry) => {
      seen += 1;
      if (seen <= done) return;
      batch.push(entry);
      if (batch.length === BATCH_ENTRIES) await flush();
    },
    finish: async (zone) => {
      await flush();
      await store.finishImport(digest, zone);
    },
  };
}

/** The very same token may be there: who imports twice at once adds it once. */
async function addToken(store: Store, token: TokenRecord): Promise<void> {
  try {
    await store.addToken(token);
  } catch (error) {
    if (!isRefusal(error, "token-taken")) throw error;
    if (!isDeepStrictEqual(await store.token(token.digest), token)) throw error;
  }
}
