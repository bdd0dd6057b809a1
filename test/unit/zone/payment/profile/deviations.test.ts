import { describe, expect, test } from "vitest";
import type { DeviationCode } from "../../../../../src/zone/payment/profile/deviation.ts";
import { deviationsOf } from "../../../../../src/zone/payment/profile/deviations.ts";
import { publicationOf } from "../../../../../src/zone/payment/publication.ts";
import { NEEDED, writeInvoice } from "../../../../support/invoice-writer.ts";
import { makeOffer } from "../../../../support/offer-text.ts";
import { labelled, unlabelled } from "../../../../vectors/bip352.ts";

const OFFER = `lno=${makeOffer()}`;
const PRICED = `lno=${makeOffer({ amount: 1_000, description: "tea" })}`;
const DEARER = `lno=${makeOffer({ amount: 2_000, description: "tea" })}`;
const IN_DOLLARS = `lno=${makeOffer({ currency: "USD", amount: 1_000, description: "tea" })}`;
const SILENT = `sp=${unlabelled.text}`;
const ADDRESS = "bc1qvyq0cc6rahyvsazfdje0twl7ez82ndmuac2lhv";
const invoice = (hrp = "lnbc"): string => `lightning=${writeInvoice({ hrp, fields: NEEDED })}`;
/** 1000 millisatoshi. */
const INVOICE_1000 = invoice("lnbc10n");

const deviations = (uri: string) =>
  deviationsOf(publicationOf({ uri }, { network: "mainnet", profile: "spec" }).contents);
const of = (uri: string, code: DeviationCode) => deviations(uri).filter((found) => found.code === code);

