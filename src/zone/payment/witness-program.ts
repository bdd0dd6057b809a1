import { isXOnlyPoint } from "./curve-point.ts";

/** What a witness output pays to. `witness` has a version, or a length of version 1, that nothing is defined for yet. */
export type WitnessType = "p2wpkh" | "p2wsh" | "p2tr" | "witness";

/** Why nobody should pay to a witness output. */
export type WitnessRefusal = "length" | "unspendable";

/** The type of a witness output of version 0 to 16 whose program is these octets, or the rule that it breaks. */
export function witnessType(version: number, program: Uint8Array): WitnessType | { refused: WitnessRefusal } {
  const { length } = program;
  // BIP-141: "If the version byte is 0, but the witness program is neither 20 nor 32 bytes, the script must fail."
  if (version === 0) {
    if (length === 20) return "p2wpkh";
    return length === 32 ? "p2wsh" : { refused: "length" };
  }
  // BIP-141: "a direct data push between 2 and 40 bytes".
  if (length < 2 || length > 40) return { refused: "length" };
  if (version !== 1 || length !== 32) return "witness";
  // BIP-341: the program "represents a public key according to BIP340"; where it is none, no way of spending succeeds.
  return isXOnlyPoint(program) ? "p2tr" : { refused: "unspendable" };
}
