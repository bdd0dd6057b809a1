import type { ContentsView } from "../zone/payment/contents-view.ts";
import { LAST_INSTANT, timeText } from "../zone/time-text.ts";
import { fields, plain } from "./output.ts";
import { shortened } from "./shortened.ts";

type InstructionView = ContentsView["instructions"][number];
type Kind<K extends InstructionView["kind"]> = Extract<InstructionView, { kind: K }>;

/** An instruction, a line for each of its fields. */
export function instructionLines(instruction: InstructionView): string[] {
  const lines = fieldsOf(instruction).filter(([, value]) => value !== undefined) as [string, string][];
  return [fields(lines.map(([name, value]) => [name, plain(value)]))];
}

/** What else stands in a URI. */
export const parameterText = ({ key, value }: ContentsView["parameters"][number]): string =>
  plain(`${key}${value === null ? "" : ` = ${value}`}`);

type Line = readonly [name: string, value: string | undefined];

function fieldsOf(instruction: InstructionView): Line[] {
  switch (instruction.kind) {
    case "address":
      return [
        ["address", instruction.text],
        ["  type", instruction.type],
      ];
    case "silent-payment":
      return [
        ["silent payment", shortened(instruction.text)],
        ["  version", `${instruction.version}`],
        ["  scan key", instruction.scanKey],
        ["  spend key", instruction.spendKey],
      ];
    case "offer":
      return offerFields(instruction);
    case "invoice":
      return invoiceFields(instruction);
  }
}

const offerFields = (offer: Kind<"offer">): Line[] => [
  ["offer", shortened(offer.text)],
  ["  description", offer.description],
  ["  issuer", offer.issuer],
  ["  issuer id", offer.issuerId],
  ["  amount", offerAmount(offer)],
  ["  quantity", offer.quantityMax === undefined ? undefined : quantity(offer.quantityMax)],
  ["  chains", offer.chains.length === 0 ? undefined : offer.chains.join(" ")],
  ["  expires", offer.absoluteExpiry === undefined ? "never" : when(Number(offer.absoluteExpiry))],
  ["  features", offer.features],
  ["  metadata", offer.metadata],
  ...offer.paths.map(({ introduction, hops }): Line => {
    const node = introduction.kind === "node" ? introduction.nodeId : `channel ${introduction.scid}`;
    return ["  path", `${hops.length} ${hops.length === 1 ? "hop" : "hops"} from ${node}`];
  }),
  ...offer.unknown.map(({ type, value }): Line => [`  record ${type}`, value]),
];

const offerAmount = ({ amount, currency }: Kind<"offer">): string => {
  if (amount === undefined) return "any";
  return currency === undefined ? `${amount} msat` : `${amount} of the smallest unit of ${currency}`;
};

const quantity = (max: string): string => (max === "0" ? "any number of items" : `up to ${max} items`);

const invoiceFields = (invoice: Kind<"invoice">): Line[] => [
  ["invoice", shortened(invoice.text)],
  ["  description", invoice.description],
  ["  amount", invoice.amountMsat === undefined ? "any" : `${invoice.amountMsat} msat`],
  ["  payee", invoice.payee],
  ["  payment hash", invoice.paymentHash],
  ["  expires", when(invoice.expiresAt)],
];

const when = (seconds: number): string =>
  seconds <= LAST_INSTANT ? timeText(seconds) : "after the year 9999";