/** A record, and how often it departs from what every wallet accepts. */
const CASES: Readonly<Record<DeviationCode, readonly (readonly [uri: string, times: number])[]>> = {
  "profile-amount": [
    [`bitcoin:?${OFFER}&amount=1`, 1],
    [`bitcoin:${ADDRESS}?amount=1`, 1],
    [`bitcoin:?${PRICED}`, 0],
    [`bitcoin:?${OFFER}&amounts=1`, 0],
  ],
  "profile-amounts-differ": [
    [`bitcoin:?${PRICED}&${DEARER}`, 1],
    [`bitcoin:?${PRICED}&${PRICED}`, 0],
    [`bitcoin:?${PRICED}&${IN_DOLLARS}`, 1],
    [`bitcoin:?${PRICED}&${INVOICE_1000}`, 0],
    [`bitcoin:?${DEARER}&${INVOICE_1000}`, 1],
    [`bitcoin:?${PRICED}&${OFFER}`, 0],
    [`bitcoin:?${OFFER}`, 0],
    [`bitcoin:${ADDRESS}?${PRICED}&amount=0.00000001`, 0],
    [`bitcoin:${ADDRESS}?${PRICED}&amount=0.00000002`, 1],
    // Without an address it is nobody's.
    [`bitcoin:?${PRICED}&amount=0.00000002`, 0],
  ],
  "profile-amount-in-part": [
    [`bitcoin:?${PRICED}`, 0],
    [`bitcoin:?${PRICED}&${OFFER}`, 1],
    [`bitcoin:${ADDRESS}?${PRICED}`, 1],
    [`bitcoin:${ADDRESS}?${IN_DOLLARS}`, 1],
    [`bitcoin:${ADDRESS}?${INVOICE_1000}`, 1],
    [`bitcoin:${ADDRESS}?${invoice()}`, 0],
    [`bitcoin:${ADDRESS}?${OFFER}`, 0],
    // Readers that know silent payments take no amount for what is missing there.
    [`bitcoin:?${PRICED}&${SILENT}`, 0],
    // The amount of the URI is its addresses'.
    [`bitcoin:${ADDRESS}?${PRICED}&amount=0.00000001`, 0],
    [`bitcoin:${ADDRESS}?${OFFER}&amount=0.00000001`, 1],
    [`bitcoin:${ADDRESS}?amount=1`, 0],
  ],
  "profile-character": [
    ...['"', "'", "`", "+", "\\", "/", " ", "\t", "\n", "\u00a0", "\u2028"].map(
      (character) => [`bitcoin:?${OFFER}&x=a${encodeURIComponent(character)}b`, 1] as const,
    ),
    [`bitcoin:?${OFFER}&a+b=c`, 1],
    [`bitcoin:?${OFFER}&a+b`, 1],
    [`bitcoin:?${OFFER}&x=+&y=+`, 2],
    [`bitcoin:?${OFFER}&x=++/'%20`, 1],
    ...["%C3%A9", "%26", "%3D", "=", "%25", ":", "?", "%00", "%7F", "%F0%9F%98%80"].map(
      (value) => [`bitcoin:?${OFFER}&x=${value}`, 1] as const,
    ),
    [`bitcoin:?${OFFER}&x=azAZ09-._~!$()*,;@`, 0],
    [`bitcoin:?${OFFER}&x=%41%2D`, 0],
    // An offer's chunks are joined before.
    [`bitcoin:?${OFFER.slice(0, 20)}+${OFFER.slice(20)}`, 0],
  ],
  "profile-currency": [
    [`bitcoin:?${IN_DOLLARS}`, 1],
    [`bitcoin:?${PRICED}`, 0],
  ],
  "profile-duplicate-parameter": [
    [`bitcoin:?${OFFER}&${OFFER}`, 1],
    [`bitcoin:?${OFFER}&${PRICED}&${DEARER}`, 2],
    [`bitcoin:?${OFFER}&x=1&X=2`, 1],
    [`bitcoin:?${OFFER}&req-${OFFER}`, 1],
    [`bitcoin:?bc=${ADDRESS}&bc=${ADDRESS}`, 1],
    [`bitcoin:${ADDRESS}?bc=${ADDRESS}`, 0],
    [`bitcoin:?${OFFER}&x=1&y=1`, 0],
  ],
  "profile-empty-value": [
    [`bitcoin:?${OFFER}&x=`, 1],
    [`bitcoin:?${OFFER}&label=`, 1],
    [`bitcoin:?${OFFER}&x`, 0],
    [`bitcoin:?${OFFER}&x=0`, 0],
  ],
  "profile-future-version": [
    [`bitcoin:bc1z2rksukkjr8?${OFFER}`, 1],
    [`bitcoin:?bc=bc1z2rksukkjr8&${OFFER}`, 1],
    [`bitcoin:bc1p83n3au0rjylefxq2nc2xh2y4jzz4pm6zxj4mw5pagdjjr2a9f36s6jjnnu`, 0],
    [`bitcoin:${ADDRESS}`, 0],
    [`bitcoin:?${SILENT}`, 0],
  ],
  "profile-invoice": [
    [`bitcoin:?${invoice()}`, 1],
    [`bitcoin:?${OFFER}&${invoice()}`, 1],
    [`bitcoin:?${OFFER}`, 0],
  ],
  "profile-label": [
    [`bitcoin:?${OFFER}&label=a`, 1],
    [`bitcoin:?${OFFER}&message=a`, 1],
    [`bitcoin:?${OFFER}&LABEL=a&message=b`, 2],
    [`bitcoin:?${OFFER}&labels=a`, 0],
  ],
  "profile-no-offer": [
    [`bitcoin:${ADDRESS}`, 1],
    [`bitcoin:?${SILENT}`, 1],
    [`bitcoin:?${invoice()}`, 1],
    [`bitcoin:${ADDRESS}?${OFFER}`, 0],
  ],
  "profile-nothing-readable": [
    ["bitcoin:?pay=x", 1],
    [`bitcoin:?pay=x&${OFFER}`, 0],
  ],
  "profile-pop": [
    [`bitcoin:?${OFFER}&pop=app:`, 1],
    [`bitcoin:?${OFFER}&req-pop=app:`, 1],
    [`bitcoin:?${OFFER}&pops=app:`, 0],
  ],
  "profile-quantity": [
    [`bitcoin:?lno=${makeOffer({ quantityMax: 5 })}`, 1],
    [`bitcoin:?lno=${makeOffer({ quantityMax: 1 })}`, 1],
    [`bitcoin:?lno=${makeOffer({ quantityMax: 0 })}`, 1],
    [`bitcoin:?${OFFER}`, 0],
  ],
  "profile-required-parameter": [
    [`bitcoin:?req-${OFFER}`, 1],
    [`bitcoin:?${OFFER}&req-pop=app:`, 1],
    [`bitcoin:?${OFFER}&pop=app:`, 0],
  ],
  "profile-segwit-parameter": [
    [`bitcoin:?bc=${ADDRESS}`, 1],
    [`bitcoin:${ADDRESS}`, 0],
  ],
  "profile-silent-payment": [
    [`bitcoin:?${SILENT}`, 1],
    [`bitcoin:?${OFFER}&${SILENT}&sp=${labelled[0]!.text}`, 2],
    [`bitcoin:?${OFFER}`, 0],
  ],
  "profile-silent-payment-alone": [
    [`bitcoin:?${SILENT}`, 1],
    [`bitcoin:?${SILENT}&sp=${labelled[0]!.text}`, 1],
    [`bitcoin:?${SILENT}&pay=x`, 1],
    [`bitcoin:?${SILENT}&${OFFER}`, 0],
    [`bitcoin:${ADDRESS}?${SILENT}`, 0],
  ],
  "profile-unchecked-instruction": [
    ...["pay", "creq", "lnurl", "spark", "ark", "address", "ADDRESS"].map(
      (key) => [`bitcoin:?${OFFER}&${key}=x`, 1] as const,
    ),
    [`bitcoin:?${OFFER}&pays=x`, 0],
    [`bitcoin:${ADDRESS}?${OFFER}&${SILENT}&${invoice()}`, 0],
  ],
  "profile-unknown-parameter": [
    [`bitcoin:?${OFFER}&x=1&y`, 2],
    [`bitcoin:?${OFFER}&pay=x&label=a&message=a&amount=1&pop=app:`, 0],
    [`bitcoin:${ADDRESS}?${OFFER}&${SILENT}&${invoice()}&bc=${ADDRESS}`, 0],
  ],
  "profile-value-missing": [
    [`bitcoin:?${OFFER}&x`, 1],
    [`bitcoin:?${OFFER}&x&y`, 2],
    [`bitcoin:?${OFFER}&x=`, 0],
  ],
};

