import { type Command, Option } from "commander";
import { paymentAnswerSize } from "../dnssec/answer-size.ts";
import type { Fault } from "../zone/errors.ts";
import { type Name, parentName } from "../zone/name.ts";
import { contentsView } from "../zone/payment/contents-view.ts";
import { NETWORKS, type Network } from "../zone/payment/network.ts";
import { ownerOf, type PaymentName, readPaymentName } from "../zone/payment/payment-name.ts";
import { nameDeviationsOf } from "../zone/payment/profile/name-deviations.ts";
import { PROFILES, type Profile } from "../zone/payment/profile/profile.ts";
import { type PaymentInput, publicationOf } from "../zone/payment/publication.ts";
import { txtRdata, txtStrings, txtTexts } from "../zone/rdata/txt.ts";
import { timeText } from "../zone/time-text.ts";
import { userBase } from "../zone/user-base.ts";
import { jsonOption } from "./api-options.ts";
import type { CommandContext } from "./context.ts";
import { failed, misused } from "./failure.ts";
import { plain } from "./output.ts";
import { type Verdict, verdictText } from "./verdict-text.ts";

interface ValidateFlags {
  readonly name: string;
  readonly network: Network;
  readonly profile: Profile;
}

const HELP = `
A text is taken for what it begins like: a bitcoin: URI, an offer (lno...), a silent-payment address (sp1...) or an invoice
(lnbc...); what looks like none of them may be an on-chain address. No server is asked, so what depends on one is not judged:
reserved names, names that are taken. The exit code is 1 where a registration would be refused.

Examples:
  paynamed validate lno1...
  paynamed validate 'bitcoin:bc1q...?lno=lno1...' --profile spec
  paynamed validate tb1q... --network signet --json
`;

/** Says what there is to say of a record before it is published. */
export function addValidateCommand(program: Command, { surroundings, output }: CommandContext): void {
  program
    .command("validate <instruction>")
    .description("read a payment URI, an offer or an address as a registration would be read")
    .option("--name <name>", "the payment name that it is meant for", "alice@example.com")
    .addOption(new Option("--network <network>", "whose money is paid").choices(NETWORKS).default("mainnet"))
    .addOption(
      new Option("--profile <profile>", "whose readers it is for").choices(PROFILES).default("universal"),
    )
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action((text: string, { name, network, profile }: ValidateFlags) => {
      const verdict = verdictOn(text, nameOf(name), { network, profile, now: surroundings.now() });
      output.result(verdict, () => verdictText(verdict, text));
      if (!verdict.valid) throw failed("a registration with this would be refused");
    });
}

function nameOf(text: string): PaymentName {
  const { value, faults } = readPaymentName(text);
  if (faults !== undefined) throw misused(plain(`--name: ${faults.map(({ detail }) => detail).join("; ")}`));
  return value;
}

/** What the texts look like that the fields of a registration take; the first that fits is it. */
const KINDS: readonly (readonly [RegExp, keyof PaymentInput])[] = [
  [/^bitcoin:/i, "uri"],
  // The scheme of invoices is a mistake here; the field says so.
  [/^(lightning:)?l\+?\s*n\+?\s*o/i, "offer"],
  [/^t?sp1/i, "silentPayment"],
  [/^(ln|lightning:)/i, "invoice"],
  // BIP-173: "A Bech32 string is at most 90 characters long". BIP-141: the shortest witness program has two octets, and an
  // address of it 14 characters.
  [/^((bc|tb|bcrt)1|[a-z0-9]{14,90}$)/i, "address"],
];

/** LUD-01. A Lightning address, which is LUD-16, is known by its "@". */
const LNURL = /^(lightning:)?lnurl/i;

/** The field of a registration that a text belongs into. Throws CommandFailure for what belongs into none. */
function inputOf(text: string): PaymentInput {
  // Fields pass over white space around a text, but count it.
  const trimmed = text.trim();
  const [, field] = KINDS.find(([looks]) => looks.test(trimmed)) ?? [];
  if (LNURL.test(trimmed) || (field === undefined && trimmed.includes("@"))) {
    throw misused("names carry no LNURL and no Lightning address: give a BOLT 12 offer (lno1...)");
  }
  if (field === undefined) {
    throw misused(
      "this is neither a bitcoin: URI, an offer (lno1...), a silent-payment address (sp1...), an invoice (lnbc...) nor an address",
    );
  }
  return { [field]: text };
}

function verdictOn(
  text: string,
  name: PaymentName,
  context: { readonly network: Network; readonly profile: Profile; readonly now: number },
): Verdict {
  const { uri, contents, endsAt, faults, warnings } = publicationOf(inputOf(text), context);
  const valid = faults.length === 0;
  const ofName = nameDeviationsOf(name).map((deviation) => ({ ...deviation, pointer: "/name" }));
  return {
    valid,
    name: `${name.user}@${name.domain}`,
    network: context.network,
    profile: context.profile,
    uri: valid ? uri : null,
    txt: valid ? txtTexts(uri) : [],
    expiresAt: endsAt === null ? null : timeText(endsAt),
    answer: valid ? sizeOf(name, uri) : null,
    ...contentsView(contents),
    errors: faults as Fault[],
    warnings: [...ofName, ...warnings],
  };
}

/** The signed answer in a zone with the usual apex, right below the domain. */
function sizeOf(name: PaymentName, uri: string): Verdict["answer"] {
  const apex: Name = parentName(userBase(name.domain));
  return paymentAnswerSize(apex, ownerOf(name), txtRdata.encode({ strings: txtStrings(uri) }).length);
}
