import { describe, expect, test } from "vitest";
import type { Network } from "../../../../src/zone/payment/network.ts";
import { type PaymentInput, publicationOf } from "../../../../src/zone/payment/publication.ts";
import { writeSilentPayment } from "../../../support/address-writer.ts";
import { NEEDED, numberField, writeInvoice } from "../../../support/invoice-writer.ts";
import { ISSUER_ID, makeOffer } from "../../../support/offer-text.ts";
import { unlabelled } from "../../../vectors/bip352.ts";

const NOW = 1_767_225_600;
const OFFER = makeOffer();
const SILENT = unlabelled.text;
const ADDRESS = "bc1qvyq0cc6rahyvsazfdje0twl7ez82ndmuac2lhv";
const P2PKH = "1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo";

const universal = (input: PaymentInput, network: Network = "mainnet") =>
  publicationOf(input, { network, profile: "universal", now: NOW });
const spec = (input: PaymentInput, network: Network = "mainnet") =>
  publicationOf(input, { network, profile: "spec", now: NOW });
const placed = (faults: readonly { code: string; pointer: string; position?: number }[]) =>
  faults.map(({ code, pointer, position }) => [code, pointer, position]);

describe("what is composed", () => {
  test.each<readonly [PaymentInput, string]>([
    [{ offer: OFFER }, `bitcoin:?lno=${OFFER}`],
    [{ address: ADDRESS }, `bitcoin:${ADDRESS}`],
    [{ address: P2PKH, offer: OFFER }, `bitcoin:${P2PKH}?lno=${OFFER}`],
    [{ silentPayment: SILENT, offer: OFFER }, `bitcoin:?lno=${OFFER}&sp=${SILENT}`],
    [
      { silentPayment: SILENT.toUpperCase(), offer: OFFER.toUpperCase(), address: ADDRESS.toUpperCase() },
      `bitcoin:${ADDRESS}?lno=${OFFER}&sp=${SILENT}`,
    ],
    [{ offer: `${OFFER.slice(0, 9)}+ \n${OFFER.slice(9)}` }, `bitcoin:?lno=${OFFER}`],
    [{ offer: ` ${OFFER}\n`, address: `\t${ADDRESS} ` }, `bitcoin:${ADDRESS}?lno=${OFFER}`],
    [{ amount: "00.50", address: ADDRESS }, `bitcoin:${ADDRESS}?amount=0.5`],
    [
      { message: "a&b=c #₿", label: "100%", amount: "1.", address: ADDRESS },
      `bitcoin:${ADDRESS}?amount=1&label=100%25&message=a%26b%3Dc%20%23%E2%82%BF`,
    ],
  ])("of %j: %s", (input, uri) => {
    const published = spec(input);
    expect(published.faults).toEqual([]);
    expect(published.uri).toBe(uri);
  });

  test.each<readonly [Network, string]>([
    ["mainnet", "sp"],
    ["testnet", "tsp"],
    ["signet", "tsp"],
    ["regtest", "tsp"],
  ])("on %s has silent payments under %s", (network, key) => {
    const silentPayment = writeSilentPayment(key, 0, ISSUER_ID + ISSUER_ID);
    expect(spec({ silentPayment }, network).uri).toBe(`bitcoin:?${key}=${silentPayment}`);
  });

  test.each<PaymentInput>([
    {},
    { uri: undefined, offer: undefined },
    { label: "Alice" },
    { amount: "1", message: "Thanks" },
  ])("%j has nothing to pay to", (input) => {
    for (const { faults } of [universal(input), spec(input)]) {
      expect(placed(faults)).toContainEqual(["instructions-missing", "", undefined]);
    }
  });

  test("all that is wrong is told, each where it stands", () => {
    const input = { address: "bc1", offer: "lno1pg+", silentPayment: "sp1", amount: "1,5", label: "a b" };
    expect(placed(universal(input).faults)).toEqual([
      ["address-form", "/address", undefined],
      ["offer-join-invalid", "/offer", 6],
      ["offer-length-truncated", "/offer", expect.any(Number)],
      ["silent-payment-form", "/silentPayment", undefined],
      ["amount-syntax", "/amount", 1],
      ["profile-amount", "/amount", undefined],
      ["profile-label", "/label", undefined],
      ["profile-character", "/label", undefined],
    ]);
  });

  test.each<readonly [PaymentInput, readonly (readonly [string, string, number | undefined])[]]>([
    [{ offer: `  lightning:${OFFER}` }, [["instruction-scheme", "/offer", 0]]],
    [{ address: `BITCOIN:${ADDRESS}` }, [["instruction-scheme", "/address", 0]]],
    [{ offer: ` ${OFFER.slice(0, 9)}b` }, [["offer-character-invalid", "/offer", 10]]],
    [{ offer: OFFER, label: "ab\ud83d" }, [["uri-utf8", "/label", 2]]],
    [{ offer: OFFER, message: "\udc00" }, [["uri-utf8", "/message", 0]]],
    [{ offer: OFFER, amount: " 1" }, [["amount-syntax", "/amount", 0]]],
  ])("%j is refused where it is at fault: %j", (input, faults) => {
    expect(placed(spec(input).faults)).toEqual(faults);
  });

  test("a remark on the whole points to the one part, or to nothing", () => {
    expect(placed(universal({ silentPayment: SILENT }).faults)).toEqual([
      ["profile-silent-payment-alone", "/silentPayment", undefined],
    ]);
    const input = { address: ADDRESS, offer: makeOffer({ amount: 1, description: "tea" }) };
    expect(placed(universal(input).faults)).toEqual([["profile-amount-in-part", "", undefined]]);
  });

  test("what is too long is told of the whole", () => {
    const input = { offer: OFFER, label: "a".repeat(2048) };
    expect(placed(spec(input).faults)).toEqual([["uri-too-long", "", undefined]]);
    const most = { offer: OFFER, label: "a".repeat(2048 - `bitcoin:?lno=${OFFER}&label=`.length) };
    expect(spec(most).faults).toEqual([]);
    expect(spec(most).uri).toHaveLength(2048);
  });
});

