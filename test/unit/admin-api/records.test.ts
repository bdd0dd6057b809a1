import { describe, expect, test } from "vitest";
import type { Validation } from "../../../src/admin-api/client-types.ts";
import type { Profile } from "../../../src/zone/payment/profile/profile.ts";
import { RECORDS } from "./record-samples.ts";
import { openApi, pathOf, problemIn } from "./support.ts";

const bodyOf = (record: string): object => {
  const found = RECORDS[record];
  return typeof found === "string" ? { uri: found } : found!;
};

/**
 * What becomes of each record in each profile: accepted (with warnings) or refused (for all of these). "=" is the same as in
 * `universal`. Codes that are said of several places stand once.
 */
const VERDICTS = `
record                                           | universal                                                  | spec

an offer                                         | ok                                                         | =
the same in upper case, as for a QR code         | ok                                                         | =
a scheme and a key in mixed case                 | ok                                                         | =
an offer in mixed case                           | no offer-case-mixed                                        | =
five records in one, end to end                  | no uri-scheme-repeated offer-character-invalid             | =
a second record behind a space                   | no uri-character uri-scheme-repeated offer-character-invalid | =
a second record as a parameter                   | no uri-scheme-repeated profile-value-missing profile-character | no uri-scheme-repeated
two records as a zone file has them              | no uri-scheme                                              | =
a text in quotes                                 | no uri-scheme                                              | =
no scheme                                        | no uri-scheme                                              | =
another scheme                                   | no uri-scheme                                              | =
an offer for a URI                               | no uri-scheme                                              | =
nothing                                          | no uri-scheme                                              | =
a scheme that is percent-encoded                 | no uri-scheme                                              | =
a ₿ before the scheme                            | no uri-scheme                                              | =
a ₿ in a value                                   | no uri-character profile-character                         | no uri-character
a ₿ in a value, percent-encoded                  | no profile-character                                       | ok profile-unknown-parameter profile-character
2048 octets                                      | ok profile-unknown-parameter                               | =
2049 octets                                      | no uri-too-long                                            | =
2048 octets, bare equals signs among them        | no profile-character                                       | ok profile-unknown-parameter profile-character

a P2WPKH address                                 | ok address-reused profile-no-offer                         | =
the same in upper case                           | ok address-reused profile-no-offer                         | =
a P2TR address                                   | ok address-reused profile-no-offer                         | =
a P2PKH address                                  | ok address-reused profile-no-offer                         | =
a P2SH address                                   | ok address-reused profile-no-offer                         | =
a P2PKH address in lower case                    | no address-character                                       | =
a witness version of the future                  | no profile-future-version                                  | ok address-reused profile-future-version
an address and an offer                          | ok address-reused                                          | =
an address behind two slashes                    | no uri-authority                                           | =
an address of testnet                            | no address-wrong-network                                   | =
an address with a typo                           | no address-checksum                                        | =
a query without its question mark                | no address-character                                       | =
an offer for an address                          | no address-checksum                                        | =
nothing but the scheme                           | no uri-nothing-to-pay                                      | =
an empty query                                   | no uri-nothing-to-pay                                      | =
no instruction, but a parameter                  | no uri-nothing-to-pay                                      | =
no instruction, but a label                      | no uri-nothing-to-pay profile-label                        | no uri-nothing-to-pay
an instruction that nobody reads beside an offer | no profile-unchecked-instruction                           | ok profile-unchecked-instruction
a Cashu request                                  | no profile-unchecked-instruction                           | ok profile-unchecked-instruction
an LNURL under a key of its own                  | no profile-unchecked-instruction                           | ok profile-unchecked-instruction
a Spark address                                  | no profile-unchecked-instruction                           | ok profile-unchecked-instruction
an Ark address                                   | no profile-unchecked-instruction                           | ok profile-unchecked-instruction
an address as a parameter                        | no profile-unchecked-instruction                           | ok profile-unchecked-instruction
an instruction that nobody reads                 | no profile-unchecked-instruction profile-nothing-readable  | ok profile-unchecked-instruction profile-nothing-readable profile-no-offer

bc                                               | ok address-reused profile-segwit-parameter profile-no-offer | =
bc twice                                         | no profile-duplicate-parameter                             | ok address-reused profile-segwit-parameter profile-duplicate-parameter profile-no-offer
bc with a P2PKH address                          | no uri-key-mismatch                                        | =
bc with an address of testnet                    | no uri-key-mismatch                                        | =
tb                                               | no address-wrong-network                                   | =
tb beside an offer                               | no address-wrong-network                                   | =

an offer with a typo                             | no offer-point-invalid                                     | =
an LNURL                                         | no offer-prefix-wrong                                      | =
a Lightning address                              | no offer-prefix-wrong                                      | =
an amount of 0                                   | no offer-amount-zero                                       | =
an amount                                        | ok                                                         | =
an amount without a description                  | no offer-description-missing                               | =
an amount beside a method without                | no profile-amount-in-part                                  | ok address-reused profile-amount-in-part
a currency                                       | no profile-currency                                        | ok profile-currency
a currency without an amount                     | no offer-amount-missing                                    | =
a quantity                                       | no profile-quantity                                        | ok profile-quantity
any quantity                                     | no profile-quantity                                        | ok profile-quantity
nobody to ask for an invoice                     | no offer-issuer-missing                                    | =
a path without hops                              | no offer-path-without-hops                                 | =
an unknown even type                             | no offer-type-unknown-even                                 | =
an unknown odd type                              | ok                                                         | =
a type out of range                              | no offer-type-out-of-range                                 | =
an unknown even feature                          | no offer-feature-unknown-even                              | =
no chain in the list of chains                   | no offer-chains-empty                                      | =
the chain of testnet                             | no offer-wrong-network                                     | =
the chain of Liquid                              | no offer-wrong-network                                     | =
the chains of Liquid and of bitcoin              | ok                                                         | =
an expiry that has come                          | no offer-expired                                           | =
an expiry to come                                | ok expiry-of-instruction                                   | =
chunks joined by +                               | ok                                                         | =
chunks joined by + and a line feed               | ok                                                         | =
a letter that is percent-encoded                 | ok                                                         | =
lno bare                                         | no uri-value-missing profile-value-missing                 | no uri-value-missing
lno bare, behind an address                      | no uri-value-missing profile-value-missing                 | no uri-value-missing
lno empty                                        | no offer-prefix-wrong                                      | =
two offers                                       | no profile-duplicate-parameter                             | ok profile-duplicate-parameter

sp alone                                         | no profile-silent-payment-alone                            | ok profile-silent-payment profile-silent-payment-alone profile-no-offer
sp and an offer                                  | ok profile-silent-payment                                  | =
sp and an address                                | ok address-reused profile-silent-payment profile-no-offer  | =
sp in upper case and an offer                    | ok profile-silent-payment                                  | =
sp with a typo                                   | no silent-payment-checksum                                 | =
sp of version 1                                  | no profile-future-version                                  | ok profile-future-version profile-silent-payment
sp in bech32                                     | no silent-payment-checksum-kind                            | =
tsp                                              | no silent-payment-wrong-network                            | =
tsp under the key sp                             | no uri-key-mismatch                                        | =

an invoice                                       | no profile-invoice                                         | ok profile-invoice profile-no-offer expiry-of-instruction
an invoice and an offer                          | no profile-invoice                                         | ok profile-invoice expiry-of-instruction
an invoice that has expired                      | no invoice-expired profile-invoice                         | no invoice-expired
an invoice and an offer of other amounts         | no profile-invoice profile-amounts-differ                  | ok profile-invoice profile-amounts-differ expiry-of-instruction
an LNURL for an invoice                          | no invoice-prefix-unknown invoice-too-short profile-invoice | no invoice-prefix-unknown invoice-too-short
three invoices                                   | no uri-too-many-invoices profile-invoice profile-duplicate-parameter | no uri-too-many-invoices

an amount beside an offer                        | no profile-amount                                          | ok profile-amount
an amount beside an address                      | no profile-amount                                          | ok address-reused profile-amount profile-no-offer
an amount beside an offer of the same            | no profile-amount                                          | ok profile-amount
an amount with a separator                       | no amount-syntax profile-amount                            | no amount-syntax
an amount in satoshi                             | no amount-syntax profile-amount                            | no amount-syntax
an amount of 0 BTC                               | no amount-zero profile-amount                              | no amount-zero
two amounts                                      | no uri-parameter-repeated profile-amount profile-duplicate-parameter | no uri-parameter-repeated
a label                                          | no profile-label                                           | ok profile-label
two labels                                       | no uri-parameter-repeated profile-label profile-duplicate-parameter | no uri-parameter-repeated
a message                                        | no profile-label                                           | ok profile-label
a proof of payment                               | no profile-pop profile-character                           | ok profile-pop profile-character
a proof of payment that is required              | no profile-required-parameter profile-pop profile-character | ok profile-required-parameter profile-pop profile-character
a proof of payment twice                         | no uri-parameter-repeated profile-pop profile-character profile-required-parameter profile-duplicate-parameter | no uri-parameter-repeated
a proof of payment to a website                  | no uri-pop-scheme profile-pop profile-character            | no uri-pop-scheme

an unknown parameter                             | ok profile-unknown-parameter                               | =
an unknown parameter twice                       | no profile-duplicate-parameter                             | ok profile-unknown-parameter profile-duplicate-parameter
an unknown parameter, required                   | no uri-required-unknown profile-required-parameter         | no uri-required-unknown
an offer, required                               | no profile-required-parameter                              | ok profile-required-parameter
a key bare                                       | no profile-value-missing                                   | ok profile-value-missing profile-unknown-parameter
a key with nothing                               | no profile-empty-value                                     | ok profile-empty-value profile-unknown-parameter
a value without a key                            | no uri-key-empty                                           | =
empty parameters                                 | ok                                                         | =
64 parameters                                    | ok profile-unknown-parameter                               | =
65 parameters                                    | no uri-too-many-parameters                                 | =
a plus                                           | no profile-character                                       | ok profile-unknown-parameter profile-character
a plus, percent-encoded                          | no profile-character                                       | ok profile-unknown-parameter profile-character
a quote                                          | no uri-character profile-character                         | no uri-character
a quote, percent-encoded                         | no profile-character                                       | ok profile-unknown-parameter profile-character
an apostrophe                                    | no profile-character                                       | ok profile-unknown-parameter profile-character
a backslash                                      | no uri-character profile-character                         | no uri-character
a backslash, percent-encoded                     | no profile-character                                       | ok profile-unknown-parameter profile-character
a semicolon as zone files escape it              | no uri-character offer-character-invalid                   | =
a space                                          | no uri-character profile-character                         | no uri-character
a space, percent-encoded                         | no profile-character                                       | ok profile-unknown-parameter profile-character
a space before all                               | no uri-scheme                                              | =
a line feed behind all                           | no uri-character offer-character-invalid                   | =
a slash                                          | no profile-character                                       | ok profile-unknown-parameter profile-character
a slash between spaces                           | no uri-character offer-character-invalid                   | =
a slash between spaces, percent-encoded          | no profile-character                                       | ok profile-unknown-parameter profile-character
all of those, percent-encoded                    | no profile-character                                       | ok profile-unknown-parameter profile-character
an escape that is none                           | no uri-escape profile-character                            | no uri-escape
an octet that is no UTF-8                        | no uri-utf8 profile-character                              | no uri-utf8
a control character                              | no profile-character                                       | ok profile-unknown-parameter profile-character

an offer alone                                   | ok                                                         | =
an address alone                                 | ok address-reused profile-no-offer                         | =
a silent-payment address alone                   | no profile-silent-payment-alone                            | ok profile-silent-payment profile-silent-payment-alone profile-no-offer
all three                                        | ok address-reused profile-silent-payment                   | =
an invoice alone                                 | no profile-invoice                                         | ok profile-invoice profile-no-offer expiry-of-instruction
an offer with an amount                          | no profile-amount                                          | ok profile-amount
an offer with label and message                  | no profile-label profile-character                         | ok profile-label profile-character
a label alone                                    | no instructions-missing profile-label                      | no instructions-missing
an amount alone                                  | no instructions-missing profile-amount                     | no instructions-missing
nothing to publish                               | no instructions-missing                                    | =
an offer and a URI                               | no instructions-ambiguous                                  | =
an offer in upper case                           | ok                                                         | =
an offer in chunks                               | ok                                                         | =
an offer with white space around it              | ok                                                         | =
an offer behind a scheme                         | no instruction-scheme                                      | =
an address behind a scheme                       | no instruction-scheme                                      | =
half a character                                 | no uri-utf8 profile-label                                  | no uri-utf8
an LNURL for an offer                            | no offer-prefix-wrong                                      | =
an empty offer                                   | no offer-prefix-wrong                                      | =
each in the place of another                     | no address-too-long offer-prefix-wrong silent-payment-checksum invoice-checksum profile-invoice | no address-too-long offer-prefix-wrong silent-payment-checksum invoice-checksum
all of testnet                                   | no address-wrong-network offer-wrong-network silent-payment-wrong-network | =
a bad address beside a label                     | no address-checksum amount-syntax profile-amount profile-label | no address-checksum amount-syntax
`;

