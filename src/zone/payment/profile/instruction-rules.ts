import type { PartRule } from "./part-rule.ts";
import { LDK } from "./readers.ts";

const invoice: PartRule = {
  code: "profile-invoice",
  remark: ({ key }) =>
    key === "lightning"
      ? { detail: "an invoice is paid once and expires: publish an offer instead", readers: [...LDK, "lexe"] }
      : undefined,
};

const futureVersion: PartRule = {
  code: "profile-future-version",
  remark: ({ instruction }) => {
    if (instruction?.kind === "address" && instruction.type === "witness") {
      const detail =
        "wallets do not pay to such a witness program, and anybody may spend it: use another address";
      return { detail, readers: ["sparrow", "phoenix"] };
    }
    if (instruction?.kind === "silent-payment" && instruction.version > 0) {
      return {
        detail: "wallets know version 0 of silent payments only: use that",
        readers: ["breez", "cake"],
      };
    }
    return undefined;
  },
};

const quantity: PartRule = {
  code: "profile-quantity",
  remark: ({ instruction }) =>
    // BOLT 12: a payer of such an offer "MUST set `invreq_quantity`", and wallets that pay a name ask nobody how many.
    instruction?.kind === "offer" && instruction.quantityMax !== undefined
      ? {
          detail: "wallets cannot say how many items they pay for: make an offer without a quantity",
          readers: [...LDK, "zeus"],
        }
      : undefined,
};

const currency: PartRule = {
  code: "profile-currency",
  remark: ({ instruction }) =>
    instruction?.kind === "offer" && instruction.currency !== undefined
      ? {
          detail: "wallets that know bitcoin only refuse an offer in a currency, or forget its amount",
          readers: ["cln", "payany", "phoenix"],
        }
      : undefined,
};

const silentPayment: PartRule = {
  code: "profile-silent-payment",
  isAllowed: true,
  remark: ({ instruction }) =>
    instruction?.kind === "silent-payment"
      ? { detail: "some wallet refuses every record with a silent-payment address", readers: ["breez"] }
      : undefined,
};

const segwitParameter: PartRule = {
  code: "profile-segwit-parameter",
  isAllowed: true,
  remark: ({ key, instruction }) =>
    instruction?.kind === "address" && key !== ""
      ? {
          detail: `few wallets look for an address in "${key}": put it right behind "bitcoin:"`,
          readers: key === "bcrt" ? [...LDK, "breez", "sparrow", "cake"] : ["breez", "sparrow", "cake"],
        }
      : undefined,
};

/** Rules on what a part says. */
export const INSTRUCTION_RULES: readonly PartRule[] = Object.freeze([
  ...[invoice, futureVersion, quantity, currency, silentPayment, segwitParameter],
]);
