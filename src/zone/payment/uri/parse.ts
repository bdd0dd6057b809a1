import type { UriFaultSink } from "./fault.ts";
import { type GeneralParameters, readGeneral } from "./general.ts";
import { INSTRUCTION_KEYS } from "./keys.ts";
import { NOT_IN_PATH, percentDecode, type UriText } from "./percent.ts";
import { readQuery, type UriParameter } from "./query.ts";
import { beginsWithScheme, reportSchemes, SCHEME } from "./scheme.ts";

/** A BIP-321 URI as text: what its body and its parameters hold is for others to judge. */
export interface PaymentUri extends GeneralParameters {
  /** The address, or nothing. */
  readonly body: UriText;
  /** All of them in the order given, the general ones too. */
  readonly parameters: readonly UriParameter[];
}

/** Octets. Above about 1000 the signed answer needs TCP; a longer URI is not read. */
export const MAX_URI_OCTETS = 2048;

/**
 * A payment URI by the rules of BIP-321, as far as it can be read, whatever is wrong with it: that goes to `faults`. Nothing can
 * be read of what is too long or no payment URI. Never throws; the work is linear in the text.
 */
export function readUri(text: string, faults: UriFaultSink): PaymentUri | undefined {
  const isPaymentUri = beginsWithScheme(text);
  if (!isPaymentUri) {
    faults.add(
      "uri-scheme",
      `a payment URI begins with "${SCHEME}": write it before the address or the "?"`,
      0,
    );
  }
  const fits = new TextEncoder().encodeInto(text, new Uint8Array(MAX_URI_OCTETS)).read;
  if (fits < text.length) {
    faults.add("uri-too-long", `a URI has at most ${MAX_URI_OCTETS} octets: leave something out`, fits);
  }
  if (!isPaymentUri || fits < text.length) return undefined;

  const question = text.indexOf("?");
  const bodyEnd = question === -1 ? text.length : question;
  const body = readBody(text, bodyEnd, faults);
  const parameters = readQuery(text, bodyEnd + 1, faults);
  const general = readGeneral(parameters, faults);
  // BIP-321: the body "MAY be left empty if there is at least one payment instruction provided in a query parameter".
  if (body.text === "" && !parameters.some(({ key }) => INSTRUCTION_KEYS.has(key))) {
    const keys = [...INSTRUCTION_KEYS].join(", ");
    faults.add("uri-nothing-to-pay", `there is nothing to pay to: give an address or one of ${keys}`);
  }
  return { body, parameters, ...general };
}

function readBody(uri: string, end: number, faults: UriFaultSink): UriText {
  const path = percentDecode(uri, SCHEME.length, end, NOT_IN_PATH, faults);
  const slashes = path.text.startsWith("//") ? "//".length : 0;
  if (slashes > 0) {
    faults.add("uri-authority", `an address follows "${SCHEME}" at once: leave "//" out`, path.at(0));
  }
  const text = path.text.slice(slashes);
  // Nothing in a body is to be encoded again.
  const body = { text, raw: text, at: (index: number) => path.at(index + slashes) };
  reportSchemes(body, faults);
  return body;
}
