import { NETWORK_MARKS, NETWORKS, type Network } from "../network.ts";
import { SUPPLY_BITCOIN } from "../supply.ts";
import type { ReportFault } from "./invoice-fault.ts";

/** The longest first: `lnbcrt` is no `lnbc` with an amount of "rt". */
const MARKS = NETWORKS.map((network) => NETWORK_MARKS[network].invoice).sort((a, b) => b.length - a.length);
const PREFIX = new RegExp(`^ln(${MARKS.join("|")})(.*)$`);
/** BOLT 11: "a positive decimal integer with no leading 0s", and a multiplier. */
const AMOUNT = /^([1-9][0-9]*)(.*)$/;

/** Picobitcoin in a unit of each multiplier; a picobitcoin is a tenth of a millisatoshi. */
const PICOBITCOIN: Readonly<Record<string, bigint>> = {
  "": 10n ** 12n,
  m: 10n ** 9n,
  u: 10n ** 6n,
  n: 10n ** 3n,
  p: 1n,
};
const PICOBITCOIN_PER_MSAT = 10n;
const SUPPLY_PICOBITCOIN = SUPPLY_BITCOIN * 10n ** 12n;

/**
 * Reads the human-readable part of an invoice, in lower case: `ln`, the network's mark, and an amount or none. Returns the
 * amount in millisatoshi, undefined where there is none and where it cannot be read.
 */
export function readPrefix(hrp: string, network: Network, report: ReportFault): bigint | undefined {
  const [, mark, amount] = PREFIX.exec(hrp) ?? [];
  if (mark === undefined || amount === undefined) {
    report("invoice-prefix-unknown", "the prefix is of no Bitcoin network: give a Lightning invoice", 0);
    return undefined;
  }
  if (mark !== NETWORK_MARKS[network].invoice) {
    const owner = NETWORKS.find((each) => NETWORK_MARKS[each].invoice === mark);
    report("invoice-wrong-network", `this is an invoice of ${owner}: give one of ${network}`, 0);
  }
  return amount === "" ? undefined : readAmount(amount, "ln".length + mark.length, report);
}

function readAmount(text: string, start: number, report: ReportFault): bigint | undefined {
  const [, digits, multiplier] = AMOUNT.exec(text) ?? [];
  if (digits === undefined || multiplier === undefined) {
    const detail = "an amount is a number above 0 without leading zeros: have the invoice made anew";
    report("invoice-amount", detail, start);
    return undefined;
  }
  const unit = Object.hasOwn(PICOBITCOIN, multiplier) ? PICOBITCOIN[multiplier] : undefined;
  if (unit === undefined) {
    const detail = "what follows the number is none of m, u, n and p: have the invoice made anew";
    report("invoice-multiplier", detail, start + digits.length);
    return undefined;
  }
  const picobitcoin = BigInt(digits) * unit;
  if (picobitcoin > SUPPLY_PICOBITCOIN) {
    report("invoice-amount-over-supply", "the amount is more than all bitcoin there will ever be", start);
  }
  // BOLT 11: "if multiplier is p and the last decimal of amount is not 0: MUST fail the payment."
  if (picobitcoin % PICOBITCOIN_PER_MSAT !== 0n) {
    const detail = "the amount is no whole number of millisatoshi: have the invoice made anew";
    report("invoice-amount-precision", detail, start + digits.length - 1);
  }
  return picobitcoin / PICOBITCOIN_PER_MSAT;
}
