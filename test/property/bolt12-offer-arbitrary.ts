import { secp256k1 } from "@noble/curves/secp256k1.js";
import { hex } from "@scure/base";
import fc from "fast-check";
import type { BlindedPath, Introduction } from "../../src/zone/payment/bolt12/blinded-path.ts";
import { NETWORK_MARKS } from "../../src/zone/payment/network.ts";
import type { OfferParts } from "../support/offer-text.ts";

const { BASE } = secp256k1.Point;

const POINTS: readonly string[] = Array.from({ length: 16 }, (_, index) =>
  BASE.multiply(3n ** BigInt(index + 40)).toHex(true),
);

const point = fc.constantFrom(...POINTS);

const octets = (maxLength: number): fc.Arbitrary<string> => fc.uint8Array({ maxLength }).map(hex.encode);

const introduction: fc.Arbitrary<Introduction> = fc.oneof(
  fc.record({ kind: fc.constant("node" as const), nodeId: point }),
  fc.record({
    kind: fc.constant("channel" as const),
    direction: fc.constantFrom(0 as const, 1 as const),
    scid: fc.tuple(fc.nat(0xff_ffff), fc.nat(0xff_ffff), fc.nat(0xffff)).map((parts) => parts.join("x")),
  }),
);

const path: fc.Arbitrary<BlindedPath> = fc.record({
  introduction,
  pathKey: point,
  hops: fc.array(fc.record({ blindedNodeId: point, encryptedRecipientData: octets(60) }), {
    minLength: 1,
    maxLength: 3,
  }),
});

/** Feature bits that any payer may pass over. */
const features = fc
  .uint8Array({ maxLength: 12 })
  .map((bits) => hex.encode(bits.map((octet) => octet & 0xaa)));

const integer = (min: bigint, max = 2n ** 64n - 1n): fc.Arbitrary<bigint> =>
  fc.oneof(fc.bigInt({ min, max }), fc.bigInt({ min, max: min + 300n }));

const text = fc.oneof(fc.string({ maxLength: 40 }), fc.string({ unit: "binary", maxLength: 20 }));

const currency = fc.string({
  unit: fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
  minLength: 3,
  maxLength: 3,
});

const amount = fc.oneof(
  fc.record({ amount: integer(1n, 2_100_000_000_000_000_000n), description: text }),
  fc.record({ amount: integer(1n), currency, description: text }),
  fc.record({ description: text }, { requiredKeys: [] }),
);

/** Record types without a meaning that any payer may pass over. */
const unknownType = fc.oneof(
  fc.nat(39).map((index) => index * 2 + 1),
  fc.nat(499_999_999).map((index) => 1_000_000_001 + index * 2),
);

const issuer = fc.oneof(
  fc.record({
    issuerId: point,
    paths: fc.option(fc.array(path, { minLength: 1, maxLength: 3 }), { nil: undefined }),
  }),
  fc.record({ issuerId: fc.constant(null), paths: fc.array(path, { minLength: 1, maxLength: 3 }) }),
);

const [MAINNET = ""] = NETWORK_MARKS.mainnet.chainHashes;
const rest = fc.record(
  {
    chains: fc
      .array(fc.uint8Array({ minLength: 32, maxLength: 32 }).map(hex.encode), { maxLength: 3 })
      .map((others) => [...others, MAINNET]),
    metadata: octets(40),
    features,
    expiry: integer(0n),
    issuer: text,
    quantityMax: integer(0n),
    extra: fc.uniqueArray(fc.record({ type: unknownType, value: fc.uint8Array({ maxLength: 20 }) }), {
      selector: ({ type }) => type,
      maxLength: 3,
    }),
  },
  { requiredKeys: [] },
);

/** What an offer for mainnet that nobody refuses can say. */
export const validOffer: fc.Arbitrary<OfferParts> = fc
  .tuple(amount, issuer, rest)
  .map(([asked, asker, others]) => ({ ...others, ...asker, ...asked }));
