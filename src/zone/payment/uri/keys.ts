import { lowerCase } from "../../lower-case.ts";
import { NETWORK_MARKS, NETWORKS } from "../network.ts";

/**
 * Keys of payment instructions. BIP-321 names `lightning`, `lno`, `pay` and `sp`, and `bc` and `tb` in its examples; those of
 * other networks follow its rule: "New payment instructions using bech32 or bech32m encodings SHOULD reuse their address
 * format's Human Readable Part as the parameter key".
 */
export const INSTRUCTION_KEYS: ReadonlySet<string> = new Set([
  "lightning",
  "lno",
  "pay",
  ...NETWORKS.flatMap((network) => [NETWORK_MARKS[network].segwit, NETWORK_MARKS[network].silentPayment]),
]);

/** Keys that mean the same whatever the instructions are. Each may stand in a URI once. */
export const GENERAL_KEYS: ReadonlySet<string> = new Set(["amount", "label", "message", "pop"]);

const REQUIRED = /^req-/;

/** A key parted from its prefix: "Query parameter keys which are prefixed with a req- are considered required". */
export function splitKey(key: string): { readonly key: string; readonly required: boolean } {
  // BIP-321: "The query parameter keys are also case-insensitive".
  const folded = lowerCase(key);
  return { key: folded.replace(REQUIRED, ""), required: REQUIRED.test(folded) };
}

export const joinKey = (key: string, required: boolean): string =>
  `${required ? "req-" : ""}${lowerCase(key)}`;
