import type { Contents, Part } from "./contents.ts";
import type { Decoded, FaultSink } from "./fault.ts";
import {
  decodeAddressInstruction,
  decodeInstruction,
  decodeSilentPaymentInstruction,
  type Instruction,
  type InstructionContext,
} from "./instruction.ts";
import { NETWORK_MARKS } from "./network.ts";
import { formatAmount, parseAmount } from "./uri/amount.ts";

/** What a URI is composed from. Amounts are decimal bitcoin. */
export interface Ingredients {
  readonly address?: string | undefined;
  readonly offer?: string | undefined;
  readonly silentPayment?: string | undefined;
  readonly invoice?: string | undefined;
  readonly amount?: string | undefined;
  readonly label?: string | undefined;
  readonly message?: string | undefined;
}

type Ingredient = keyof Ingredients;

/** A part of the URI, or what is wrong with the text that was to be it; `key` is the part's in either case. */
interface Piece {
  readonly key: string;
  readonly read: Decoded<Pick<Part, "value" | "instruction">>;
}

type Reader = (text: string, context: InstructionContext) => Piece;

const instruction = (key: string, decoded: Decoded<Instruction>): Piece =>
  decoded.faults === undefined
    ? { key, read: { value: { value: decoded.value.text, instruction: decoded.value } } }
    : { key, read: decoded };

/** People copy such a text with what is around it: white space is passed over, a scheme is a mistake to be told. */
const copied =
  (key: (context: InstructionContext) => string, decode: typeof decodeAddressInstruction): Reader =>
  (text, context) => {
    const scheme = /^\s*(bitcoin|lightning):/i.exec(text)?.[0];
    if (scheme !== undefined) {
      const detail = `leave "${scheme.trim()}" out here, or give the whole URI as \`uri\``;
      return { key: key(context), read: { faults: [{ code: "instruction-scheme", position: 0, detail }] } };
    }
    const start = text.length - text.trimStart().length;
    const { value, faults } = decode(text.trim(), context);
    const shifted = faults?.map((fault) =>
      fault.position === undefined ? fault : { ...fault, position: fault.position + start },
    );
    return instruction(
      key(context),
      (value === undefined ? { faults: shifted } : { value }) as Decoded<Instruction>,
    );
  };

const parameter = (key: string): Reader =>
  copied(
    () => key,
    (text, context) => decodeInstruction(key, text, context)!,
  );

const words =
  (key: string): Reader =>
  (value) => {
    if (value.isWellFormed()) return { key, read: { value: { value } } };
    const detail = "half a surrogate pair is no character: remove it";
    return {
      key,
      read: { faults: [{ code: "uri-utf8", position: value.search(/\p{Surrogate}/u), detail }] },
    };
  };

/** In the order of the URI: the address is its body; of the parameters offers come first, for they are paid by most. */
const READERS: ReadonlyMap<Ingredient, Reader> = new Map<Ingredient, Reader>([
  ["address", copied(() => "", decodeAddressInstruction)],
  ["offer", parameter("lno")],
  // BIP-321: the key of an instruction in bech32m is its human-readable part.
  [
    "silentPayment",
    copied(({ network }) => NETWORK_MARKS[network].silentPayment, decodeSilentPaymentInstruction),
  ],
  ["invoice", parameter("lightning")],
  [
    "amount",
    (text) => {
      const { value, faults } = parseAmount(text);
      return {
        key: "amount",
        read: faults === undefined ? { value: { value: formatAmount(value) } } : { faults },
      };
    },
  ],
  ["label", words("label")],
  ["message", words("message")],
]);

/** The ingredients that are given. */
export const ingredientsOf = (input: Ingredients): readonly Ingredient[] =>
  [...READERS.keys()].filter((name) => input[name] !== undefined);

const INSTRUCTIONS: readonly Ingredient[] = Object.freeze(["address", "offer", "silentPayment", "invoice"]);

/** Whether something that can be paid to is given. */
export const hasInstruction = (input: Ingredients): boolean =>
  INSTRUCTIONS.some((name) => input[name] !== undefined);

/** The contents that the ingredients make. What is wrong with one goes to its sink; the part with it is marked. */
export const compose = (
  input: Ingredients,
  context: InstructionContext,
  faultsOf: (name: Ingredient) => FaultSink,
): Contents =>
  ingredientsOf(input).map((name): Part => {
    const { key, read } = READERS.get(name)!(input[name]!, context);
    const place = { pointer: `/${name}` };
    if (read.faults === undefined) return { key, required: false, ...read.value, place };
    const sink = faultsOf(name);
    for (const { code, detail, position } of read.faults) sink.add(code, detail, position);
    return { key, required: false, value: input[name], isFaulty: true, place };
  });
