import { tmpdir } from "node:os";
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { type ExportResult, writeExport } from "../zone/transfer/write-export.ts";
import type { CommandContext } from "./context.ts";
import { failed, misused } from "./failure.ts";
import { openOutFile } from "./out-file.ts";
import { table } from "./output.ts";
import { createProgress } from "./progress.ts";
import { chosenApexes, noStore, openedStore, type StoreFlags, withStore } from "./store-options.ts";

interface ExportFlags extends StoreFlags {
  readonly out?: string;
}

const HELP = `
The store is the one that \`paynamed serve\` would use with the same settings: the SQLite file in the data
folder, whose server must be stopped, or the Redis of REDIS_URL, whose instances may go on. Each zone is
written as it was at one moment, with its serial, its generation, the revision of each name, and what was
released.

Keys are in it as they are in the store: sealed. Without the key-encryption key (key-encryption-key in the
data folder, or PAYNAMED_KEY_ENCRYPTION_KEY_FILE) they are of no use: keep it, and take it along. Of tokens
there are digests alone. Idempotency keys are not exported.

Example:
  paynamed export --data /var/lib/paynamed --out paynamed.ndjson
`;

/** Writes what a store has into a file that \`paynamed import\` reads. */
export function addExportCommand(program: Command, { surroundings, output }: CommandContext): void {
  withStore(program.command("export"), "a zone, by its apex or its domain; may be repeated (all zones)")
    .description("write zones, names, sealed keys and tokens of the store to a file")
    .option("--out <file>", "write into this file, for this user alone, instead of to standard output")
    .addHelpText("after", HELP)
    .action(async (flags: ExportFlags) => {
      const { out, json = false } = flags;
      if (json && out === undefined) {
        throw misused("--json goes with --out", "without it standard output has the export itself");
      }
      let isInterrupted = false;
      void surroundings.untilSignal().then(() => {
        isInterrupted = true;
      });
      const opened = await openedStore(flags, surroundings, { mayMake: false, mayMigrate: true });
      if (opened === undefined) throw noStore();
      const bar = createProgress(surroundings, json);
      try {
        const { store, place } = opened;
        const zones = await store.zones();
        const apexes = chosenApexes(flags.zone, zones, place) ?? zones.map(({ apex }) => apex);
        const file = out === undefined ? undefined : await openOutFile(out);
        const proceed = (): void => {
          if (isInterrupted) throw failed("interrupted: nothing is exported");
        };
        try {
          const names = new Map(zones.map((zone) => [zone.apex, zone.names]));
          const result = await writeExport(
            store,
            [...new Set(apexes)],
            {
              program: surroundings.version,
              now: surroundings.now(),
              folder: out === undefined ? tmpdir() : dirname(resolve(out)),
              progress: ({ apex, read, written }) => {
                proceed();
                const label = written === 0 ? `reading ${apex}` : `writing ${apex}`;
                bar.show(label, written === 0 ? read : written, names.get(apex) ?? 0);
              },
            },
            async (octets) => {
              proceed();
              await (file ?? { write: surroundings.octets.output }).write(octets);
            },
          );
          await file?.commit();
          bar.end();
          if (out === undefined) output.note(summary(result, place));
          else
            output.result({ file: out, from: place, ...result }, () => `${summary(result, place)} in ${out}`);
        } finally {
          await file?.abandon();
        }
      } finally {
        bar.end();
        await opened.close();
      }
    });
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

function summary({ zones, counts, octets, digest }: ExportResult, place: string): string {
  const rows = zones.map(({ apex, serial, names, releases }) => [
    apex,
    `${serial}`,
    `${names}`,
    `${releases}`,
  ]);
  const listed = rows.length === 0 ? "" : `${table(["ZONE", "SERIAL", "NAMES", "RELEASES"], rows)}\n`;
  const what = `${counted(counts.zones, "zone")} and ${counted(counts.tokens, "token")} of ${place}`;
  return `${listed}${what}: ${octets} octets, SHA-256 ${digest}`;
}
