import { hex } from "@scure/base";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { BlindedPath } from "../../src/zone/payment/bolt12/blinded-path.ts";
import { decodeOffer, type Offer } from "../../src/zone/payment/bolt12/offer.ts";
import type { OfferFaultCode } from "../../src/zone/payment/bolt12/offer-fault.ts";
import type { TextFault } from "../../src/zone/payment/fault.ts";
import { NETWORK_MARKS } from "../../src/zone/payment/network.ts";
import { makeOffer, offerOctets, offerRecords, offerTextOf } from "../support/offer-text.ts";
import { FORMAT_STRINGS } from "../vectors/bolt12-format-strings.ts";
import { INVALID_OFFERS, VALID_OFFERS } from "../vectors/bolt12-offers.ts";
import { validOffer } from "./bolt12-offer-arbitrary.ts";
import { loadOracle, type OracleOffer, type OracleReader } from "./bolt12-oracle.ts";

let oracle: OracleReader;
beforeAll(async () => {
  oracle = await loadOracle();
});

type Fault = TextFault<OfferFaultCode>;

/** What is refused here and is not by LDK 0.1; the other way round there is nothing. */
interface KnownDifference {
  readonly code: OfferFaultCode;
  readonly why: string;
  /** A text that shows it. */
  readonly text: string;
  /** Whether a fault of that code is this one; without it, any is. */
  readonly is?: (fault: Fault, text: string) => boolean;
}

const CHUNKS = makeOffer();
const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    code: "offer-too-long",
    why: "a bound of this project's, more than any payment URI can hold",
    text: makeOffer({ extra: [{ type: 33, value: new Uint8Array(2560) }] }),
  },
  {
    code: "offer-character-invalid",
    why: "LDK takes any white space of Unicode after a +, here it is ASCII's",
    text: `${CHUNKS.slice(0, 9)}+\u2003${CHUNKS.slice(9)}`,
    is: ({ position = 0 }, text) => /\s/.test(text.charAt(position)),
  },
  {
    code: "offer-prefix-wrong",
    why: "the same within the first four characters",
    text: `ln+\u2003${CHUNKS.slice(2)}`,
    is: ({ position = 0 }, text) => /\s/.test(text.charAt(position)),
  },
  {
    code: "offer-padding-too-long",
    why: "LDK drops whatever is left over; BOLT 12's vector refuses it",
    text: INVALID_OFFERS.find(({ codes }) => codes[0] === "offer-padding-too-long")!.text,
  },
  {
    code: "offer-padding-not-zero",
    why: "the same",
    text: makeOffer({ description: "" }).replace(/s$/, "3"),
  },
  {
    code: "offer-chains-empty",
    why: "LDK reads an empty list as a list; BOLT 12's vector refuses it",
    text: makeOffer({ chains: [] }),
  },
  {
    code: "offer-wrong-network",
    why: "LDK reads an offer for any network, and judges it when it is paid",
    text: makeOffer({ chains: NETWORK_MARKS.signet.chainHashes }),
  },
  {
    code: "offer-utf8-invalid",
    why: "LDK keeps a currency's three octets as they are; BOLT 12's vector refuses what is not UTF-8",
    text: INVALID_OFFERS.find(({ description }) => description.includes("invalid currency UTF-8"))!.text,
    is: ({ detail }) => detail.startsWith("the currency"),
  },
  {
    code: "offer-currency-invalid",
    why: "the same for what is not ISO 4217",
    text: makeOffer({ currency: "usd", amount: 1, description: "" }),
  },
  {
    code: "offer-amount-zero",
    why: "a later LDK refuses it, as BOLT 12's vector does",
    text: makeOffer({ amount: 0, description: "" }),
  },
  {
    code: "offer-feature-unknown-even",
    why: "LDK reads the bit and refuses to pay",
    text: makeOffer({ features: "01" }),
  },
];

const isKnown = (fault: Fault, text: string): boolean =>
  KNOWN_DIFFERENCES.some(({ code, is }) => code === fault.code && (is === undefined || is(fault, text)));

/** Both take it and read the same in it, both refuse it, or the difference is known. */
function compare(text: string): "taken" | "refused" | "known difference" {
  const ours = decodeOffer(text, { network: "mainnet" });
  const theirs = oracle(text);
  if ("refused" in theirs) {
    expect([text, ours.value]).toEqual([text, undefined]);
    return "refused";
  }
  try {
    if (ours.value === undefined) {
      expect([text, ours.faults.filter((fault) => !isKnown(fault, text))]).toEqual([text, []]);
      return "known difference";
    }
    expect(asOracleSays(theirs)).toEqual(asOracleWouldSay(ours.value));
    return "taken";
  } finally {
    theirs.free();
  }
}

const hexOf = (octets: Uint8Array | undefined): string | undefined =>
  octets === undefined ? undefined : hex.encode(octets);

