import { hex } from "@scure/base";
import fc from "fast-check";
import { NETWORK_MARKS, NETWORKS, type Network } from "../../src/zone/payment/network.ts";
import { PROFILES } from "../../src/zone/payment/profile/profile.ts";
import type { PaymentInput, PublicationContext } from "../../src/zone/payment/publication.ts";
import { formatAmount } from "../../src/zone/payment/uri/amount.ts";
import { writeBase58Address, writeSilentPayment, writeWitnessAddress } from "../support/address-writer.ts";
import { NEEDED, numberField, writeInvoice } from "../support/invoice-writer.ts";
import { ISSUER_ID, makeOffer } from "../support/offer-text.ts";
import { mutatedUri } from "./bip321-arbitrary.ts";
import { validOffer } from "./bolt12-offer-arbitrary.ts";
import { junk } from "./text-arbitrary.ts";

/** Unix seconds. */
const NOW = 1_767_225_600;

const context = (network: Network): fc.Arbitrary<PublicationContext> =>
  fc.constantFrom(...PROFILES).map((profile) => ({ network, profile, now: NOW }));

/** As people write it: in either case, an offer in chunks. */
const inEitherCase = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(text, fc.boolean()).map(([lower, isUpper]) => (isUpper ? lower.toUpperCase() : lower));
const inChunks = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(text, fc.array(fc.nat(1_000), { maxLength: 3 }), fc.constantFrom("+", "+ ", "+\n\t"))
    .map(([whole, places, join]) =>
      places.reduce((chunked, place) => {
        const at = 5 + (place % (whole.length - 6));
        return /[a-z0-9]{2}/i.test(chunked.slice(at - 1, at + 1))
          ? chunked.slice(0, at) + join + chunked.slice(at)
          : chunked;
      }, whole),
    );

const offerOf = (network: Network): fc.Arbitrary<string> => {
  const text = validOffer.map(({ expiry: _, chains, ...parts }) => {
    const { chainHashes } = NETWORK_MARKS[network];
    return makeOffer(
      network === "mainnet" ? { ...parts, chains } : { ...parts, chains: chainHashes.slice(0, 1) },
    );
  });
  return inChunks(inEitherCase(text));
};
const octets = (length: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map(hex.encode);
/** Base58 has two cases. */
const base58Of = (network: Network): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom("p2pkh" as const, "p2sh" as const), octets(20))
    .map(([type, hash]) => writeBase58Address(NETWORK_MARKS[network][type], hash));
const witnessOf = (network: Network): fc.Arbitrary<string> =>
  fc
    .oneof(
      fc.tuple(fc.constant(0), octets(20)),
      fc.tuple(fc.constant(0), octets(32)),
      fc.tuple(fc.constant(1), fc.constant(ISSUER_ID.slice(2))),
      fc.tuple(fc.integer({ min: 2, max: 16 }), octets(8)),
    )
    .map(([version, program]) => writeWitnessAddress(NETWORK_MARKS[network].segwit, version, program));
const addressOf = (network: Network): fc.Arbitrary<string> =>
  fc.oneof(base58Of(network), inEitherCase(witnessOf(network)));
const silentPaymentOf = (network: Network): fc.Arbitrary<string> => {
  const versionAndRest = fc.oneof(
    fc.constant([0, ""] as const),
    fc.tuple(fc.integer({ min: 1, max: 30 }), octets(9)),
  );
  const hrp = NETWORK_MARKS[network].silentPayment;
  return inEitherCase(
    versionAndRest.map(([version, rest]) => writeSilentPayment(hrp, version, ISSUER_ID + ISSUER_ID + rest)),
  );
};
const invoiceOf = (network: Network): fc.Arbitrary<string> =>
  inEitherCase(
    fc.tuple(fc.constantFrom("", "10u", "1m"), fc.integer({ min: 1, max: 10_000 })).map(([amount, seconds]) =>
      writeInvoice({
        hrp: `ln${NETWORK_MARKS[network].invoice}${amount}`,
        timestamp: NOW,
        fields: [...NEEDED, numberField("x", seconds)],
      }),
    ),
  );

const amount = fc
  .tuple(fc.bigInt({ min: 1n, max: 2_100_000_000_000_000n }), fc.constantFrom("", "0", "00"))
  .map(([satoshi, zeros]) => zeros + formatAmount(satoshi));
const words = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.string({ unit: fc.constantFrom(...'&=?#%+ /"\\\0é₿'), maxLength: 8 }),
);

interface Given {
  readonly input: PaymentInput;
  readonly context: PublicationContext;
}

/** Ingredients that break no rule of a BIP, with something to pay to among them. */
export const ingredients: fc.Arbitrary<Given> = fc.constantFrom(...NETWORKS).chain((network) =>
  fc.record({
    context: context(network),
    input: fc
      .record(
        {
          offer: offerOf(network),
          address: addressOf(network),
          silentPayment: silentPaymentOf(network),
          invoice: invoiceOf(network),
          amount,
          label: words.map((text) => text.toWellFormed()),
          message: words.map((text) => text.toWellFormed()),
        },
        { requiredKeys: [] },
      )
      .filter(
        ({ offer, address, silentPayment, invoice }) =>
          (offer ?? address ?? silentPayment ?? invoice) !== undefined,
      ),
  }),
);

const anyText = fc.oneof(
  junk,
  words,
  mutatedUri,
  fc.constantFrom("", "lno1", "lno1+", "bitcoin:", "bitcoin:?lno=", "1".repeat(8192), "\ud800", "K"),
);
const anyInput: fc.Arbitrary<PaymentInput> = fc.record(
  {
    uri: anyText,
    offer: anyText,
    address: anyText,
    silentPayment: anyText,
    invoice: anyText,
    amount: anyText,
    label: anyText,
    message: anyText,
  },
  { requiredKeys: [] },
);

/** Anything at all, half of it URIs alone. */
export const anything: fc.Arbitrary<Given> = fc.constantFrom(...NETWORKS).chain((network) =>
  fc.record({
    context: context(network),
    input: fc.oneof(
      anyInput,
      mutatedUri.map((uri) => ({ uri })),
      anyText.map((uri) => ({ uri })),
    ),
  }),
);

interface Spoilt extends Given {
  /** How far into the URI something is put, and what. */
  readonly place: number;
  readonly piece: string;
}

/** Good ingredients, and what to put into the URI that comes of them. */
export const spoiltIngredients: fc.Arbitrary<Spoilt> = fc
  .tuple(
    ingredients,
    fc.nat(1_000),
    fc.oneof(
      fc.constantFrom(..."%&=?#+ /\"'\\\0é₿1bqL"),
      fc.constantFrom("&&", "%41", "%c3%a9", "%zz", "&x", "&x=", "&x=1", "&lno=", "req-"),
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
  )
  .map(([given, place, piece]) => ({ ...given, place, piece }));