describe("a URI and parts of one", () => {
  test("are not mixed: each part is named", () => {
    const { faults } = spec({ uri: `bitcoin:?lno=${OFFER}`, offer: OFFER, label: "a", amount: "x" });
    expect(placed(faults)).toEqual([
      ["instructions-ambiguous", "/offer", undefined],
      ["instructions-ambiguous", "/amount", undefined],
      ["instructions-ambiguous", "/label", undefined],
    ]);
  });

  test("what is wrong with the URI is told besides", () => {
    const { faults } = spec({ uri: "bitcoin:", offer: OFFER });
    expect(placed(faults)).toEqual([
      ["instructions-ambiguous", "/offer", undefined],
      ["uri-nothing-to-pay", "/uri", undefined],
    ]);
  });
});

describe("a URI's canonical form", () => {
  test.each([
    [`BITCOIN:${ADDRESS.toUpperCase()}?LNO=${OFFER.toUpperCase()}`, `bitcoin:${ADDRESS}?lno=${OFFER}`],
    // Base58 and values that nobody knows keep their case; so does the order.
    [`Bitcoin:${P2PKH}?ABC=DeF&Lno=${OFFER}`, `bitcoin:${P2PKH}?abc=DeF&lno=${OFFER}`],
    [`bitcoin:?SP=${SILENT}&lno=${OFFER}`, `bitcoin:?sp=${SILENT}&lno=${OFFER}`],
    [`bitcoin:?lno=${OFFER}&REQ-POP=App%3a`, `bitcoin:?lno=${OFFER}&req-pop=App%3A`],
    [`bitcoin:?lno=${OFFER}&pop=App:`, `bitcoin:?lno=${OFFER}&pop=App:`],
    [`bitcoin:?lno=${OFFER}&amount=020.30`, `bitcoin:?lno=${OFFER}&amount=20.3`],
    [`bitcoin:?lno=${OFFER}&x=%41%c3%a9`, `bitcoin:?lno=${OFFER}&x=A%C3%A9`],
    [`bitcoin:?lno=${OFFER}&x=a=b`, `bitcoin:?lno=${OFFER}&x=a=b`],
    // What is reserved may mean something else when its escape is taken away (RFC 3986 §2.2).
    [`bitcoin:?lno=${OFFER}&x=a%3db%2b+%7E`, `bitcoin:?lno=${OFFER}&x=a%3Db%2B+~`],
    [`bitcoin:?&lno=${OFFER}&&x&`, `bitcoin:?lno=${OFFER}&x`],
    [`bitcoin:${ADDRESS}?`, `bitcoin:${ADDRESS}`],
    [`bitcoin:?lno=${OFFER.slice(0, 9)}+%20${OFFER.slice(9)}`, `bitcoin:?lno=${OFFER}`],
  ])("of %s is %s", (given, uri) => {
    const published = spec({ uri: given });
    expect(published.faults).toEqual([]);
    expect(published.uri).toBe(uri);
    expect(spec({ uri }).uri).toBe(uri);
  });

  test("is no longer than the URI", () => {
    for (const filler of ["=", "%", "%41", "+", "%2B"]) {
      const uri = `bitcoin:?lno=${OFFER}&x=`.padEnd(2_048, filler).replace(/%4?$|%2$/, "");
      expect(spec({ uri }).uri.length).toBeLessThanOrEqual(uri.length);
    }
  });
});

