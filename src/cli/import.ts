import type { Command } from "commander";
import { checkExport, type FileContents } from "../zone/transfer/check-export.ts";
import { type ImportPlan, planImport } from "../zone/transfer/import-plan.ts";
import { runImport } from "../zone/transfer/run-import.ts";
import type { CommandContext } from "./context.ts";
import { CommandFailure, ExitCode, failed, misused } from "./failure.ts";
import { importReport, importText } from "./import-text.ts";
import { type InFile, openInFile } from "./in-file.ts";
import { createProgress, type Progress } from "./progress.ts";
import { chosenApexes, noStore, openedStore, type StoreFlags, withStore } from "./store-options.ts";
import type { OpenedStore } from "./surroundings.ts";

interface ImportFlags extends StoreFlags {
  readonly dryRun?: boolean;
  readonly discard?: boolean;
  readonly tokens: boolean;
}

const HELP = `
The store is the one that \`paynamed serve\` would use with the same settings: the SQLite file in the data
folder, whose server must be stopped, or the Redis of REDIS_URL, whose instances may go on. FILE is read to
its end and held against its digest before anything is written; - reads standard input. A zone is seen by
nobody until all of it is in: then it has the serial, the generation, the keys and the revisions that it had.

An import that was cut short goes on where it was when it is run again with the same file; what is there
already is passed over. --discard throws away what an import out of another file has left; without FILE it
does no more than that, for the zones that --zone names by their apexes.

The server needs the key-encryption key of the one that the export is from.

Examples:
  paynamed import --dry-run paynamed.ndjson
  REDIS_URL=redis://127.0.0.1:6379 paynamed import paynamed.ndjson
`;

/** Reads what \`paynamed export\` has written into a store. */
export function addImportCommand(program: Command, { surroundings, output }: CommandContext): void {
  withStore(
    program.command("import [file]"),
    "a zone of the file, by its apex or its domain; may be repeated (all zones)",
  )
    .description("read zones, names, sealed keys and tokens from a file into the store")
    .option("--dry-run", "check the file and say what would be done; write nothing")
    .option("--discard", "throw away unfinished imports out of other files")
    .option("--no-tokens", "leave the file's tokens out")
    .addHelpText("after", HELP)
    .action(async (path: string | undefined, flags: ImportFlags) => {
      const { dryRun = false, discard = false, json = false } = flags;
      if (path === undefined && (!discard || flags.zone === undefined || dryRun)) {
        throw misused("a file is missing", "write `paynamed import FILE`, or - for standard input");
      }
      const bar = createProgress(surroundings, json);
      const opened = await openedStore(flags, surroundings, {
        mayMake: path !== undefined && !dryRun,
        mayMigrate: !dryRun,
      });
      try {
        if (path === undefined) {
          const discarded = await discardImports(opened, flags.zone!);
          output.result({ discarded }, () => discarded.map((apex) => `${apex}: discarded`).join("\n"));
          return;
        }
        const file = await openInFile(path, surroundings.octets.input);
        try {
          const contents = await checked(file, bar);
          const plan = await planImport(opened?.store, contents, {
            apexes: chosenApexes(flags.zone, contents.zones, "the file"),
            tokens: flags.tokens,
            discard,
          });
          if (plan.conflicts.length > 0) throw refused(plan);
          if (!dryRun) await carryOut(opened!, contents, plan, file, bar);
          const report = await importReport(contents, plan, opened, dryRun);
          bar.end();
          output.result(report, () => importText(report));
        } finally {
          await file.close();
        }
      } finally {
        bar.end();
        await opened?.close();
      }
    });
}

const checked = (file: InFile, bar: Progress): Promise<FileContents> =>
  checkExport(
    file.octets((octets) => bar.show("checking, octets", octets, file.size)),
    () => undefined,
  );

const carryOut = (
  { store }: OpenedStore,
  contents: FileContents,
  plan: ImportPlan,
  file: InFile,
  bar: Progress,
): Promise<void> => {
  const total = contents.counts.names + contents.counts.releases;
  return runImport(store, contents, plan, file.octets(), (entries) => bar.show("importing", entries, total));
};

async function discardImports(
  opened: OpenedStore | undefined,
  apexes: readonly string[],
): Promise<readonly string[]> {
  if (opened === undefined) throw noStore();
  const { store, place } = opened;
  const discarded: string[] = [];
  for (const apex of apexes) if (await store.discardImport(apex)) discarded.push(apex);
  if (discarded.length === 0) throw failed(`no such import is under way in ${place}`);
  return discarded;
}

function refused({ conflicts }: ImportPlan): CommandFailure {
  const [first] = conflicts;
  const hint = first!.code === "import-under-way" ? "--discard throws the unfinished import away" : undefined;
  return new CommandFailure(ExitCode.FAILED, "nothing is imported: the store has something else already", {
    code: first!.code,
    faults: conflicts.map(({ code, message }) => `${message} (${code})`),
    ...(hint === undefined ? {} : { hint }),
  });
}