/** Rows of a text as cells, without its head. */
const rowsOf = (table: string): string[][] =>
  table
    .split("\n")
    .filter((line) => line !== "")
    .slice(1)
    .map((line) => line.split("|").map((cell) => cell.trim()));

const ROWS = rowsOf(VERDICTS).map(([record = "", universal = "", spec = ""]) => ({
  record,
  universal,
  spec: spec === "=" ? universal : spec,
}));

const codes = (said: readonly { code?: string }[]): string[] => [
  ...new Set(said.map(({ code = "" }) => code)),
];
const verdictOf = ({ valid, errors, warnings }: Pick<Validation, "valid" | "errors" | "warnings">): string =>
  [valid ? "ok" : "no", ...codes(valid ? warnings : errors)].join(" ");

const PROFILES: readonly Profile[] = ["universal", "spec"];

test("every record has its verdict", () => {
  expect(ROWS.map(({ record }) => record)).toEqual(Object.keys(RECORDS));
});

describe("what becomes of a record", () => {
  test.each(ROWS)("$record: $universal; spec: $spec", async ({ record, ...verdicts }) => {
    const { call, store } = await openApi();
    const trial = async (profile: Profile): Promise<Validation> =>
      (
        await call("POST", "/v1/validate", { name: `${profile}@example.com`, profile, ...bodyOf(record) })
      ).json();
    const found = { universal: await trial("universal"), spec: await trial("spec") };
    expect({ universal: verdictOf(found.universal), spec: verdictOf(found.spec) }).toEqual(verdicts);
    expect(await store.zones()).toMatchObject([{ serial: 1, names: 0 }]);

    for (const profile of PROFILES) {
      const { valid, uri, errors, warnings, instructions, parameters } = found[profile];
      const name = `${profile}@example.com`;
      const response = await call("POST", "/v1/names", { name, profile, ...bodyOf(record) });
      if (valid) {
        expect(response.statusCode).toBe(201);
        expect(response.json()).toMatchObject({ uri, warnings, instructions, parameters });
        const again = await call("PUT", pathOf(name), { uri, profile });
        expect(again.json()).toMatchObject({ uri, instructions, parameters });
      } else {
        expect(problemIn(response)).toMatchObject({ status: 422, code: "registration-invalid", errors });
      }
    }
  });

  test.each(ROWS)("$record: what is said of it says where, and what to do", async ({ record }) => {
    const { call } = await openApi();
    const body: Record<string, unknown> = { ...bodyOf(record), name: "alice@example.com" };
    for (const profile of PROFILES) {
      const { errors, warnings }: Validation = (
        await call("POST", "/v1/validate", { ...body, profile })
      ).json();
      for (const { pointer, position = 0, detail } of [...errors, ...warnings]) {
        const text = pointer === "" ? "" : body[pointer.slice(1)];
        expect(text).toEqual(expect.any(String));
        expect(position).toBeLessThanOrEqual(String(text).length);
        expect(detail).toMatch(/^.{20,}[^.]$/);
      }
    }
  });
});