/** All that the oracle tells of an offer. */
const asOracleSays = (offer: OracleOffer): unknown => ({
  amount: offer.amount,
  description: offer.description,
  expiry: offer.expiry,
  issuer: offer.issuer,
  quantity: offer.quantity,
  issuerId: hexOf(offer.signing_pubkey),
  chains: offer.chains,
  paths: offer.paths.map((path) => ({
    nodeId: hexOf(path.introduction_node),
    direction: path.introduction_node_short_channel_id?.direction,
    scid: path.introduction_node_short_channel_id?.short_channel_id,
    pathKey: hexOf(path.blinding_point),
    hops: path.hops.map((hop) => [hexOf(hop.pubkey), hexOf(hop.encrypted_payload)]),
  })),
});

/** It shows control characters as U+FFFD. */
const printable = (text: string | undefined): string | undefined => text?.replace(/\p{Cc}/gu, "\ufffd");

/** Its numbers of the chains, the first of which an offer without chains has. */
const CHAINS = Object.values(NETWORK_MARKS).flatMap(({ chainHashes }) => chainHashes);
const chainNumber = (hash: string): number => (CHAINS.includes(hash) ? CHAINS.indexOf(hash) : CHAINS.length);

const scidNumber = (scid: string): bigint => {
  const [block = 0n, transaction = 0n, output = 0n] = scid.split("x").map(BigInt);
  return (block << 40n) | (transaction << 16n) | output;
};

const pathAsOracleWouldSay = ({ introduction, pathKey, hops }: BlindedPath): unknown => ({
  nodeId: introduction.kind === "node" ? introduction.nodeId : undefined,
  direction: introduction.kind === "node" ? undefined : introduction.direction,
  scid: introduction.kind === "node" ? undefined : scidNumber(introduction.scid),
  pathKey,
  hops: hops.map(({ blindedNodeId, encryptedRecipientData }) => [blindedNodeId, encryptedRecipientData]),
});

const asOracleWouldSay = (offer: Offer): unknown => ({
  // It does not tell amounts of other currencies.
  amount: offer.currency === undefined ? offer.amount : undefined,
  description: printable(offer.description),
  expiry: offer.absoluteExpiry,
  issuer: printable(offer.issuer),
  // One item where nothing is said; nothing where there is no bound.
  quantity: offer.quantityMax === 0n ? undefined : (offer.quantityMax ?? 1n),
  issuerId: offer.issuerId,
  chains: offer.chains.length === 0 ? [0] : offer.chains.map(chainNumber),
  paths: offer.paths.map(pathAsOracleWouldSay),
});

describe("LDK reads offers as this project does", () => {
  const texts = [...VALID_OFFERS, ...INVALID_OFFERS, ...FORMAT_STRINGS].map(({ text }) => text);

  test.each(texts)("BOLT 12's vector %j", (text) => {
    compare(text);
  });

  test("offers that are valid", () => {
    fc.assert(
      fc.property(validOffer, (parts) => {
        expect(compare(makeOffer(parts))).toBe("taken");
      }),
      { numRuns: 500 },
    );
  });

  test("offers that are spoilt in an octet", () => {
    const found = new Set<string>();
    fc.assert(
      fc.property(validOffer, fc.nat(), fc.integer({ min: 1, max: 255 }), (parts, place, flip) => {
        const octets = Uint8Array.from(offerOctets(offerRecords(parts)));
        octets[place % octets.length]! ^= flip;
        found.add(compare(offerTextOf(octets)));
      }),
      { numRuns: 1500 },
    );
    expect([...found].sort()).toEqual(["known difference", "refused", "taken"]);
  });

  test("offers that are spoilt in their text", () => {
    const inserted = fc.constantFrom(
      "",
      "q",
      "Q",
      "l",
      "1",
      "b",
      "+",
      "+ ",
      "++",
      "+\n\t ",
      " ",
      "+\u00a0",
      "é",
    );
    fc.assert(
      fc.property(validOffer, fc.nat(), inserted, fc.nat(3), (parts, place, characters, taken) => {
        const text = makeOffer(parts);
        const at = place % (text.length + 1);
        compare(text.slice(0, at) + characters + text.slice(at + taken));
      }),
      { numRuns: 1500 },
    );
  });

  test("offers that are cut short anywhere", () => {
    const text = VALID_OFFERS.find(({ description }) => description.startsWith("... and with second"))!.text;
    for (let length = 0; length <= text.length; length += 1) compare(text.slice(0, length));
  });
});

describe("the differences from LDK that are known", () => {
  test.each(KNOWN_DIFFERENCES)("$code: $why", ({ code, text, is }) => {
    const { faults = [] } = decodeOffer(text, { network: "mainnet" });
    expect(faults.map((fault) => fault.code)).toContain(code);
    expect(is === undefined || faults.every((fault) => is(fault, text))).toBe(true);
    expect(oracle(text)).not.toHaveProperty("refused");
  });
});
