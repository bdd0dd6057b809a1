import { type Command, Option } from "commander";
import type { ZoneView } from "../admin-api/client-types.ts";
import { type ApiFlags, apiClient, withApi } from "./api-options.ts";
import type { CommandContext } from "./context.ts";
import { findZone } from "./find-zone.ts";

interface DsFlags extends ApiFlags {
  readonly digest: string;
}

const HELP = `
ZONE is the zone's apex or the domain whose names it holds. The lines are those of a master file:
  OWNER TTL IN DS TAG ALGORITHM DIGEST-TYPE DIGEST

Example:
  paynamed ds example.com
`;

export function addDsCommand(program: Command, { surroundings, output }: CommandContext): void {
  withApi(program.command("ds <zone>"))
    .description("print the DS records that the parent zone has to hold")
    .addOption(
      new Option("--digest <type>", "digest type: 2 is SHA-256, 4 is SHA-384")
        .choices(["2", "4"])
        .default("2"),
    )
    .addHelpText("after", HELP)
    .action(async (text: string, { digest, ...flags }: DsFlags) => {
      const zone = await findZone(apiClient(flags, surroundings), text);
      const lines = dsLines(zone, digest);
      output.result({ ds: lines }, () => lines.join("\n"));
    });
}

/** RFC 4034 §5.3: the digest type is the third field. */
export const dsLines = ({ apex, infrastructureTtl, ds }: ZoneView, digestType: string): string[] =>
  ds
    .filter((rdata) => rdata.split(" ")[2] === digestType)
    .map((rdata) => `${apex}. ${infrastructureTtl} IN DS ${rdata}`);
