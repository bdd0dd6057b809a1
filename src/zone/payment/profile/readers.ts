/**
 * Libraries and wallets that resolve payment names, by short names that stay. What each refuses is from its source:
 * `ldk` is the crate bitcoin-payment-instructions, whose parser `cln` (fetchbip353), `cdk` and `lwk` share; `breez` is the Spark
 * SDK, `breez-liquid` the Liquid and Greenlight SDKs.
 */
export type Reader =
  | "ldk"
  | "cln"
  | "cdk"
  | "lwk"
  | "lexe"
  | "breez"
  | "breez-liquid"
  | "phoenix"
  | "sparrow"
  | "zeus"
  | "boltz"
  | "cake"
  | "payany";

/** Readers with one parser. */
export const LDK = Object.freeze(["ldk", "cln", "cdk", "lwk"] as const satisfies readonly Reader[]);

/** Readers that pay to offers and nothing else. */
export const OFFERS_ONLY = Object.freeze([
  ...["cln", "cdk", "lwk", "breez-liquid", "phoenix", "zeus", "boltz", "payany"],
] as const) as readonly Reader[];