describe("positions in a URI", () => {
  const at = (uri: string, piece: string): number => uri.indexOf(piece);

  test.each([
    [`bitcoin:?lno=${OFFER.slice(0, 20)}b${OFFER.slice(20)}`, "offer-character-invalid", "b", 20],
    [`bitcoin:?x=%41&lno=%6Cno1b${OFFER.slice(4)}`, "offer-character-invalid", "b", 14],
    [`bitcoin:?lno=${OFFER}&x=%zz`, "uri-escape", "%zz", 0],
    [`bitcoin:?x=1&amount=1%2C5&lno=${OFFER}`, "amount-syntax", "%2C", 0],
    [`BITCOIN:?LNO=${OFFER}&lightning=lnbc`, "invoice-form", "lnbc", 0],
  ])("%s: %s", (uri, code, piece, offset) => {
    const found = spec({ uri }).faults.find((fault) => fault.code === code);
    const place = offset > 0 ? uri.indexOf(piece, offset) : at(uri, piece);
    expect(found).toMatchObject({ pointer: "/uri", position: place });
  });

  test("of remarks are those of the value, or of a key without one", () => {
    const uri = `bitcoin:?lno=${OFFER}&label=a&x&y=`;
    const { faults, warnings } = universal({ uri });
    expect(placed(faults)).toEqual([
      ["profile-label", "/uri", uri.indexOf("a&x")],
      ["profile-value-missing", "/uri", uri.indexOf("x&y")],
      ["profile-empty-value", "/uri", uri.length],
    ]);
    expect(placed(warnings)).toEqual([
      ["profile-unknown-parameter", "/uri", uri.indexOf("x&y")],
      ["profile-unknown-parameter", "/uri", uri.length],
    ]);
  });
});

describe("when what is paid to ends", () => {
  const invoice = (seconds: number) =>
    writeInvoice({ timestamp: NOW, fields: [...NEEDED, numberField("x", seconds)] });

  test.each<readonly [PaymentInput, number | null]>([
    [{ offer: OFFER }, null],
    [{ address: ADDRESS }, null],
    [{ offer: makeOffer({ expiry: NOW + 1 }) }, NOW + 1],
    [{ invoice: invoice(7) }, NOW + 7],
    [{ offer: makeOffer({ expiry: NOW + 8 }), invoice: invoice(7) }, NOW + 7],
    [{ offer: makeOffer({ expiry: NOW + 6 }), invoice: invoice(7) }, NOW + 6],
    [{ offer: makeOffer({ expiry: 2n ** 64n - 1n }), invoice: invoice(7) }, NOW + 7],
    [{ offer: makeOffer({ expiry: 2n ** 64n - 1n }) }, null],
  ])("%j: %s", (input, end) => {
    expect(spec(input)).toMatchObject({ endsAt: end, faults: [] });
  });

  test("is not asked where no time is given", () => {
    const offer = makeOffer({ expiry: 1 });
    expect(publicationOf({ offer }, { network: "mainnet", profile: "spec" }).faults).toEqual([]);
    expect(placed(spec({ offer }).faults)).toMatchObject([["offer-expired", "/offer", expect.any(Number)]]);
  });
});

test("every address is warned of: its payments are there for everyone to see", () => {
  const { warnings } = universal({ uri: `bitcoin:${ADDRESS}?lno=${OFFER}&bc=${ADDRESS}` });
  const reused = placed(warnings).filter(([code]) => code === "address-reused");
  expect(reused).toEqual([
    ["address-reused", "/uri", "bitcoin:".length],
    ["address-reused", "/uri", `bitcoin:${ADDRESS}?lno=${OFFER}&bc=`.length],
  ]);
});
