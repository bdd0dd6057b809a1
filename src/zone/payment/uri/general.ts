import { parseAmount } from "./amount.ts";
import type { UriFaultSink } from "./fault.ts";
import { GENERAL_KEYS } from "./keys.ts";
import type { UriText } from "./percent.ts";
import { checkPop } from "./pop.ts";
import type { UriParameter } from "./query.ts";

/** What a URI says of the payment, whatever the instructions are. */
export interface GeneralParameters {
  /** Satoshi. */
  readonly amount?: bigint;
  readonly label?: string;
  readonly message?: string;
  /**
   * The beginning of the URI that a wallet opens with its proof of payment; a wallet that cannot must not pay where it is
   * required.
   */
  readonly pop?: { readonly uri: string; readonly required: boolean };
}

/** Reads each general parameter where it stands first. */
export function readGeneral(parameters: readonly UriParameter[], faults: UriFaultSink): GeneralParameters {
  const first = new Map<string, UriParameter>();
  for (const parameter of parameters) {
    const { key, position } = parameter;
    if (!GENERAL_KEYS.has(key)) continue;
    // BIP-321: "Multiple query parameters with the same key MUST NOT be included for keys "label", "message", or "pop""; its
    // invalid examples say the same of `amount`, and of `pop` beside `req-pop`.
    if (first.has(key)) {
      faults.add("uri-parameter-repeated", `"${key}" may stand in a URI once: keep one of them`, position);
    } else {
      first.set(key, parameter);
    }
  }
  const given = (key: string): UriText | undefined => first.get(key)?.value;
  const amount = readAmount(given("amount"), faults);
  const label = given("label");
  const message = given("message");
  const pop = given("pop");
  if (pop !== undefined) checkPop(pop, faults);
  return {
    ...(amount !== undefined && { amount }),
    ...(label && { label: label.text }),
    ...(message && { message: message.text }),
    ...(pop && { pop: { uri: pop.text, required: first.get("pop")?.required ?? false } }),
  };
}

function readAmount(value: UriText | undefined, faults: UriFaultSink): bigint | undefined {
  if (value === undefined) return undefined;
  const amount = parseAmount(value.text);
  for (const { code, detail, position = 0 } of amount.faults ?? [])
    faults.add(code, detail, value.at(position));
  return amount.value;
}
