/*
 * The test vectors of BOLT 12 for offers: the texts and their descriptions are those of the Lightning specifications,
 * https://github.com/lightning/bolts (bolt12/offers-test.json), by their authors under CC-BY 4.0,
 * https://creativecommons.org/licenses/by/4.0/. What they say as typed values and codes is this project's.
 */
import type { BlindedPath } from "../../src/zone/payment/bolt12/blinded-path.ts";
import type { Offer } from "../../src/zone/payment/bolt12/offer.ts";
import type { OfferFaultCode } from "../../src/zone/payment/bolt12/offer-fault.ts";
import type { Network } from "../../src/zone/payment/network.ts";

export interface ValidOffer {
  readonly description: string;
  readonly network: Network;
  readonly text: string;
  /** Beside what {@link SAID_BY_ALL}. */
  readonly says: Partial<Omit<Offer, "text" | "issuerId">> & { readonly issuerId?: undefined };
}

export interface InvalidOffer {
  readonly description: string;
  readonly text: string;
  /** All that is wrong with it; first what the description names. */
  readonly codes: readonly [OfferFaultCode, ...OfferFaultCode[]];
}

export const SAID_BY_ALL = {
  chains: [],
  paths: [],
  unknown: [],
  issuerId: "02eec7245d6b7d2ccb30380bfbe2a3648cd7a942653f5aa340edcea1f283686619",
} as const;

const DESCRIPTION = "Test vectors";
const HELLO_WORLD = "68656c6c6f776f726c64";

const MAINNET = "6fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000";
const TESTNET = "43497fd7f826957108f4a30fd9cec3aeba79972084e90ead01ea330900000000";
const LIQUID = "1466275836220db2944ca059a3a10ef6fd2ea684b0688d2c379296888a206003";

const POINT = "02".repeat(33);

const path = (introduction: BlindedPath["introduction"], last: string): BlindedPath => ({
  introduction,
  pathKey: POINT,
  hops: [
    { blindedNodeId: POINT, encryptedRecipientData: "00".repeat(16) },
    { blindedNodeId: POINT, encryptedRecipientData: last.repeat(8) },
  ],
});

const VIA_BOB = path(
  { kind: "node", nodeId: "0324653eac434488002cc06bbfb7f10fe18991e35f9fe4302dbea6d2353dc0ab1c" },
  "11",
);

const viaChannel = (direction: 0 | 1, scid: string, last: string): BlindedPath =>
  path({ kind: "channel", direction, scid }, last);

