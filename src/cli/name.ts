import type { Command } from "commander";
import type { NameView } from "../admin-api/client-types.ts";
import { type ApiFlags, apiClient, withApi } from "./api-options.ts";
import type { CommandContext } from "./context.ts";
import { listNames } from "./name-list.ts";
import { count, instant, integer } from "./numbers.ts";
import { fields, plain, table } from "./output.ts";

interface AddFlags extends ApiFlags {
  readonly uri?: string;
  readonly offer?: string;
  readonly address?: string;
  readonly silentPayment?: string;
  readonly ttl?: number;
  readonly expiresAt?: string | number;
}

interface ListFlags extends ApiFlags {
  readonly domain?: string;
  readonly limit: number;
  readonly all?: boolean;
}

const ADD_HELP = `
Give either a whole URI, or what the server is to compose one from.

Examples:
  paynamed name add alice@example.com --offer lno1...
  paynamed name add bob@example.com --address bc1q... --silent-payment sp1... --ttl 60
  paynamed name add carol@example.com --uri 'bitcoin:?lno=lno1...' --expires-at 2030-01-01T00:00:00Z
`;

const DEFAULT_LIMIT = 100;

/** Registers, shows, lists and deletes payment names. */
export function addNameCommands(program: Command, { surroundings, output }: CommandContext): void {
  const name = program.command("name").description("the payment names");

  withApi(name.command("add <name>"))
    .description("register a name; it is answered when this command ends")
    .option("--uri <uri>", "a finished bitcoin: URI (BIP-321)")
    .option("--offer <offer>", "a BOLT 12 offer")
    .option("--address <address>", "an on-chain address")
    .option("--silent-payment <address>", "a silent-payment address (BIP-352)")
    .option(
      "--ttl <seconds>",
      "how long resolvers may keep the answer: 30 to the zone's infrastructure TTL, 3600 unless set (300)",
      integer,
    )
    .option("--expires-at <time>", "when the name ends, as RFC 3339 text or Unix seconds (never)", instant)
    .addHelpText("after", ADD_HELP)
    .action(async (text: string, flags: AddFlags) => {
      const { uri, offer, address, silentPayment, ttl, expiresAt } = flags;
      const creation = { name: text, uri, offer, address, silentPayment, ttl, expiresAt };
      const made = await apiClient(flags, surroundings).createName(creation);
      output.result(made, () => nameText(made));
    });

  withApi(name.command("get <name>"))
    .description("show a name")
    .action(async (text: string, flags: ApiFlags) => {
      const found = await apiClient(flags, surroundings).name(text);
      output.result(found, () => nameText(found));
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
      output.result(list, () =>
        table(
          ["NAME", "TTL", "EXPIRES", "REVISION", "URI"],
          list.names.map((view) => [
            view.name,
            `${view.ttl}`,
            view.expiresAt ?? "never",
            `${view.revision}`,
            shortened(plain(view.uri)),
          ]),
        ),
      );
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

const URI_WIDTH = 60;
const shortened = (uri: string): string =>
  uri.length <= URI_WIDTH ? uri : `${uri.slice(0, URI_WIDTH - 3)}...`;

const nameText = (view: NameView): string =>
  fields([
    ["name", view.name],
    ["owner", view.owner],
    ["uri", plain(view.uri)],
    ["ttl", `${view.ttl}`],
    ["expires", view.expiresAt ?? "never"],
    ["revision", `${view.revision}`],
  ]);
