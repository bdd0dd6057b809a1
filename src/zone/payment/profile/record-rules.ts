import type { Contents, Part } from "../contents.ts";
import { parseAmount } from "../uri/amount.ts";
import type { DeviationCode, Remark } from "./deviation.ts";
import { LDK, OFFERS_ONLY, type Reader } from "./readers.ts";

/** A rule on a record as a whole. */
export interface RecordRule {
  readonly code: DeviationCode;
  readonly isAllowed?: true;
  readonly remark: (contents: Contents) => Remark | undefined;
}

const has = (contents: Contents, kind: string): boolean =>
  contents.some(({ instruction }) => instruction?.kind === kind);

const silentPaymentAlone: RecordRule = {
  code: "profile-silent-payment-alone",
  remark: (contents) =>
    has(contents, "silent-payment") && !contents.some(({ instruction }) => isOtherMethod(instruction?.kind))
      ? {
          detail: "most wallets cannot pay to a silent-payment address: put an offer or an address beside it",
          readers: [...LDK, "lexe", "breez", "breez-liquid", "phoenix", "zeus", "boltz", "payany"],
        }
      : undefined,
};
const isOtherMethod = (kind: string | undefined): boolean => kind !== undefined && kind !== "silent-payment";

const nothingReadable: RecordRule = {
  code: "profile-nothing-readable",
  remark: (contents) =>
    contents.some(({ instruction }) => instruction !== undefined)
      ? undefined
      : { detail: "nothing here is known to be paid to: add an offer or an address", readers: EVERY_READER },
};
const EVERY_READER: readonly Reader[] = [
  ...[...LDK, "lexe", "breez", "breez-liquid", "phoenix", "sparrow", "zeus", "boltz", "cake", "payany"],
] as Reader[];

const noOffer: RecordRule = {
  code: "profile-no-offer",
  isAllowed: true,
  remark: (contents) =>
    has(contents, "offer")
      ? undefined
      : { detail: "wallets that pay over Lightning only find no offer here", readers: OFFERS_ONLY },
};

/** What an instruction asks for: millisatoshi, or something that is no amount of bitcoin; undefined for any amount. */
const priceOf = ({ instruction }: Part, contents: Contents): bigint | "currency" | undefined => {
  if (instruction?.kind === "invoice") return instruction.amountMsat;
  if (instruction?.kind === "address") return onChainAmount(contents);
  if (instruction?.kind !== "offer") return undefined;
  return instruction.currency === undefined ? instruction.amount : "currency";
};

/** The parameter `amount` in millisatoshi: it is of the addresses. */
function onChainAmount(contents: Contents): bigint | undefined {
  const amount = contents.find(({ key }) => key === "amount")?.value;
  const satoshi = amount === undefined ? undefined : parseAmount(amount).value;
  return satoshi === undefined ? undefined : satoshi * 1000n;
}

const amountsDiffer: RecordRule = {
  code: "profile-amounts-differ",
  remark: (contents) => {
    const prices = contents.map((part) => priceOf(part, contents)).filter((price) => price !== undefined);
    return new Set(prices).size > 1
      ? { detail: "the instructions ask for different amounts: let them agree", readers: LDK }
      : undefined;
  },
};

const amountInPart: RecordRule = {
  code: "profile-amount-in-part",
  remark: (contents) => {
    const methods = contents.filter(({ instruction }) => isOtherMethod(instruction?.kind));
    const priced = methods.filter((part) => priceOf(part, contents) !== undefined).length;
    return priced > 0 && priced < methods.length
      ? {
          detail:
            "wallets refuse a record where some methods have an amount and some have none: let them agree",
          readers: LDK,
        }
      : undefined;
  },
};

export const RECORD_RULES: readonly RecordRule[] = Object.freeze([
  ...[silentPaymentAlone, nothingReadable, noOffer, amountsDiffer, amountInPart],
]);
