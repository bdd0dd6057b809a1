import { bech32, bech32m } from "@scure/base";
import { describe, expect, test } from "vitest";
import { decodeInvoice } from "../../../../../src/zone/payment/bolt11/invoice.ts";
import type { InvoiceFaultCode } from "../../../../../src/zone/payment/bolt11/invoice-fault.ts";
import { NETWORKS, type Network } from "../../../../../src/zone/payment/network.ts";
import {
  DESCRIPTION,
  featureField,
  INVOICE_PAYEE,
  NEEDED,
  numberField,
  octetField,
  PAYMENT_HASH,
  PAYMENT_SECRET,
  textField,
  type WrittenField,
  type WrittenInvoice,
  writeInvoice,
} from "../../../../support/invoice-writer.ts";

type Place = readonly [code: InvoiceFaultCode, position?: number];

/** The first character of a tagged field: `lnbc1`, seven of time, and what stands before it. */
const placeAfter = (...fields: readonly WrittenField[]): number =>
  fields.reduce((sum, [, words]) => sum + 3 + words.length, 12);
const AFTER_NEEDED = placeAfter(...NEEDED);

const decode = (invoice: WrittenInvoice, network: Network = "mainnet") =>
  decodeInvoice(writeInvoice(invoice), { network });

const placesOf = (text: string, network: Network = "mainnet"): Place[] | undefined =>
  decodeInvoice(text, { network }).faults?.map(({ code, position }) =>
    position === undefined ? [code] : [code, position],
  );

const withFields = (...fields: readonly WrittenField[]): string =>
  writeInvoice({ fields: [...NEEDED, ...fields] });

describe("an invoice", () => {
  test("of the least that it needs", () => {
    const text = writeInvoice();
    expect(decodeInvoice(text, { network: "mainnet" })).toEqual({
      value: {
        text,
        timestamp: 1_700_000_000,
        expiresAt: 1_700_003_600,
        paymentHash: `${"00".repeat(31)}01`,
        paymentSecret: "11".repeat(32),
        description: "coffee",
        payee: INVOICE_PAYEE,
        features: [],
        minFinalCltvExpiryDelta: 18,
      },
    });
  });

  test("in upper case is the same", () => {
    const text = writeInvoice();
    const context = { network: "mainnet" } as const;
    expect(decodeInvoice(text.toUpperCase(), context)).toEqual(decodeInvoice(text, context));
  });

  test("of any time that 35 bits can tell", () => {
    expect(decode({ timestamp: 0 }).value).toMatchObject({ timestamp: 0, expiresAt: 3_600 });
    expect(decode({ timestamp: 2 ** 35 - 1 }).value).toMatchObject({ timestamp: 2 ** 35 - 1 });
  });
});

describe("networks", () => {
  const prefixes: Readonly<Record<Network, string>> = {
    mainnet: "lnbc",
    testnet: "lntb",
    signet: "lntbs",
    regtest: "lnbcrt",
  };

  test.each(NETWORKS)("%s has a prefix of its own, with and without an amount", (network) => {
    for (const amount of ["", "1m"]) {
      const text = writeInvoice({ hrp: prefixes[network] + amount });
      for (const other of NETWORKS) {
        const { value, faults } = decodeInvoice(text, { network: other });
        if (other === network) {
          expect(value?.amountMsat).toBe(amount === "" ? undefined : 100_000_000n);
          continue;
        }
        expect(faults).toMatchObject([{ code: "invoice-wrong-network", position: 0 }]);
        expect(faults?.[0].detail).toContain(network);
        expect(faults?.[0].detail).toContain(other);
      }
    }
  });

  test.each(["lnltc", "lnsb", "lnb", "bc", "ln", "xlnbc", "lno"])("%s is of none", (hrp) => {
    expect(placesOf(writeInvoice({ hrp }))).toEqual([["invoice-prefix-unknown", 0]]);
  });
});

