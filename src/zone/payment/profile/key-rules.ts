import { quoted } from "../../quoted.ts";
import { GENERAL_KEYS, INSTRUCTION_KEYS } from "../uri/keys.ts";
import type { PartRule } from "./part-rule.ts";
import { LDK, type Reader } from "./readers.ts";

/** RFC 3986's unreserved characters, and the few others that no reader gives a meaning of its own. */
const AWKWARD = /[^A-Za-z0-9._~!$*(),;@-]/gu;
const STUMBLES: Readonly<Record<string, readonly Reader[]>> = Object.freeze({
  '"': ["sparrow", "boltz", "zeus", "cake"],
  "\\": ["sparrow", "boltz", "zeus"],
  "`": ["sparrow"],
  "+": ["phoenix", "boltz"],
  " ": ["sparrow", "zeus"],
  ":": ["cake"],
  "?": ["cake"],
});

/** Keys of instructions that no rule here can read, with readers that take them for such, or refuse a record for them. */
const UNCHECKED: ReadonlyMap<string, readonly Reader[]> = new Map<string, readonly Reader[]>([
  ["pay", []],
  ["creq", LDK],
  ["lnurl", ["breez-liquid"]],
  ["spark", ["breez"]],
  ["ark", []],
  ["address", ["sparrow", "cake"]],
]);

const valueMissing: PartRule = {
  code: "profile-value-missing",
  remark: ({ key, value }) =>
    value === undefined
      ? {
          detail: `${quoted(key)} stands without a value: put "=" and a value behind it, or leave it out`,
          readers: ["breez", "sparrow"],
        }
      : undefined,
};

const emptyValue: PartRule = {
  code: "profile-empty-value",
  remark: ({ key, value, isFaulty }) =>
    value === "" && !isFaulty
      ? { detail: `${quoted(key)} is empty: give it a value, or leave it out`, readers: [] }
      : undefined,
};

const requiredParameter: PartRule = {
  code: "profile-required-parameter",
  remark: ({ key, required }) =>
    required
      ? {
          detail: `wallets that do not know ${quoted(`req-${key}`)} refuse the whole record: leave "req-" out`,
          readers:
            key === "pop" ? ["cln", "cdk", "breez", "sparrow", "phoenix", "lexe"] : requiredReaders(key),
        }
      : undefined,
};
const requiredReaders = (key: string): readonly Reader[] =>
  key === "lno" ? ["sparrow", "phoenix", "boltz", "zeus", "payany", "breez-liquid"] : ["sparrow", "phoenix"];

const label: PartRule = {
  code: "profile-label",
  remark: ({ key }) =>
    key === "label" || key === "message"
      ? { detail: `a "${key}" can be taken for something to pay to: leave it out`, readers: ["cake"] }
      : undefined,
};

const amount: PartRule = {
  code: "profile-amount",
  remark: ({ key }) =>
    key === "amount"
      ? {
          detail:
            "an amount is for the on-chain address only, and wallets refuse it beside a method without: make an offer with the amount",
          readers: LDK,
        }
      : undefined,
};

const pop: PartRule = {
  code: "profile-pop",
  remark: ({ key, encoded = "" }) => {
    if (key !== "pop") return undefined;
    const detail = 'wallets differ over "pop", and some refuse the whole record for it: leave it out';
    // They decode escapes of decimal digits only.
    return { detail, readers: /%[0-9]*[A-F]/.test(encoded) ? [...LDK, "cake"] : ["cake"] };
  },
};

const uncheckedInstruction: PartRule = {
  code: "profile-unchecked-instruction",
  remark: ({ key }) => {
    const readers = UNCHECKED.get(key);
    return readers === undefined
      ? undefined
      : {
          detail: `what "${key}" says cannot be checked here, and some wallet may pay to it: leave it out`,
          readers,
        };
  },
};

const unknownParameter: PartRule = {
  code: "profile-unknown-parameter",
  isAllowed: true,
  remark: ({ key }) =>
    key === "" || INSTRUCTION_KEYS.has(key) || GENERAL_KEYS.has(key) || UNCHECKED.has(key)
      ? undefined
      : {
          detail: `wallets pass ${quoted(key)} over, or do not know yet what they will make of it`,
          readers: [],
        },
};

const character: PartRule = {
  code: "profile-character",
  remark: ({ key, value = "", isFaulty }) => {
    const awkward = [...new Set((isFaulty ? key : key + value).match(AWKWARD))];
    if (awkward.length === 0) return undefined;
    const shown = awkward.slice(0, MAX_SHOWN).map(quoted).join(", ");
    const readers = [...new Set(awkward.flatMap((each) => STUMBLES[each] ?? []))];
    return { detail: `some reader gives a meaning of its own to ${shown}: leave it out`, readers };
  },
};
const MAX_SHOWN = 8;

/** Rules on what a part is called and how it is written. */
export const KEY_RULES: readonly PartRule[] = Object.freeze([
  ...[
    valueMissing,
    emptyValue,
    requiredParameter,
    label,
    amount,
    pop,
    uncheckedInstruction,
    unknownParameter,
  ],
  character,
]);
