import { describe, expect, test } from "vitest";
import { contentsView } from "../../../../src/zone/payment/contents-view.ts";
import { publicationOf } from "../../../../src/zone/payment/publication.ts";
import { writeInvoice } from "../../../support/invoice-writer.ts";
import { ISSUER_ID, makeOffer } from "../../../support/offer-text.ts";
import { unlabelled } from "../../../vectors/bip352.ts";
import { VALID_OFFERS } from "../../../vectors/bolt12-offers.ts";

const viewOf = (uri: string, network: "mainnet" | "testnet" = "mainnet") =>
  contentsView(publicationOf({ uri }, { network, profile: "spec" }).contents);

describe("what a payment URI holds, as JSON", () => {
  test("parts instructions from everything else, each in its order", () => {
    const offer = makeOffer();
    const { instructions, parameters } = viewOf(
      `bitcoin:1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo?x=1&lno=${offer}&amount=1.0&sp=${unlabelled.text}&req-pop=app%3A&y&z=`,
    );
    expect(instructions.map(({ key, kind }) => [key, kind])).toEqual([
      ["", "address"],
      ["lno", "offer"],
      ["sp", "silent-payment"],
    ]);
    expect(parameters).toEqual([
      { key: "x", required: false, value: "1" },
      { key: "amount", required: false, value: "1" },
      { key: "pop", required: true, value: "app:" },
      { key: "y", required: false, value: null },
      { key: "z", required: false, value: "" },
    ]);
  });

  test("writes 64-bit integers as text, however deep they lie", () => {
    const extra = [{ type: 1_000_000_001n, value: Uint8Array.of(1) }];
    const offer = makeOffer({
      amount: 2n ** 60n,
      description: "tea",
      expiry: 2n ** 64n - 1n,
      quantityMax: 0,
      extra,
    });
    expect(viewOf(`bitcoin:?lno=${offer}`).instructions).toEqual([
      {
        key: "lno",
        kind: "offer",
        text: offer,
        amount: "1152921504606846976",
        description: "tea",
        absoluteExpiry: "18446744073709551615",
        quantityMax: "0",
        issuerId: ISSUER_ID,
        chains: [],
        paths: [],
        unknown: [{ type: 1_000_000_001, value: "01" }],
      },
    ]);
    const invoice = writeInvoice({ hrp: "lnbc10u" });
    expect(viewOf(`bitcoin:?lightning=${invoice}`).instructions).toMatchObject([
      { kind: "invoice", amountMsat: "1000000", timestamp: expect.any(Number) },
    ]);
  });

  test.each(VALID_OFFERS)("is what the official vector says: $description", ({ text, network, says }) => {
    if (network !== "mainnet" && network !== "testnet") throw new Error("a network without a test");
    const { instructions } = viewOf(`bitcoin:?lno=${text}`, network);
    const asJson = JSON.parse(
      JSON.stringify(says, (_, value) => (typeof value === "bigint" ? String(value) : value)),
    );
    expect(JSON.parse(JSON.stringify(instructions))).toMatchObject([{ kind: "offer", text, ...asJson }]);
  });

  test("is nothing of nothing", () => {
    expect(contentsView([])).toEqual({ instructions: [], parameters: [] });
  });
});