describe("amounts", () => {
  test.each([
    ["1", 100_000_000_000n],
    ["1m", 100_000_000n],
    ["1u", 100_000n],
    ["1n", 100n],
    ["10p", 1n],
    ["2500u", 250_000_000n],
    // A multiplier that is not the largest.
    ["1000000u", 100_000_000_000n],
    ["21000000", 2_100_000_000_000_000_000n],
  ])("%s", (amount, msat) => {
    expect(decode({ hrp: `lnbc${amount}` }).value?.amountMsat).toBe(msat);
  });

  test.each<[string, Place]>([
    ["0", ["invoice-amount", 4]],
    ["0m", ["invoice-amount", 4]],
    ["01m", ["invoice-amount", 4]],
    ["m", ["invoice-amount", 4]],
    ["-1m", ["invoice-amount", 4]],
    ["+1m", ["invoice-amount", 4]],
    ["1x", ["invoice-multiplier", 5]],
    ["25mm", ["invoice-multiplier", 6]],
    ["1.5m", ["invoice-multiplier", 5]],
    ["1e3", ["invoice-multiplier", 5]],
    ["1constructor", ["invoice-multiplier", 5]],
    ["1p", ["invoice-amount-precision", 4]],
    ["2500000001p", ["invoice-amount-precision", 13]],
    ["21000001", ["invoice-amount-over-supply", 4]],
    ["9".repeat(1_500), ["invoice-amount-over-supply", 4]],
  ])("%.20s is none", (amount, place) => {
    expect(placesOf(writeInvoice({ hrp: `lnbc${amount}` }))).toEqual([place]);
  });
});

describe("fields that have to be there", () => {
  test.each<[InvoiceFaultCode, readonly WrittenField[]]>([
    ["invoice-payment-hash-missing", [PAYMENT_SECRET, DESCRIPTION]],
    ["invoice-payment-secret-missing", [PAYMENT_HASH, DESCRIPTION]],
    ["invoice-description-missing", [PAYMENT_HASH, PAYMENT_SECRET]],
    ["invoice-description-ambiguous", [...NEEDED, octetField("h", "22".repeat(32))]],
    // A field of a wrong length is none.
    ["invoice-payment-hash-missing", [octetField("p", "00".repeat(31)), PAYMENT_SECRET, DESCRIPTION]],
    ["invoice-payment-secret-missing", [PAYMENT_HASH, octetField("s", "00".repeat(33)), DESCRIPTION]],
    ["invoice-description-missing", [PAYMENT_HASH, PAYMENT_SECRET, octetField("h", "00".repeat(20))]],
  ])("%s", (code, fields) => {
    expect(placesOf(writeInvoice({ fields }))).toEqual([[code]]);
  });

  test("a hash may stand for the description", () => {
    const fields = [PAYMENT_HASH, PAYMENT_SECRET, octetField("h", "22".repeat(32))];
    const { value } = decode({ fields });
    expect(value?.descriptionHash).toBe("22".repeat(32));
    expect(value).not.toHaveProperty("description");
  });

  test("a description may be empty", () => {
    expect(decode({ fields: [PAYMENT_HASH, PAYMENT_SECRET, textField("d", "")] }).value?.description).toBe(
      "",
    );
  });
});

