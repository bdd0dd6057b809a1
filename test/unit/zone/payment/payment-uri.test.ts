import { describe, expect, test } from "vitest";
import { type PaymentInput, paymentUri } from "../../../../src/zone/payment/payment-uri.ts";

const ADDRESS = "bc1qztwy6xen3zdtt7z0vrgapmjtfz8acjkfp5fp7l";
const OFFER = "lno1pgyyysc";
const SP = "sp1qq0cygnetgn3rz2kla5cp05nj5uetlsrzez0l4p8g7wehf7ldr93lc";
const ofLength = (length: number): string => `bitcoin:?lno=${"q".repeat(length - "bitcoin:?lno=".length)}`;

describe("a URI that is given is published as it is", () => {
  test.each([
    `bitcoin:${ADDRESS}`,
    `bitcoin:?lno=${OFFER}`,
    `bitcoin:${ADDRESS}?lno=${OFFER}&sp=${SP}`,
    "BITCOIN:?LNO=LNO1PGYYYSC",
    "bitcoin:?lno=bitcoin:",
    "bitcoin:?a=%20%E2%82%BF",
    ofLength(2048),
  ])("%.60s", (uri) => {
    expect(paymentUri({ uri })).toBe(uri);
  });
});

describe("a URI is refused", () => {
  test.each([
    ["", "nothing"],
    ["lightning:lnbc1", "another scheme"],
    [" bitcoin:?lno=a", "a leading space"],
    ["bitcoin", "no colon"],
    ["bitcoin:", "nothing to pay to"],
    ["BITCOIN:", "nothing to pay to"],
    ["bitcoin:?lno=a b", "a space"],
    ["bitcoin:?lno=a\n", "a line feed"],
    ["bitcoin:?lno=a\u007f", "a control character"],
    ["bitcoin:?lno=ä", "a letter outside ASCII"],
    ["b\u0131tcoin:?lno=a", "a look-alike of the scheme"],
    [`bitcoin:bitcoin:${ADDRESS}`, "two schemes"],
    [`bitcoin:BitCoin:${ADDRESS}`, "two schemes"],
  ])("%j: %s", (uri) => {
    expect(() => paymentUri({ uri })).toThrow(
      expect.objectContaining({ name: "DomainError", code: "payment-uri-invalid", pointer: "/uri" }),
    );
  });

  test("above 2048 octets, composed ones too", () => {
    for (const input of [{ uri: ofLength(2049) }, { offer: "q".repeat(2048) }]) {
      expect(() => paymentUri(input)).toThrow(
        expect.objectContaining({ code: "payment-uri-too-long", pointer: "/uri" }),
      );
    }
  });
});

describe("instructions are composed", () => {
  test.each<[PaymentInput, string]>([
    [{ offer: OFFER }, `bitcoin:?lno=${OFFER}`],
    [{ address: ADDRESS }, `bitcoin:${ADDRESS}`],
    [{ silentPayment: SP }, `bitcoin:?sp=${SP}`],
    [{ offer: OFFER, address: ADDRESS }, `bitcoin:${ADDRESS}?lno=${OFFER}`],
    [{ silentPayment: SP, address: ADDRESS }, `bitcoin:${ADDRESS}?sp=${SP}`],
    [{ silentPayment: SP, offer: OFFER }, `bitcoin:?lno=${OFFER}&sp=${SP}`],
    [{ silentPayment: SP, offer: OFFER, address: ADDRESS }, `bitcoin:${ADDRESS}?lno=${OFFER}&sp=${SP}`],
    [{ uri: undefined, offer: OFFER, address: undefined }, `bitcoin:?lno=${OFFER}`],
  ])("%j", (input, uri) => {
    expect(paymentUri(input)).toBe(uri);
  });

  // Nothing that a caller gives may end its parameter and begin another.
  test.each([
    "",
    "lno1&amount=1",
    "lno1&req",
    "lno1=",
    "lno1?x",
    "lno1 ",
    "lno1\n",
    "lno1#",
    "lno1%26",
    "lnö1",
    "lno1+lno2",
  ])("but only of letters and digits, not of %j", (word) => {
    for (const member of ["offer", "address", "silentPayment"]) {
      expect(() => paymentUri({ [member]: word })).toThrow(
        expect.objectContaining({ code: "payment-uri-invalid", pointer: `/${member}` }),
      );
    }
  });
});

test.each<PaymentInput>([
  {},
  { uri: undefined },
  { uri: `bitcoin:${ADDRESS}`, offer: OFFER },
  { uri: `bitcoin:${ADDRESS}`, address: ADDRESS },
  { uri: "", silentPayment: SP },
])("%j is ambiguous", (input) => {
  expect(() => paymentUri(input)).toThrow(
    expect.objectContaining({ code: "instructions-ambiguous", pointer: "" }),
  );
});