/** Who is named in a warning. Some depend on what is warned of: they have a line for each. */
const READERS = `
warning | readers
address-reused |
expiry-of-instruction |
profile-amount | ldk cln cdk lwk
profile-amount-in-part | ldk cln cdk lwk
profile-amounts-differ | ldk cln cdk lwk
profile-character |
profile-character | cake
profile-character | phoenix boltz
profile-character | sparrow boltz zeus
profile-character | sparrow boltz zeus cake
profile-character | sparrow boltz zeus cake phoenix
profile-character | sparrow zeus
profile-currency | cln payany phoenix
profile-duplicate-parameter | sparrow zeus cake lexe phoenix boltz breez-liquid
profile-empty-value |
profile-future-version | breez cake
profile-future-version | sparrow phoenix
profile-invoice | ldk cln cdk lwk lexe
profile-label | cake
profile-no-offer | cln cdk lwk breez-liquid phoenix zeus boltz payany
profile-nothing-readable | ldk cln cdk lwk lexe breez breez-liquid phoenix sparrow zeus boltz cake payany
profile-pop | ldk cln cdk lwk cake
profile-quantity | ldk cln cdk lwk zeus
profile-required-parameter | cln cdk breez sparrow phoenix lexe
profile-required-parameter | sparrow phoenix
profile-required-parameter | sparrow phoenix boltz zeus payany breez-liquid
profile-segwit-parameter | breez sparrow cake
profile-silent-payment | breez
profile-silent-payment-alone | ldk cln cdk lwk lexe breez breez-liquid phoenix zeus boltz payany
profile-unchecked-instruction |
profile-unchecked-instruction | breez
profile-unchecked-instruction | breez-liquid
profile-unchecked-instruction | ldk cln cdk lwk
profile-unchecked-instruction | sparrow cake
profile-unknown-parameter |
profile-value-missing | breez sparrow
`;

test("warnings name the readers that would refuse or misread the record", async () => {
  const { call } = await openApi();
  const said = new Set<string>();
  for (const { record } of ROWS) {
    const body = { name: "alice@example.com", profile: "spec", ...bodyOf(record) };
    const { warnings }: Validation = (await call("POST", "/v1/validate", body)).json();
    for (const { code, readers } of warnings) said.add(`${code} | ${readers.join(" ")}`);
  }
  const expected = rowsOf(READERS).map((cells) => cells.join(" | "));
  expect([...said].toSorted()).toEqual(expected.toSorted());
});