describe("fields", () => {
  test.each<[string, WrittenField, object]>([
    ["x", numberField("x", 60), { expiresAt: 1_700_000_060 }],
    ["x of nothing", ["x", []], { expiresAt: 1_700_000_000 }],
    ["x of a century", numberField("x", 3_155_760_000), { expiresAt: 4_855_760_000 }],
    ["c", numberField("c", 144), { minFinalCltvExpiryDelta: 144 }],
    ["m", octetField("m", "01fafaf0"), { metadata: "01fafaf0" }],
    ["n", octetField("n", INVOICE_PAYEE), { payee: INVOICE_PAYEE }],
    ["9", featureField(8, 14, 17, 99), { features: [8, 14, 17, 99] }],
    ["an unknown one", ["z", [1, 2, 3]], { features: [] }],
    ["an unknown one of nothing", ["z", []], { features: [] }],
    ["n of a wrong length", octetField("n", "00".repeat(32)), { payee: INVOICE_PAYEE }],
  ])("%s", (_, field, value) => {
    expect(decode({ fields: [...NEEDED, field] })).toMatchObject({ value });
  });

  test.each<[string, WrittenField, InvoiceFaultCode]>([
    ["a second p", PAYMENT_HASH, "invoice-field-repeated"],
    ["a second s", PAYMENT_SECRET, "invoice-field-repeated"],
    ["a second d", textField("d", "tea"), "invoice-field-repeated"],
    ["x with a zero before it", ["x", [0, 1, 28]], "invoice-number-not-minimal"],
    ["c with a zero before it", ["c", [0]], "invoice-number-not-minimal"],
    ["9 with a zero before it", ["9", [0, 8, 8, 0]], "invoice-number-not-minimal"],
    ["9 of zeros", ["9", [0]], "invoice-number-not-minimal"],
    ["x beyond all use", ["x", new Array(1023).fill(31)], "invoice-number-too-large"],
    ["c beyond all use", ["c", new Array(11).fill(31)], "invoice-number-too-large"],
    ["m with a broken octet", ["m", [1, 1]], "invoice-padding"],
    ["m with a group too many", ["m", [1, 0, 0]], "invoice-padding"],
    ["n that is no point", octetField("n", `02${"00".repeat(31)}05`), "invoice-payee"],
  ])("%s", (_, field, code) => {
    expect(placesOf(withFields(field))).toEqual([[code, AFTER_NEEDED]]);
  });

  test("the hash's last bits have to be zero", () => {
    const [letter, words] = PAYMENT_HASH;
    const fields: WrittenField[] = [
      [letter, [...words.slice(0, -1), words.at(-1)! + 1]],
      PAYMENT_SECRET,
      DESCRIPTION,
    ];
    expect(placesOf(writeInvoice({ fields }))).toEqual([["invoice-padding", 12]]);
  });

  test.each(["ff", "c080", "eda080", "f4908080", "41c3"])("a description of %s is no text", (octets) => {
    const fields = [PAYMENT_HASH, PAYMENT_SECRET, octetField("d", octets)];
    expect(placesOf(writeInvoice({ fields }))).toEqual([
      ["invoice-utf8", placeAfter(PAYMENT_HASH, PAYMENT_SECRET)],
    ]);
  });

  test("a byte order mark is a character of the description", () => {
    const { value } = decode({ fields: [PAYMENT_HASH, PAYMENT_SECRET, textField("d", "\uFEFFtea")] });
    expect(value?.description).toBe("\uFEFFtea");
  });

  test.each([1, 2])("%i groups are no field", (count) => {
    // A signature over other words: what is cut off is not what is told first.
    const { words } = bech32.decode(writeInvoice() as `lnbc1${string}`, false);
    const cut = [...words.slice(0, -104), ...new Array<number>(count).fill(0), ...words.slice(-104)];
    expect(placesOf(bech32.encode("lnbc", cut, false))?.[0]).toEqual([
      "invoice-field-truncated",
      AFTER_NEEDED,
    ]);
  });

  test("a length beyond the end is none", () => {
    const { words } = bech32.decode(writeInvoice() as `lnbc1${string}`, false);
    // A d of one group, of which there are none.
    const cut = [...words.slice(0, -104), 13, 0, 1, ...words.slice(-104)];
    expect(placesOf(bech32.encode("lnbc", cut, false))?.[0]).toEqual([
      "invoice-field-truncated",
      AFTER_NEEDED,
    ]);
  });
});

describe("features", () => {
  test.each([
    [8],
    [9],
    [14],
    [15],
    [14, 16],
    [15, 17],
    [14, 17],
    [24],
    [25],
    [36],
    [48],
    [49],
    [1, 3, 99, 5_001],
  ])("%j can be paid to", (...bits) => {
    expect(decode({ fields: [...NEEDED, featureField(...bits)] }).value?.features).toEqual(bits);
  });

  test.each([[0], [10], [12], [18], [50], [100], [150], [5_000]])("bit %i is unknown", (bit) => {
    const text = withFields(featureField(8, 14, bit));
    expect(placesOf(text)).toEqual([["invoice-feature-unknown-even", AFTER_NEEDED]]);
    expect(decodeInvoice(text, { network: "mainnet" }).faults?.[0].detail).toMatch(new RegExp(`: ${bit};`));
  });

  test("of many unknown bits some are shown", () => {
    const bits = Array.from({ length: 20 }, (_, i) => 100 + 2 * i);
    const { faults } = decode({ fields: [...NEEDED, featureField(...bits)] });
    expect(faults?.[0].detail).toContain("100, 102, 104, 106, 108, 110, 112, 114 and 12 more;");
  });

  test.each([[16], [17]])("basic_mpp (%i) needs payment_secret", (bit) => {
    expect(placesOf(withFields(featureField(bit)))).toEqual([["invoice-feature-dependency", AFTER_NEEDED]]);
  });
});

