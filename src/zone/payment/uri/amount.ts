import { type Decoded, FaultList } from "../fault.ts";
import { SUPPLY_BITCOIN } from "../supply.ts";

export type AmountFaultCode = "amount-syntax" | "amount-precision" | "amount-zero" | "amount-too-large";

const DECIMALS = 8;
const SATOSHI_PER_BITCOIN = 10n ** BigInt(DECIMALS);

/**
 * An amount as BIP-321 writes it, in satoshi. What comes in is decimal bitcoin: digits and at most one period, no sign, no
 * separators, no exponent, at most 8 decimals. Zero and more than all bitcoin there will be are refused.
 */
export function parseAmount(text: string): Decoded<bigint, AmountFaultCode> {
  const faults = new FaultList<AmountFaultCode>();
  // BIP-321: `*digit [ "." *digit ]` lets digits be missing on either side; on both there is no number.
  const [read = "", whole = "", decimals = ""] = /^([0-9]*)(?:\.([0-9]*))?/.exec(text) ?? [];
  if (read.length < text.length || whole + decimals === "") {
    const detail =
      "an amount is bitcoin in digits and a period, such as 0.0015: no sign, separator, exponent or unit";
    faults.add("amount-syntax", detail, read.length);
    return faults.refused();
  }
  if (decimals.length > DECIMALS) {
    const detail = `an amount has at most ${DECIMALS} decimals: a satoshi is 0.00000001`;
    faults.add("amount-precision", detail, whole.length + 1 + DECIMALS);
  }
  const bitcoin = whole.replace(/^0+/, "");
  const fraction = BigInt(decimals.slice(0, DECIMALS).padEnd(DECIMALS, "0"));
  // The length first: to read a number of thousands of digits is work for nothing.
  const tooLong = bitcoin.length > String(SUPPLY_BITCOIN).length;
  const satoshi = tooLong ? undefined : BigInt(bitcoin) * SATOSHI_PER_BITCOIN + fraction;
  if (satoshi === undefined || satoshi > SUPPLY_BITCOIN * SATOSHI_PER_BITCOIN) {
    faults.add("amount-too-large", `there are never more than ${SUPPLY_BITCOIN} bitcoin: ask for less`, 0);
    return faults.refused();
  }
  if (/^[0.]*$/.test(text)) {
    faults.add("amount-zero", "an amount of 0 cannot be paid: leave it out to let the payer choose", 0);
  }
  return faults.decoded(satoshi);
}

/** Satoshi as decimal bitcoin in the shortest form: no trailing zeros, no period without decimals (BIP-321). */
export function formatAmount(satoshi: bigint): string {
  const digits = satoshi.toString().padStart(DECIMALS + 1, "0");
  const decimals = digits.slice(-DECIMALS).replace(/0+$/, "");
  return digits.slice(0, -DECIMALS) + (decimals === "" ? "" : `.${decimals}`);
}