describe.each(Object.entries(CASES))("%s", (code, cases) => {
  test.each(cases)("%s: %d", (uri, times) => {
    const found = of(uri, code as DeviationCode);
    expect(found).toHaveLength(times);
    for (const { readers, place, detail } of found) {
      expect(new Set(readers).size).toBe(readers.length);
      expect(place.pointer).toBe("/uri");
      expect(detail).toMatch(/^.{20,}[^.]$/);
    }
  });

  test("is told by a case of the table, and kept quiet by another", () => {
    expect(new Set(cases.map(([, times]) => times > 0))).toEqual(new Set([true, false]));
  });
});

/** What `universal` lets pass: no record would be left without. */
const ALLOWED: readonly DeviationCode[] = [
  ...(["profile-no-offer", "profile-segwit-parameter", "profile-silent-payment"] as const),
  "profile-unknown-parameter",
];
const OF_WHOLE: readonly DeviationCode[] = [
  ...(["profile-amounts-differ", "profile-amount-in-part", "profile-no-offer"] as const),
  ...(["profile-nothing-readable", "profile-silent-payment-alone"] as const),
];

test("some are allowed by `universal`, and some are about the record as a whole, which has no position", () => {
  const all = Object.values(CASES)
    .flat()
    .flatMap(([uri]) => deviations(uri));
  for (const { code, isAllowed, isOfWhole, place } of all) {
    expect([code, isAllowed]).toEqual([code, ALLOWED.includes(code)]);
    expect([code, isOfWhole]).toEqual([code, OF_WHOLE.includes(code)]);
    expect([code, place.position === undefined]).toEqual([code, isOfWhole]);
  }
});

test("what every wallet accepts departs from nothing", () => {
  expect(deviations(`bitcoin:${ADDRESS}?${OFFER}`)).toEqual([]);
  expect(deviations(`bitcoin:?${PRICED}`)).toEqual([]);
});

describe("the readers of a character", () => {
  test.each([
    ["%22", ["sparrow", "boltz", "zeus", "cake"]],
    ["%5C", ["sparrow", "boltz", "zeus"]],
    ["%60", ["sparrow"]],
    ["+", ["phoenix", "boltz"]],
    ["%20", ["sparrow", "zeus"]],
    ["%09", []],
    [":", ["cake"]],
    ["?", ["cake"]],
    ["'", []],
    ["/", []],
    ["+%60", ["phoenix", "boltz", "sparrow"]],
    ["/%20/", ["sparrow", "zeus"]],
  ])("%s: %j", (value, readers) => {
    expect(of(`bitcoin:?${OFFER}&x=${value}`, "profile-character")).toMatchObject([{ readers }]);
  });

  test("name every character once", () => {
    const [{ detail } = { detail: "" }] = of(`bitcoin:?${OFFER}&x=++/+`, "profile-character");
    expect(detail.match(/"\+"/g)).toHaveLength(1);
    expect(detail).toContain('"/"');
  });
});

test.each([
  ["app:", ["cake"]],
  ["app%3A", ["ldk", "cln", "cdk", "lwk", "cake"]],
  ["app%3a", ["ldk", "cln", "cdk", "lwk", "cake"]],
  ["app:%20", ["cake"]],
])("the readers of pop=%s: %j", (value, readers) => {
  expect(of(`bitcoin:?${OFFER}&pop=${value}`, "profile-pop")).toMatchObject([{ readers }]);
});

test.each([
  ["creq", ["ldk", "cln", "cdk", "lwk"]],
  ["lnurl", ["breez-liquid"]],
  ["spark", ["breez"]],
  ["address", ["sparrow", "cake"]],
  ["pay", []],
  ["ark", []],
])("the readers of %s: %j", (key, readers) => {
  expect(of(`bitcoin:?${OFFER}&${key}=x`, "profile-unchecked-instruction")).toMatchObject([{ readers }]);
});

test("a part that is at fault is judged by its key", () => {
  const found = deviations(`bitcoin:?lightning=%20&lightning=&amount=+&${OFFER}`).map(({ code }) => code);
  expect(found.filter((code) => code === "profile-invoice")).toHaveLength(2);
  expect(found).toContain("profile-duplicate-parameter");
  expect(found).toContain("profile-amount");
  expect(found).not.toContain("profile-empty-value");
});