const fallback = (version: number, octets: string): WrittenField => {
  const [letter, words] = octetField("f", octets);
  return [letter, [version, ...words]];
};
const KEY = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";

describe("fallbacks", () => {
  test.each([
    [0, "00".repeat(20)],
    [0, "00".repeat(32)],
    [1, KEY],
    [2, "0000"],
    [16, "00".repeat(40)],
    [17, "00".repeat(20)],
    [18, "ff".repeat(20)],
    [19, "00"],
    [31, ""],
  ])("version %i of %s", (version, octets) => {
    expect(placesOf(withFields(fallback(version, octets), fallback(0, "11".repeat(20))))).toBeUndefined();
  });

  test.each([
    [0, "00".repeat(19)],
    [0, ""],
    [1, `${"00".repeat(31)}05`],
    [1, "4e73"],
    [2, "00"],
    [16, "00".repeat(41)],
    [17, "00".repeat(21)],
    [18, "00".repeat(19)],
  ])("version %i has no %s", (version, octets) => {
    expect(placesOf(withFields(fallback(version, octets)))).toEqual([["invoice-fallback", AFTER_NEEDED]]);
  });

  test("without a version is none", () => {
    expect(placesOf(withFields(["f", []]))).toEqual([["invoice-fallback", AFTER_NEEDED]]);
  });

  test("two bad ones are told of both", () => {
    const bad = fallback(17, "00");
    expect(placesOf(withFields(bad, bad))).toEqual([
      ["invoice-fallback", AFTER_NEEDED],
      ["invoice-fallback", placeAfter(...NEEDED, bad)],
    ]);
  });

  test("hundreds of bad ones are told of some", () => {
    const places = placesOf(withFields(...new Array<WrittenField>(400).fill(["f", []])));
    expect(places).toHaveLength(16);
  });
});

describe("routes", () => {
  const hop = `02${KEY}${"00".repeat(18)}`;

  test.each([1, 2, 12])("of %i hops", (hops) => {
    expect(placesOf(withFields(octetField("r", hop.repeat(hops))))).toBeUndefined();
  });

  test("two of them", () => {
    expect(placesOf(withFields(octetField("r", hop), octetField("r", hop)))).toBeUndefined();
  });

  test.each([
    ["of nothing", ""],
    ["of half a hop", hop.slice(2)],
    ["of a hop and an octet", `${hop}00`],
    ["through a node that cannot be", hop.replace(/^02/, "05")],
    ["through a second node that cannot be", hop + hop.replace(/^02/, "00")],
  ])("%s", (_, octets) => {
    expect(placesOf(withFields(octetField("r", octets)))).toEqual([["invoice-route", AFTER_NEEDED]]);
  });
});

