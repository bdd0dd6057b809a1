import type { UriFaultSink } from "./fault.ts";
import type { UriText } from "./percent.ts";

export const SCHEME = "bitcoin:";

/** BIP-321: "implementations must accept any combination of uppercase and lowercase letters". */
export const beginsWithScheme = (text: string): boolean =>
  text.slice(0, SCHEME.length).toLowerCase() === SCHEME;

/** Reports URIs that begin within a text that can be one instruction at most. */
export function reportSchemes({ text, at }: UriText, faults: UriFaultSink): void {
  for (const { index } of text.matchAll(/bitcoin:/gi)) {
    const detail = `another "${SCHEME}" begins here: put all instructions into one URI, as a name has one record`;
    faults.add("uri-scheme-repeated", detail, at(index));
  }
}