export const VALID_OFFERS: readonly ValidOffer[] = [
  {
    description: "Minimal bolt12 offer",
    network: "mainnet",
    text: "lno1zcss9mk8y3wkklfvevcrszlmu23kfrxh49px20665dqwmn4p72pksese",
    says: {},
  },
  {
    description: "with description (but no amount)",
    network: "mainnet",
    text: "lno1pgx9getnwss8vetrw3hhyuckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg",
    says: { description: DESCRIPTION },
  },
  {
    description: "for testnet",
    network: "testnet",
    text: "lno1qgsyxjtl6luzd9t3pr62xr7eemp6awnejusgf6gw45q75vcfqqqqqqq2p32x2um5ypmx2cm5dae8x93pqthvwfzadd7jejes8q9lhc4rvjxd022zv5l44g6qah82ru5rdpnpj",
    says: { chains: [TESTNET], description: DESCRIPTION },
  },
  {
    description: "for bitcoin (redundant)",
    network: "mainnet",
    text: "lno1qgsxlc5vp2m0rvmjcxn2y34wv0m5lyc7sdj7zksgn35dvxgqqqqqqqq2p32x2um5ypmx2cm5dae8x93pqthvwfzadd7jejes8q9lhc4rvjxd022zv5l44g6qah82ru5rdpnpj",
    says: { chains: [MAINNET], description: DESCRIPTION },
  },
  {
    description: "for bitcoin or liquidv1",
    network: "mainnet",
    text: "lno1qfqpge38tqmzyrdjj3x2qkdr5y80dlfw56ztq6yd9sme995g3gsxqqm0u2xq4dh3kdevrf4zg6hx8a60jv0gxe0ptgyfc6xkryqqqqqqqq9qc4r9wd6zqan9vd6x7unnzcss9mk8y3wkklfvevcrszlmu23kfrxh49px20665dqwmn4p72pksese",
    says: { chains: [LIQUID, MAINNET], description: DESCRIPTION },
  },
  {
    description: "with metadata",
    network: "mainnet",
    text: "lno1qsgqqqqqqqqqqqqqqqqqqqqqqqqqqzsv23jhxapqwejkxar0wfe3vggzamrjghtt05kvkvpcp0a79gmy3nt6jsn98ad2xs8de6sl9qmgvcvs",
    says: { metadata: "00".repeat(16), description: DESCRIPTION },
  },
  {
    description: "with amount",
    network: "mainnet",
    text: "lno1pqpzwyq2p32x2um5ypmx2cm5dae8x93pqthvwfzadd7jejes8q9lhc4rvjxd022zv5l44g6qah82ru5rdpnpj",
    says: { amount: 10_000n, description: DESCRIPTION },
  },
  {
    description: "with currency",
    network: "mainnet",
    text: "lno1qcp4256ypqpzwyq2p32x2um5ypmx2cm5dae8x93pqthvwfzadd7jejes8q9lhc4rvjxd022zv5l44g6qah82ru5rdpnpj",
    says: { currency: "USD", amount: 10_000n, description: DESCRIPTION },
  },
  {
    description: "with expiry",
    network: "mainnet",
    text: "lno1pgx9getnwss8vetrw3hhyucwq3ay997czcss9mk8y3wkklfvevcrszlmu23kfrxh49px20665dqwmn4p72pksese",
    says: { description: DESCRIPTION, absoluteExpiry: 2_051_184_600n },
  },
  {
    description: "with issuer",
    network: "mainnet",
    text: "lno1pgx9getnwss8vetrw3hhyucjy358garswvaz7tmzdak8gvfj9ehhyeeqgf85c4p3xgsxjmnyw4ehgunfv4e3vggzamrjghtt05kvkvpcp0a79gmy3nt6jsn98ad2xs8de6sl9qmgvcvs",
    says: { description: DESCRIPTION, issuer: "https://bolt12.org BOLT12 industries" },
  },
  {
    description: "with quantity",
    network: "mainnet",
    text: "lno1pgx9getnwss8vetrw3hhyuc5qyz3vggzamrjghtt05kvkvpcp0a79gmy3nt6jsn98ad2xs8de6sl9qmgvcvs",
    says: { description: DESCRIPTION, quantityMax: 5n },
  },
  {
    description: "with unlimited (or unknown) quantity",
    network: "mainnet",
    text: "lno1pgx9getnwss8vetrw3hhyuc5qqtzzqhwcuj966ma9n9nqwqtl032xeyv6755yeflt235pmww58egx6rxry",
    says: { description: DESCRIPTION, quantityMax: 0n },
  },
  {
    description: "with single quantity (weird but valid)",
    network: "mainnet",
    text: "lno1pgx9getnwss8vetrw3hhyuc5qyq3vggzamrjghtt05kvkvpcp0a79gmy3nt6jsn98ad2xs8de6sl9qmgvcvs",
    says: { description: DESCRIPTION, quantityMax: 1n },
  },
  {
    description: "with feature",
    network: "mainnet",
    text: "lno1pgx9getnwss8vetrw3hhyucvp5yqqqqqqqqqqqqqqqqqqqqkyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg",
    says: { description: DESCRIPTION, features: `08${"00".repeat(12)}` },
  },
  {
    description: "with blinded path via Bob (0x424242...), path_key 020202...",
    network: "mainnet",
    text: "lno1pgx9getnwss8vetrw3hhyucs5ypjgef743p5fzqq9nqxh0ah7y87rzv3ud0eleps9kl2d5348hq2k8qzqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgqpqqqqqqqqqqqqqqqqqqqqqqqqqqqzqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqqzq3zyg3zyg3zyg3vggzamrjghtt05kvkvpcp0a79gmy3nt6jsn98ad2xs8de6sl9qmgvcvs",
    says: { description: DESCRIPTION, paths: [VIA_BOB] },
  },
  {
    description: "same, with blinded path first_node_id using sciddir",
    network: "mainnet",
    text: "lno1pgx9getnwss8vetrw3hhyucs3yqqqqqqqqqqqqp2qgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqqyqqqqqqqqqqqqqqqqqqqqqqqqqqqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqqgzyg3zyg3zyg3z93pqthvwfzadd7jejes8q9lhc4rvjxd022zv5l44g6qah82ru5rdpnpj",
    says: { description: DESCRIPTION, paths: [viaChannel(0, "0x0x42", "11")] },
  },
  {
    description: "with no issuer_id and blinded path via Bob (0x424242...), path_key 020202...",
    network: "mainnet",
    text: "lno1pgx9getnwss8vetrw3hhyucs5ypjgef743p5fzqq9nqxh0ah7y87rzv3ud0eleps9kl2d5348hq2k8qzqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgqpqqqqqqqqqqqqqqqqqqqqqqqqqqqzqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqqzq3zyg3zyg3zygs",
    says: { description: DESCRIPTION, paths: [VIA_BOB], issuerId: undefined },
  },
  {
    description: "... and with second blinded path via 1x2x3 (direction 1), path_key 020202...",
    network: "mainnet",
    text: "lno1pgx9getnwss8vetrw3hhyucsl5qj5qeyv5l2cs6y3qqzesrth7mlzrlp3xg7xhulusczm04x6g6nms9trspqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqqsqqqqqqqqqqqqqqqqqqqqqqqqqqpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqsqpqg3zyg3zyg3zygpqqqqzqqqqgqqxqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqqgqqqqqqqqqqqqqqqqqqqqqqqqqqqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgqqsg3zyg3zyg3zygtzzqhwcuj966ma9n9nqwqtl032xeyv6755yeflt235pmww58egx6rxry",
    says: { description: DESCRIPTION, paths: [VIA_BOB, viaChannel(1, "1x2x3", "22")] },
  },
  {
    description: "unknown odd field",
    network: "mainnet",
    text: "lno1pgx9getnwss8vetrw3hhyuckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxfppf5x2mrvdamk7unvvs",
    says: { description: DESCRIPTION, unknown: [{ type: 33, value: HELLO_WORLD }] },
  },
  {
    description: "unknown odd experimental field",
    network: "mainnet",
    text: "lno1pgx9getnwss8vetrw3hhyuckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvx078wdv5gg2dpjkcmr0wahhymry",
    says: { description: DESCRIPTION, unknown: [{ type: 1_000_000_033, value: HELLO_WORLD }] },
  },
];