describe("signatures", () => {
  const payee = octetField("n", INVOICE_PAYEE);
  const ANOTHER = octetField("n", `02${KEY}`);

  test("a key is recovered from a low and a high S", () => {
    expect(decode({}).value?.payee).toBe(INVOICE_PAYEE);
    expect(decode({ s: "high" }).value?.payee).toBe(INVOICE_PAYEE);
  });

  test("under a given key S has to be low", () => {
    expect(decode({ fields: [...NEEDED, payee] }).value?.payee).toBe(INVOICE_PAYEE);
    const text = writeInvoice({ fields: [...NEEDED, payee], s: "high" });
    expect(placesOf(text)).toEqual([["invoice-signature", placeAfter(...NEEDED, payee)]]);
  });

  test("another key's is refused", () => {
    expect(placesOf(withFields(ANOTHER))).toEqual([["invoice-signature", placeAfter(...NEEDED, ANOTHER)]]);
  });

  test.each([4, 5, 27, 255])("recovery ID %i is none, with or without a key", (recoveryId) => {
    expect(placesOf(writeInvoice({ recoveryId }))).toEqual([["invoice-signature", AFTER_NEEDED]]);
    const text = writeInvoice({ fields: [...NEEDED, payee], recoveryId });
    expect(placesOf(text)).toEqual([["invoice-signature", placeAfter(...NEEDED, payee)]]);
  });

  test("numbers of zero are none", () => {
    const { words } = bech32.decode(writeInvoice() as `lnbc1${string}`, false);
    const zeros = [...words.slice(0, -104), ...new Array<number>(104).fill(0)];
    expect(placesOf(bech32.encode("lnbc", zeros, false))).toEqual([["invoice-signature", AFTER_NEEDED]]);
  });

  test("the prefix is signed", () => {
    const { words } = bech32.decode(writeInvoice() as `lnbc1${string}`, false);
    const dearer = decodeInvoice(bech32.encode("lnbc1", words, false), { network: "mainnet" });
    expect(dearer.value?.payee).not.toBe(INVOICE_PAYEE);
    const given = bech32.decode(withFields(payee) as `lnbc1${string}`, false).words;
    expect(placesOf(bech32.encode("lnbc1", given, false))?.map(([code]) => code)).toEqual([
      "invoice-signature",
    ]);
  });
});

describe("expiry", () => {
  const text = withFields(numberField("x", 60));
  const codesAt = (now?: number): string[] | undefined =>
    decodeInvoice(text, { network: "mainnet", now }).faults?.map(({ code }) => code);

  test("counts from the timestamp, when a time is given", () => {
    expect(codesAt(1_700_000_059)).toBeUndefined();
    expect(codesAt(1_700_000_060)).toEqual(["invoice-expired"]);
    expect(codesAt(0)).toBeUndefined();
    expect(codesAt()).toBeUndefined();
  });
});

describe("the text", () => {
  const text = writeInvoice();

  test.each<[string, string, Place[]]>([
    ["nothing", "", [["invoice-form"]]],
    ["a URI", `lightning:${text}`, [["invoice-checksum"]]],
    ["a space after it", `${text} `, [["invoice-character", text.length]]],
    ["an o in it", text.replace("1p", "1o"), [["invoice-character", 5]]],
    [
      "bech32m",
      bech32m.encode("lnbc", bech32.decode(text as `lnbc1${string}`, false).words, false),
      [["invoice-checksum"]],
    ],
    ["no data", bech32.encode("lnbc", []), [["invoice-too-short"]]],
    [
      "a group too few",
      bech32.encode("lnbc", new Array<number>(110).fill(0), false),
      [["invoice-too-short"]],
    ],
    ["2049 characters", "l".repeat(2_049), [["invoice-too-long"]]],
    ["2048 characters", "l".repeat(2_048), [["invoice-form"]]],
  ])("%s", (_, given, places) => {
    expect(placesOf(given)).toEqual(places);
  });
});

test("all that is wrong is said at once", () => {
  const fields: WrittenField[] = [
    PAYMENT_HASH,
    octetField("d", "ff"),
    octetField("h", "22".repeat(32)),
    featureField(16, 100),
    ["x", [0]],
    fallback(17, "00"),
  ];
  const text = writeInvoice({ hrp: "lntb1p", fields, recoveryId: 9 }).replace("lntb", "LNTB");
  const { faults } = decodeInvoice(text, { network: "mainnet", now: 2_000_000_000 });
  expect(faults?.map(({ code }) => code)).toEqual([
    "invoice-mixed-case",
    "invoice-wrong-network",
    "invoice-amount-precision",
    "invoice-utf8",
    "invoice-feature-unknown-even",
    "invoice-feature-dependency",
    "invoice-number-not-minimal",
    "invoice-fallback",
    "invoice-payment-secret-missing",
    "invoice-description-ambiguous",
    "invoice-expired",
    // The signature, which costs most, is looked at when nothing else is wrong.
  ]);
});
