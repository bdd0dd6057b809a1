import { createHash } from "node:crypto";
import type { Store, ZoneRecord } from "../store/port.ts";
import type { TransferStore } from "../store/transfer-port.ts";
import { entryLine } from "./entry-form.ts";
import { type Counts, endLine, headerLine, tokenLine, zoneLine } from "./line-forms.ts";

export interface ExportOptions {
  /** The version of this program. */
  readonly program: string;
  /** Unix seconds. */
  readonly now: number;
  /** A folder where what does not fit into memory may be kept meanwhile. */
  readonly folder: string;
  /** Told how many names and releases of a zone were read, and how many were written. */
  readonly progress: (done: {
    readonly apex: string;
    readonly read: number;
    readonly written: number;
  }) => void;
}

/** A zone as it was exported. */
export interface ExportedZone
  extends Pick<ZoneRecord, "apex" | "domain" | "generation" | "serial" | "names"> {
  readonly releases: number;
}

/** What an export has come to. */
export interface ExportResult {
  readonly zones: readonly ExportedZone[];
  readonly counts: Counts;
  /** Octets of the file. */
  readonly octets: number;
  /** SHA-256 of the file, in lower-case hex. */
  readonly digest: string;
}

/**
 * Writes an export of these zones and of all tokens, piece by piece: each zone as it is at one position of its history.
 * Rejects with what the store and `write` reject with.
 */
export async function writeExport(
  store: Store & TransferStore,
  apexes: readonly string[],
  { program, now, folder, progress }: ExportOptions,
  write: (octets: Uint8Array) => Promise<unknown>,
): Promise<ExportResult> {
  const hash = createHash("sha256");
  const zones: ExportedZone[] = [];
  const counts = { zones: 0, names: 0, releases: 0, tokens: 0 };
  let octets = 0;
  const writeLines = async (lines: readonly string[]): Promise<void> => {
    const piece = Buffer.from(lines.map((line) => `${line}\n`).join(""));
    hash.update(piece);
    octets += piece.length;
    await write(piece);
  };

  await writeLines([headerLine(program, now)]);
  for (const apex of apexes.toSorted()) {
    let read = 0;
    let written = 0;
    const told = (): void => progress({ apex, read, written });
    const copy = await store.copyZone(apex, {
      folder,
      progress: (entries) => {
        read = entries;
        told();
      },
    });
    try {
      await writeLines([zoneLine(copy)]);
      for await (const entries of copy.entries) {
        await writeLines(entries.map(entryLine));
        written += entries.length;
        told();
      }
      const { zone, releases } = copy;
      const { domain, generation, serial, names } = zone;
      zones.push({ apex, domain, generation, serial, names, releases });
      counts.names += names;
      counts.releases += releases;
    } finally {
      await copy.close();
    }
  }
  const tokens = await store.tokens();
  await writeLines(tokens.map(tokenLine));
  counts.zones = zones.length;
  counts.tokens = tokens.length;
  await writeLines([endLine(counts, hash.copy().digest("hex"))]);
  return { zones, counts, octets, digest: hash.digest("hex") };
}