/**
 * Some are broken in another way than they are meant to be: the lengths around the blinded paths and the two-octet prefix
 * of the large types are wrong. What they are meant to show is shown again in the tests of the rooms.
 */
export const INVALID_OFFERS: readonly InvalidOffer[] = [
  {
    description: "Malformed: fields out of order",
    text: "lno1zcssyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszpgz5znzfgdzs",
    codes: ["offer-types-not-ascending"],
  },
  {
    description: "Malformed: unknown even TLV type 78",
    text: "lno1pgz5znzfgdz3vggzqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpysgr0u2xq4dh3kdevrf4zg6hx8a60jv0gxe0ptgyfc6xkryqqqqqqqq",
    codes: ["offer-type-unknown-even"],
  },
  { description: "Malformed: empty", text: "lno1", codes: ["offer-empty"] },
  { description: "Malformed: truncated at type", text: "lno1pg", codes: ["offer-length-truncated"] },
  { description: "Malformed: truncated in length", text: "lno1pt7s", codes: ["offer-length-truncated"] },
  { description: "Malformed: truncated after length", text: "lno1pgpq", codes: ["offer-value-truncated"] },
  { description: "Malformed: truncated in description", text: "lno1pgpyz", codes: ["offer-value-truncated"] },
  {
    description: "Malformed: invalid offer_chains length",
    text: "lno1qgqszzs9g9xyjs69zcssyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqsz",
    codes: ["offer-value-length-wrong"],
  },
  {
    description: "Malformed: truncated currency UTF-8",
    text: "lno1qcqcqzs9g9xyjs69zcssyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqsz",
    codes: ["offer-utf8-invalid", "offer-amount-missing"],
  },
  {
    description: "Malformed: invalid currency UTF-8",
    text: "lno1qcplllhapqpq86q2q4qkc6trv5tzzq6muh550qsfva9fdes0ruph7ctk2s8aqq06r4jxj3msc448wzwy9s",
    codes: ["offer-utf8-invalid"],
  },
  {
    description: "Malformed: truncated description UTF-8",
    text: "lno1pgqcq93pqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqy",
    codes: ["offer-utf8-invalid"],
  },
  {
    description: "Malformed: invalid description UTF-8",
    text: "lno1pgpgqsgkyypqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs",
    codes: ["offer-utf8-invalid"],
  },
  {
    description: "Malformed: truncated offer_paths",
    text: "lno1pgz5znzfgdz3qqgpzcssyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqsz",
    codes: ["offer-path-truncated"],
  },
  {
    description: "Malformed: zero num_hops in blinded_path",
    text: "lno1pgz5znzfgdz3qqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqsqzcssyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqsz",
    codes: ["offer-path-truncated", "offer-types-not-ascending"],
  },
  {
    description: "Malformed: truncated onionmsg_hop in blinded_path",
    text: "lno1pgz5znzfgdz3qqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqspqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqgkyypqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs",
    codes: ["offer-path-truncated", "offer-types-not-ascending"],
  },
  {
    description: "Malformed: bad first_node_id in blinded_path",
    text: "lno1pgz5znzfgdz3qqcrqvpsxqcrqvpsxqcrqvpsxqcrqvpsxqcrqvpsxqcrqvpsxqcrqvpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqspqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqgqzcssyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqsz",
    codes: ["offer-path-truncated", "offer-types-not-ascending"],
  },
  {
    description: "Malformed: bad path_key in blinded_path",
    text: "lno1pgz5znzfgdz3qqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpsxqcrqvpsxqcrqvpsxqcrqvpsxqcrqvpsxqcrqvpsxqcrqvpsxqcpqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqgqzcssyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqsz",
    codes: ["offer-path-truncated", "offer-types-not-ascending"],
  },
  {
    description: "Malformed: bad blinded_node_id in onionmsg_hop",
    text: "lno1pgz5znzfgdz3qqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqspqvpsxqcrqvpsxqcrqvpsxqcrqvpsxqcrqvpsxqcrqvpsxqcrqvpsxqgqzcssyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqsz",
    codes: ["offer-path-truncated", "offer-types-not-ascending"],
  },
  {
    description: "Malformed: truncated issuer UTF-8",
    text: "lno1pgz5znzfgdz3yqvqzcssyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqsz",
    codes: ["offer-utf8-invalid"],
  },
  {
    description: "Malformed: invalid issuer UTF-8",
    text: "lno1pgz5znzfgdz3yq5qgytzzqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqg",
    codes: ["offer-utf8-invalid"],
  },
  {
    description: "Malformed: invalid offer_issuer_id",
    text: "lno1pgz5znzfgdz3vggzqvpsxqcrqvpsxqcrqvpsxqcrqvpsxqcrqvpsxqcrqvpsxqcrqvps",
    codes: ["offer-point-invalid"],
  },
  {
    description: "Contains type >= 80",
    text: "lno1pgz5znzfgdz3vggzqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgp9qgr0u2xq4dh3kdevrf4zg6hx8a60jv0gxe0ptgyfc6xkryqqqqqqqq",
    codes: ["offer-type-out-of-range"],
  },
  {
    description: "Contains type > 1999999999",
    text: "lno1pgz5znzfgdz3vggzqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgp06ae4jsq9qgr0u2xq4dh3kdevrf4zg6hx8a60jv0gxe0ptgyfc6xkryqqqqqqqq",
    codes: ["offer-type-out-of-range", "offer-value-truncated"],
  },
  {
    description: "Contains unknown even type (1000000002)",
    text: "lno1pgz5znzfgdz3vggzqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgp06wu6egp9qgr0u2xq4dh3kdevrf4zg6hx8a60jv0gxe0ptgyfc6xkryqqqqqqqq",
    codes: ["offer-type-out-of-range", "offer-value-truncated"],
  },
  {
    description: "Contains unknown feature 122",
    text: "lno1pgx9getnwss8vetrw3hhyucvzqzqqqqqqqqqqqqqqqqqqqqqqqqpvggzamrjghtt05kvkvpcp0a79gmy3nt6jsn98ad2xs8de6sl9qmgvcvs",
    codes: ["offer-feature-unknown-even"],
  },
  {
    description: "Missing offer_description, but has offer_amount",
    text: "lno1pqpzwyqkyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg",
    codes: ["offer-description-missing"],
  },
  {
    description: "Missing offer_amount with offer_currency",
    text: "lno1qcp4256ypgx9getnwss8vetrw3hhyuckyypwa3eyt44h6txtxquqh7lz5djge4afgfjn7k4rgrkuag0jsd5xvxg",
    codes: ["offer-amount-missing"],
  },
  {
    description: "Invalid: zero offer_amount",
    text: "lno1pqqq5qqkyyp4he0fg7pqje62jmnq78cr0ashv4q06qql58tyd9rhp3t2wuyugtq",
    codes: ["offer-amount-zero"],
  },
  {
    description: "Invalid: zero offer_amount with currency",
    text: "lno1qcp4256ypqqq5qqkyyp4he0fg7pqje62jmnq78cr0ashv4q06qql58tyd9rhp3t2wuyugtq",
    codes: ["offer-amount-zero"],
  },
  {
    description: "Missing offer_issuer_id and no offer_path",
    text: "lno1pgx9getnwss8vetrw3hhyuc",
    codes: ["offer-issuer-missing"],
  },
  {
    description: "Second offer_path is empty",
    text: "lno1pgx9getnwss8vetrw3hhyucsespjgef743p5fzqq9nqxh0ah7y87rzv3ud0eleps9kl2d5348hq2k8qzqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgqpqqqqqqqqqqqqqqqqqqqqqqqqqqqzqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqqzq3zyg3zyg3zygszqqqqyqqqqsqqvpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqsq",
    codes: ["offer-path-without-hops"],
  },
  {
    description: "offer_chains with zero entries",
    text: "lno1qgqpvggrt0j7j3uzp9n549hxpu0sxlmpwe2ql5qplgwkg628wrzk5acfcskq",
    codes: ["offer-chains-empty"],
  },
  {
    description: "Bech32 padding exceeds 4-bit limit",
    text: "lno1zcss9mk8y3wkklfvevcrszlmu23kfrxh49px20665dqwmn4p72pkseseq",
    codes: ["offer-padding-too-long"],
  },
];
