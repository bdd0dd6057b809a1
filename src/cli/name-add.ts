import { type Command, Option } from "commander";
import type { NameCreation, NameReplacement } from "../admin-api/client-types.ts";
import { PROFILES } from "../zone/payment/profile/profile.ts";
import { type ApiFlags, apiClient, withApi } from "./api-options.ts";
import type { CommandContext } from "./context.ts";
import { nameText } from "./name-text.ts";
import { instant, integer } from "./numbers.ts";
import { warningText } from "./problem-text.ts";

interface AddFlags extends ApiFlags, NameReplacement {
  readonly json?: boolean;
}

const HELP = `
Give either a whole URI, or what the server is to compose one from. What some wallets may stumble over is said on standard
error; paynamed validate says it beforehand.

Examples:
  paynamed name add alice@example.com --offer lno1...
  paynamed name add bob@example.com --address bc1q... --silent-payment sp1... --ttl 60
  paynamed name add carol@example.com --uri 'bitcoin:?lno=lno1...' --expires-at 2030-01-01T00:00:00Z
`;

/** Registers a payment name. */
export function addNameAddCommand(name: Command, { surroundings, output }: CommandContext): void {
  withApi(name.command("add <name>"))
    .description("register a name; it is answered when this command ends")
    .option("--uri <uri>", "a finished bitcoin: URI (BIP-321)")
    .option("--offer <offer>", "a BOLT 12 offer")
    .option("--address <address>", "an on-chain address")
    .option("--silent-payment <address>", "a silent-payment address (BIP-352)")
    .option("--invoice <invoice>", "a BOLT 11 invoice: it is paid once, and expires")
    .option("--amount <bitcoin>", "the amount to be paid, as decimal bitcoin: 0.0015")
    .option("--label <text>", "who is paid")
    .option("--message <text>", "what is paid for")
    .addOption(
      new Option("--profile <profile>", "whose readers the record is for, if not the zone's").choices(
        PROFILES,
      ),
    )
    .option(
      "--holder <reference>",
      "which of your customers the name is for: only that one gets it back once deleted",
    )
    .option(
      "--ttl <seconds>",
      "how long resolvers may keep the answer: 30 to the zone's infrastructure TTL, 3600 unless set (300)",
      integer,
    )
    .option("--expires-at <time>", "when the name ends, as RFC 3339 text or Unix seconds (never)", instant)
    .addHelpText("after", HELP)
    .action(async (text: string, flags: AddFlags) => {
      const made = await apiClient(flags, surroundings).createName(creationOf(text, flags));
      output.result(made, () => nameText(made));
      for (const warning of made.warnings) output.note(`warning  ${warningText(warning)}`);
    });
}

/** The flags that are the registration's; the others say where the server is. */
const creationOf = (
  name: string,
  { api: _, tokenFile: __, json: ___, ...fields }: AddFlags,
): NameCreation => ({ name, ...fields });
