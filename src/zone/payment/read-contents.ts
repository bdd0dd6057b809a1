import type { Contents, Part } from "./contents.ts";
import type { Decoded, FaultSink } from "./fault.ts";
import {
  decodeAddressInstruction,
  decodeInstruction,
  type Instruction,
  type InstructionContext,
} from "./instruction.ts";
import { formatAmount } from "./uri/amount.ts";
import { type PaymentUri, readUri } from "./uri/parse.ts";
import { normalEscapes, type UriText } from "./uri/percent.ts";
import type { UriParameter } from "./uri/query.ts";

/** Where a URI stands, for whom it is read, and who takes what is wrong with it. */
interface Reading {
  readonly pointer: string;
  readonly context: InstructionContext;
  readonly faults: FaultSink;
}

/** An invoice costs a millisecond to verify; a record has use for one. */
const MAX_INVOICES = 2;

/**
 * What a URI at `pointer` holds, in its canonical form: instructions in lower case where their encoding has no case, chunks of
 * offers joined, amounts in their shortest form. What is wrong goes to `faults`; the part with it is marked.
 */
export function readContents(
  text: string,
  pointer: string,
  context: InstructionContext,
  faults: FaultSink,
): Contents {
  const uri = readUri(text, faults);
  if (uri === undefined) return [];
  const reading: Reading = { pointer, context, faults };
  const body = uri.body.text === "" ? [] : [bodyPart(uri.body, reading)];
  return [
    ...body,
    ...withinInvoices(uri.parameters, reading).map((each) => parameterPart(uri, each, reading)),
  ];
}

/** The parameters without the invoices that are too many. */
function withinInvoices(parameters: readonly UriParameter[], { faults }: Reading): readonly UriParameter[] {
  let invoices = 0;
  return parameters.filter(({ key, position }) => {
    if (key !== "lightning" || ++invoices <= MAX_INVOICES) return true;
    faults.add(
      "uri-too-many-invoices",
      `more than ${MAX_INVOICES} invoices are not read: keep one`,
      position,
    );
    return false;
  });
}

function bodyPart(body: UriText, reading: Reading): Part {
  const decoded = decodeAddressInstruction(body.text, reading.context);
  return instructionPart("", false, body, decoded, reading);
}

function parameterPart(
  uri: PaymentUri,
  { key, required, value, position }: UriParameter,
  reading: Reading,
): Part {
  const { pointer, context } = reading;
  if (value === undefined) return { key, required, value: undefined, place: { pointer, position } };
  const decoded = decodeInstruction(key, value.text, context);
  if (decoded !== undefined) return instructionPart(key, required, value, decoded, reading);
  const place = { pointer, position: value.at(0) };
  if (key === "amount" && uri.amount !== undefined) {
    return { key, required, value: formatAmount(uri.amount), place };
  }
  return { key, required, value: value.text, encoded: normalEscapes(value.raw), place };
}

function instructionPart(
  key: string,
  required: boolean,
  within: UriText,
  { value: instruction, faults: found }: Decoded<Instruction>,
  { pointer, faults }: Reading,
): Part {
  for (const { code, detail, position = 0 } of found ?? []) faults.add(code, detail, within.at(position));
  const place = { pointer, position: within.at(0) };
  return instruction === undefined
    ? { key, required, value: within.text, isFaulty: true, place }
    : { key, required, value: instruction.text, instruction, place };
}
