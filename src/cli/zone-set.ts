import { type Command, Option } from "commander";
import type { ZoneChange } from "../admin-api/client-types.ts";
import { PROFILES, type Profile } from "../zone/payment/profile/profile.ts";
import { type ApiFlags, apiClient, withApi } from "./api-options.ts";
import type { CommandContext } from "./context.ts";
import { duration } from "./durations.ts";
import { misused } from "./failure.ts";
import { findZone } from "./find-zone.ts";
import { collected } from "./lists.ts";
import { fields } from "./output.ts";
import { policyFields } from "./policy-fields.ts";

interface SetFlags extends ApiFlags {
  readonly profile?: Profile;
  readonly reserve?: readonly string[];
  readonly reserveNone?: boolean;
  readonly reserveDefault?: boolean;
  readonly holdReleased?: number;
}

const HELP = `
What is left out stays as it is, and so does every name that is registered already. --reserve replaces the whole list.

Examples:
  paynamed zone set example.com --profile spec
  paynamed zone set example.com --reserve admin --reserve root --hold-released 90d
`;

/** Changes what may be registered in a zone. */
export function addZoneSetCommand(zone: Command, { surroundings, output }: CommandContext): void {
  withApi(zone.command("set <zone>"))
    .description("change what may be registered in a zone, given by its apex or its domain")
    .addOption(new Option("--profile <profile>", "whose readers records are made for").choices(PROFILES))
    .addOption(
      new Option("--reserve <user>", "a user that only a token with the right may register; may be repeated")
        .argParser(collected)
        .conflicts(["reserveNone", "reserveDefault"]),
    )
    .addOption(new Option("--reserve-none", "reserve no user").conflicts("reserveDefault"))
    .addOption(new Option("--reserve-default", "reserve what every zone reserves by default"))
    .option("--hold-released <duration>", "how long a name that ends stays its holder's: 30d, 12h", duration)
    .addHelpText("after", HELP)
    .action(async (text: string, flags: SetFlags) => {
      const payment = changeOf(flags);
      if (Object.values(payment).every((value) => value === undefined)) {
        throw misused(
          "nothing is to be changed",
          "name at least one of --profile, --reserve, --reserve-none, --reserve-default, --hold-released",
        );
      }
      const api = apiClient(flags, surroundings);
      const changed = await api.changeZone((await findZone(api, text)).apex, { payment });
      output.result(changed, () => fields([["apex", changed.apex], ...policyFields(changed.payment)]));
    });
}

const changeOf = ({
  profile,
  reserve,
  reserveNone,
  reserveDefault,
  holdReleased,
}: SetFlags): NonNullable<ZoneChange["payment"]> => ({
  profile,
  reservedNames: reserveDefault ? null : reserveNone ? [] : reserve && [...reserve],
  holdReleased,
});
