import type { FileContents } from "../zone/transfer/check-export.ts";
import type { ImportPlan, ZonePlan } from "../zone/transfer/import-plan.ts";
import { table } from "./output.ts";
import type { OpenedStore } from "./surroundings.ts";

/** What an import has done, or would do. */
export interface ImportReport {
  readonly dryRun: boolean;
  /** Where the store is; null where there is none yet. */
  readonly into: string | null;
  /** SHA-256 of the file, in lower-case hex. */
  readonly digest: string;
  readonly zones: readonly {
    readonly apex: string;
    readonly generation: string;
    readonly serial: number;
    readonly names: number;
    readonly releases: number;
    /** Whether it was there before, and how much of it an earlier import had brought. */
    readonly state: ZonePlan["state"];
    readonly entriesThere: number;
    /** Whether the server could use the zone's keys with its settings; null where it has none, or there is no store yet. */
    readonly keysOpen: boolean | null;
  }[];
  readonly tokens: { readonly added: number; readonly there: number };
}

export async function importReport(
  { digest }: FileContents,
  { zones, tokens, tokensThere }: ImportPlan,
  opened: OpenedStore | undefined,
  dryRun: boolean,
): Promise<ImportReport> {
  return {
    dryRun,
    into: opened?.place ?? null,
    digest,
    zones: await Promise.all(
      zones.map(async ({ zone, state, entries }) => {
        const { apex, generation, serial, names, releases, keySet } = zone;
        const keysOpen = keySet === undefined ? null : ((await opened?.keySetOpens(apex, keySet)) ?? null);
        return { apex, generation, serial, names, releases, state, entriesThere: entries, keysOpen };
      }),
    ),
    tokens: { added: tokens.length, there: tokensThere },
  };
}

const STATES: Readonly<Record<ZonePlan["state"], readonly [would: string, is: string]>> = {
  new: ["new", "imported"],
  begun: ["begun", "imported"],
  there: ["there already", "there already"],
};

export function importText({ dryRun, into, zones, tokens }: ImportReport): string {
  const rows = zones.map(({ apex, serial, names, releases, state }) => {
    const [would, is] = STATES[state];
    return [apex, `${serial}`, `${names}`, `${releases}`, dryRun ? would : is];
  });
  const sealed = zones.filter(({ keysOpen }) => keysOpen === false).map(({ apex }) => apex);
  return [
    rows.length === 0 ? "no zones" : table(["ZONE", "SERIAL", "NAMES", "RELEASES", "STATE"], rows),
    `tokens: ${tokens.added} ${dryRun ? "to add" : "added"}, ${tokens.there} there already`,
    `${dryRun ? "would be imported" : "imported"} into ${into ?? "a new store"}`,
    ...sealed.map(
      (apex) =>
        `the keys of ${apex} do not open with the key-encryption key of these settings: bring that of the server that the export is from`,
    ),
  ].join("\n");
}
