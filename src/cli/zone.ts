import { type Command, Option } from "commander";
import type { ZoneCreation, ZoneView } from "../admin-api/client-types.ts";
import { NETWORKS, type Network } from "../zone/payment/network.ts";
import { PROFILES, type Profile } from "../zone/payment/profile/profile.ts";
import { type ApiFlags, apiClient, withApi } from "./api-options.ts";
import type { CommandContext } from "./context.ts";
import { findZone } from "./find-zone.ts";
import { collected } from "./lists.ts";
import { fields, table } from "./output.ts";
import { policyFields } from "./policy-fields.ts";
import { addZoneAcceptCommand } from "./zone-accept.ts";
import { addZoneSetCommand } from "./zone-set.ts";

interface AddFlags extends ApiFlags {
  readonly ns: readonly string[];
  readonly apex?: string;
  readonly contact?: string;
  readonly network?: Network;
  readonly profile?: Profile;
}

const ADD_HELP = `
The apex is _bitcoin-payment.DOMAIN unless --apex says otherwise: DOMAIN itself, or user._bitcoin-payment.DOMAIN.
A name server inside the zone needs its addresses: --ns NAME=IP,IP.

Example:
  paynamed zone add example.com --ns ns1.example.net --ns ns2.example.net
`;

/** Sets zones up, shows them and changes their policy. */
export function addZoneCommands(program: Command, context: CommandContext): void {
  const { surroundings, output } = context;
  const zone = program.command("zone").description("the zones that this server answers for");

  withApi(zone.command("add <domain>"))
    .description("set up the zone for the payment names of a domain, with a new key")
    .requiredOption("--ns <server>", "a name server, NAME or NAME=IP,IP; given twice or more", collected)
    .option("--apex <name>", "where the zone is cut from its parent")
    .option("--contact <mailbox>", "whoever runs the zone: a mailbox, or its domain name (hostmaster@DOMAIN)")
    .addOption(
      new Option("--network <network>", "whose money its names receive, for good (mainnet)").choices(
        NETWORKS,
      ),
    )
    .addOption(
      new Option("--profile <profile>", "whose readers records are made for (universal)").choices(PROFILES),
    )
    .addHelpText("after", ADD_HELP)
    .action(async (domain: string, { ns, apex, contact, network, profile, ...flags }: AddFlags) => {
      const nameServers = ns.map(nameServer);
      const creation: ZoneCreation = { domain, nameServers, apex, contact, payment: { network, profile } };
      const made = await apiClient(flags, surroundings).createZone(creation);
      output.result(made, () => made.parent.join("\n"));
      output.note(`zone ${made.apex} is answered; put the lines above into the parent zone`);
    });

  withApi(zone.command("ls"))
    .description("list the zones")
    .action(async (flags: ApiFlags) => {
      const list = await apiClient(flags, surroundings).zones();
      output.result(list, () =>
        table(
          ["APEX", "DOMAIN", "NAMES", "SERIAL", "KEYS"],
          list.zones.map(({ apex, domain, names, serial, keys }) => [
            apex,
            domain,
            `${names}`,
            `${serial}`,
            keys.map(({ keyTag }) => keyTag).join(" "),
          ]),
        ),
      );
    });

  withApi(zone.command("show <zone>"))
    .description("show a zone, given by its apex or its domain, with its keys and the records for its parent")
    .action(async (text: string, flags: ApiFlags) => {
      const shown = await findZone(apiClient(flags, surroundings), text);
      output.result(shown, () => zoneText(shown));
    });

  addZoneSetCommand(zone, context);
  addZoneAcceptCommand(zone, context);
}

/** `ns1.example.net` or `ns1.example.com=192.0.2.1,2001:db8::1`. */
function nameServer(text: string): ZoneCreation["nameServers"][number] {
  const at = text.indexOf("=");
  if (at < 0) return { name: text };
  const addresses = text.slice(at + 1).split(",");
  return { name: text.slice(0, at), addresses: addresses.filter((address) => address !== "") };
}

const zoneText = (zone: ZoneView): string =>
  [
    fields([
      ["apex", zone.apex],
      ["domain", zone.domain],
      ["contact", zone.contact],
      ["serial", `${zone.serial}`],
      ["names", `${zone.names}`],
      ...policyFields(zone.payment),
      ...zone.nameServers.map(
        ({ name, addresses }) => ["name server", [name, ...addresses].join(" ")] as const,
      ),
      ...zone.keys.map(({ keyTag, dnskey }) => [`key ${keyTag}`, dnskey] as const),
    ]),
    "",
    "for the parent zone:",
    ...zone.parent,
  ].join("\n");
