import { type BitcoinAddress, decodeAddress } from "./bitcoin-address.ts";
import { decodeInvoice, type Invoice } from "./bolt11/invoice.ts";
import { decodeOffer, type Offer } from "./bolt12/offer.ts";
import type { Decoded } from "./fault.ts";
import type { Network } from "./network.ts";
import { decodeSilentPayment, type SilentPaymentAddress } from "./silent-payment-address.ts";

/** One way to pay, decoded. */
export type Instruction =
  | ({ readonly kind: "address" } & BitcoinAddress)
  | ({ readonly kind: "offer" } & Offer)
  | ({ readonly kind: "silent-payment" } & SilentPaymentAddress)
  | ({ readonly kind: "invoice" } & Invoice);

export interface InstructionContext {
  readonly network: Network;
  /** Unix seconds; without it nothing is held to have expired. */
  readonly now?: number | undefined;
}

type Decode = (text: string, context: InstructionContext) => Decoded<Instruction>;

const as = <Kind extends Instruction["kind"], Value extends object>(
  kind: Kind,
  { value, faults }: Decoded<Value>,
): Decoded<{ readonly kind: Kind } & Value> =>
  faults === undefined ? { value: { kind, ...value } } : { faults };

export const decodeAddressInstruction: Decode = (text, { network }) =>
  as("address", decodeAddress(text, network));
export const decodeSilentPaymentInstruction: Decode = (text, { network }) =>
  as("silent-payment", decodeSilentPayment(text, network));

/** BIP-321: "bc" and "tb" hold segwit addresses, and keys of later instructions follow their human-readable part. */
const prefixed =
  (prefix: string, decode: Decode): Decode =>
  (text, context) => {
    if (text.slice(0, prefix.length + 1).toLowerCase() === `${prefix}1`) return decode(text, context);
    const detail = `the parameter "${prefix}" takes what begins with ${prefix}1, and nothing else`;
    return { faults: [{ code: "uri-key-mismatch", position: 0, detail }] };
  };

const DECODERS: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ["lno", (text, context) => as("offer", decodeOffer(text, context))],
  ["lightning", (text, context) => as("invoice", decodeInvoice(text, context))],
  ...["bc", "tb", "bcrt"].map((key) => [key, prefixed(key, decodeAddressInstruction)] as const),
  ...["sp", "tsp"].map((key) => [key, prefixed(key, decodeSilentPaymentInstruction)] as const),
]);

/** The instruction that a parameter of a URI holds; undefined for parameters that hold none. */
export const decodeInstruction = (
  key: string,
  text: string,
  context: InstructionContext,
): Decoded<Instruction> | undefined => DECODERS.get(key)?.(text, context);

/** When an instruction can be paid no more, in Unix seconds, or undefined for never. */
export function endOf(instruction: Instruction): number | undefined {
  if (instruction.kind === "invoice") return instruction.expiresAt;
  if (instruction.kind !== "offer" || instruction.absoluteExpiry === undefined) return undefined;
  return Number(instruction.absoluteExpiry);
}
