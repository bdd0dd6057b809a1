import type { Command } from "commander";
import type {
  DifferentNamesView,
  DoubtView,
  TakeoverRequest,
  TakeoverView,
  ZoneVersionView,
} from "../admin-api/client-types.ts";
import { lowerCase } from "../zone/lower-case.ts";
import type { ApiClient } from "./api-client.ts";
import { type ApiFlags, apiClient, withApi } from "./api-options.ts";
import type { CommandContext } from "./context.ts";
import { CommandFailure, failed, misused } from "./failure.ts";
import { findZone } from "./find-zone.ts";
import { fields } from "./output.ts";

interface AcceptFlags extends ApiFlags {
  readonly seen?: TakeoverRequest;
}

const HELP = `
A zone is in doubt where the store has something else than what it had: another zone of the same name, names as they were
before, or far fewer of them. Until it is accepted, every server goes on to answer what it has and refuses to change it.
Without --seen the command shows what would vanish and change, and accepts nothing.

Example:
  paynamed zone accept example.com
  paynamed zone accept example.com --seen 4711@1c8f7a1e-8f0e-4a6e-9c39-0a53c0e4f0b1
`;

/** Accepts what the store has of a zone, after it has been looked at. */
export function addZoneAcceptCommand(zone: Command, { surroundings, output }: CommandContext): void {
  withApi(zone.command("accept <zone>"))
    .description("show what of a zone is in doubt, and accept it")
    .option("--seen <serial@generation>", "accept this, as the command has shown it", seenVersion)
    .addHelpText("after", HELP)
    .action(async (text: string, { seen, ...flags }: AcceptFlags) => {
      const api = apiClient(flags, surroundings);
      const { apex, doubt } = await findTakeover(api, text);
      if (doubt === null) {
        output.result({ apex, doubt }, () => "nothing of this zone is in doubt");
        return;
      }
      if (seen === undefined) {
        output.result({ apex, doubt }, () => doubtText(apex, doubt));
        throw failed("nothing was accepted", next(text, doubt));
      }
      const accepted = await api.acceptTakeover(apex, seen);
      output.result(accepted, () => doubtText(apex, doubt));
      output.note("accepted: every server takes it over within moments, or as soon as its names are loaded");
    });
}

function seenVersion(text: string): TakeoverRequest {
  const [, serial, generation] = /^(\d{1,15})@(\S+)$/.exec(text) ?? [];
  if (serial === undefined || generation === undefined) {
    throw misused(`"${text}" is not what was shown: write SERIAL@GENERATION`);
  }
  return { serial: Number(serial), generation };
}

/** A zone that the store has lost is not among those that it lists: the server knows it by its apex. */
async function findTakeover(api: ApiClient, text: string): Promise<TakeoverView> {
  const name = lowerCase(text).replace(/\.$/, "");
  for (const apex of [name, `_bitcoin-payment.${name}`]) {
    try {
      return await api.takeover(apex);
    } catch (error) {
      if (!(error instanceof CommandFailure) || error.problem?.code !== "zone-unknown") throw error;
    }
  }
  return api.takeover((await findZone(api, text)).apex);
}

const next = (text: string, { found }: DoubtView): string =>
  found === null
    ? "restore the store's data, or set the zone up anew and look again"
    : `to accept it: paynamed zone accept ${text} --seen ${found.serial}@${found.generation}`;

const doubtText = (apex: string, { reason, since, answered, found, difference }: DoubtView): string =>
  fields([
    ["apex", apex],
    ["in doubt", `since ${since}: ${reason}`],
    ["answered", versionText(answered)],
    ["in the store", versionText(found)],
    ...(hasOtherKeys(answered, found) ? ([["the DS", OTHER_DS]] as const) : []),
    ...(difference === null
      ? []
      : ([
          ["would vanish", namesText(difference.vanished)],
          ["would change", namesText(difference.changed)],
          ["is older", namesText(difference.older)],
          ["would come", namesText(difference.added)],
        ] as const)),
  ]);

/** An accepted key that the parent does not name makes every answer bogus. */
const OTHER_DS =
  "is another: put that of `paynamed ds` into the parent, and wait for its TTL, before you accept";

const hasOtherKeys = (answered: ZoneVersionView | null, found: ZoneVersionView | null): boolean =>
  answered !== null && found !== null && `${answered.keyTags}` !== `${found.keyTags}`;

function versionText(version: ZoneVersionView | null): string {
  if (version === null) return "nothing";
  const { generation, serial, names, keyTags } = version;
  return `${names} names at serial ${serial}, key ${keyTags.join(" ")}, generation ${generation}`;
}

const namesText = ({ count, examples }: DifferentNamesView): string =>
  `${count} names${count === 0 ? "" : `: ${examples.join(" ")}${count > examples.length ? " …" : ""}`}`;
