import type { Command } from "commander";
import { type ApiFlags, apiClient, withApi } from "./api-options.ts";
import type { CommandContext } from "./context.ts";
import { addNameAddCommand } from "./name-add.ts";
import { listNames } from "./name-list.ts";
import { nameDetailsText, namesTable } from "./name-text.ts";
import { count, integer } from "./numbers.ts";

interface ListFlags extends ApiFlags {
  readonly domain?: string;
  readonly limit: number;
  readonly all?: boolean;
}

const DEFAULT_LIMIT = 100;

/** Registers, shows, lists and deletes payment names. */
export function addNameCommands(program: Command, context: CommandContext): void {
  const { surroundings, output } = context;
  const name = program.command("name").description("the payment names");

  addNameAddCommand(name, context);

  withApi(name.command("get <name>"))
    .description("show a name, and what is paid to")
    .action(async (text: string, flags: ApiFlags) => {
      const found = await apiClient(flags, surroundings).name(text);
      output.result(found, () => nameDetailsText(found));
    });

  withApi(name.command("ls"))
    .description("list names")
    .option("--domain <domain>", "of this domain only")
    .option("--limit <count>", "this many at most", count, DEFAULT_LIMIT)
    .option("--all", "all of them")
    .action(async ({ domain, limit, all, ...flags }: ListFlags) => {
      const list = await listNames(
        apiClient(flags, surroundings),
        domain,
        all === true ? Number.POSITIVE_INFINITY : limit,
      );
      output.result(list, () => namesTable(list.names));
      if (!list.complete) output.note("there are more: --all lists them all");
    });

  withApi(name.command("rm <name>"))
    .description("delete a name; it is gone from the answers when this command ends")
    .option("--if-revision <number>", "only if the name is still at this revision", integer)
    .action(async (text: string, { ifRevision, ...flags }: ApiFlags & { ifRevision?: number }) => {
      await apiClient(flags, surroundings).deleteName(text, ifRevision);
      output.result({ deleted: text }, () => "");
      output.note(`${text} is deleted`);
    });
}
