import type { Command } from "commander";
import type { Right, TokenCreation } from "../admin-api/client-types.ts";
import { type ApiFlags, apiClient, withApi } from "./api-options.ts";
import type { CommandContext } from "./context.ts";
import { collected } from "./lists.ts";
import { fields, table } from "./output.ts";
import { tokenIntoFile } from "./token-file.ts";

interface AddFlags extends ApiFlags {
  readonly account?: string;
  readonly right?: readonly string[];
  readonly out?: string;
}

/** What each right allows, in the order in which the server shows them. */
const RIGHTS: Readonly<Record<Right, string>> = {
  profile: "choose another profile than the zone's for a record",
  "reserved-names": "register reserved users",
  "held-names": "register a name that is held back for its former holder",
  "all-names": "change and delete the names of other accounts",
  zones: "set zones up and change their policy",
  tokens: "make and remove tokens",
};

const indented = (text: string): string => text.replace(/^/gm, "  ");

const ADD_HELP = `
Every token may read everything, register names for its account, and change and delete those. Several tokens may have
one account. What takes a right, which a token can only get from one that has it:
${indented(fields(Object.entries(RIGHTS)))}

Examples:
  paynamed token add shop --out shop.token
  paynamed token add support --out support.token --right all-names --right held-names
`;

/** Makes, lists and removes tokens of the admin API. */
export function addTokenCommands(program: Command, { surroundings, output }: CommandContext): void {
  const token = program.command("token").description("the tokens of the admin API, beside the admin token");

  withApi(token.command("add <name>"))
    .description("make a token and print it: it is shown this once")
    .option("--account <account>", "whom the token registers names for (NAME)")
    .option("--right <right>", "what it may do beyond that; may be repeated", collected)
    .option("--out <file>", "write it into this new file, for this user alone, instead of printing it")
    .addHelpText("after", ADD_HELP)
    .action(async (name: string, { account, right, out, ...flags }: AddFlags) => {
      // The server knows which words are rights.
      const creation: TokenCreation = { name, account, rights: right as Right[] | undefined };
      const api = apiClient(flags, surroundings);
      const make = () => api.createToken(creation);
      if (out === undefined) {
        const made = await make();
        output.result(made, () => made.token);
        output.note(`token ${made.name} acts for account ${made.account}; it is shown this once`);
      } else {
        const { token: _, ...made } = await tokenIntoFile(out, make);
        output.result(made, () => "");
        output.note(`token ${made.name} acts for account ${made.account}; it is in ${out}, and nowhere else`);
      }
    });

  withApi(token.command("ls"))
    .description("list the tokens; the admin token is not among them")
    .action(async (flags: ApiFlags) => {
      const list = await apiClient(flags, surroundings).tokens();
      output.result(list, () =>
        table(
          ["NAME", "ACCOUNT", "CREATED", "RIGHTS"],
          list.tokens.map(({ name, account, createdAt, rights }) => [
            name,
            account,
            createdAt,
            rights.join(" "),
          ]),
        ),
      );
    });

  withApi(token.command("rm <name>"))
    .description("remove a token: it is refused from now on, and its account keeps its names")
    .action(async (name: string, flags: ApiFlags) => {
      await apiClient(flags, surroundings).deleteToken(name);
      output.result({ deleted: name }, () => "");
      output.note(`token ${name} is removed`);
    });
}
