import type { StoredKeySet, TokenRecord, ZoneRecord } from "../store/port.ts";
import type { ImportedZone } from "../store/transfer-port.ts";
import type { Counts } from "./line-forms.ts";
import { readExport } from "./read-export.ts";

/** A zone of a file. */
export interface FiledZone extends Pick<ZoneRecord, "apex" | "domain" | "generation" | "serial" | "names"> {
  readonly releases: number;
  readonly keySet: StoredKeySet | undefined;
  /** SHA-256, in lower-case hex, of the file up to the zone's end. */
  readonly digest: string;
}

/** What a file holds that is an export from its beginning to its end. */
export interface FileContents {
  readonly zones: readonly FiledZone[];
  readonly tokens: readonly TokenRecord[];
  readonly counts: Counts;
  /** SHA-256 of the file, in lower-case hex. */
  readonly digest: string;
}

const PROGRESS_ENTRIES = 1_000;

/** Reads the whole file; `progress` is told how many names and releases were read. Throws ExportFileError. */
export async function checkExport(
  octets: AsyncIterable<Uint8Array>,
  progress: (entries: number) => void,
): Promise<FileContents> {
  const zones: FiledZone[] = [];
  const tokens: TokenRecord[] = [];
  let begun: ImportedZone | undefined;
  let entries = 0;
  for await (const part of readExport(octets)) {
    if (part.kind === "entry") {
      entries += 1;
      if (entries % PROGRESS_ENTRIES === 0) progress(entries);
    } else if (part.kind === "zone") begun = part.zone;
    else if (part.kind === "zone-end") {
      const { zone, releases, keySet } = begun!;
      const { apex, domain, generation, serial, names } = zone;
      zones.push({ apex, domain, generation, serial, names, releases, keySet, digest: part.digest });
    } else if (part.kind === "token") tokens.push(part.token);
    else return { zones, tokens, counts: part.counts, digest: part.digest };
  }
  throw new Error("an export has an end");
}
