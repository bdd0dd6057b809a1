export const NETWORKS = Object.freeze(["mainnet", "testnet", "signet", "regtest"] as const);
export type Network = (typeof NETWORKS)[number];

/** How a network marks what belongs to it. Test networks share marks: what carries one fits all of its networks. */
export interface NetworkMarks {
  /** BOLT 12: genesis blocks' hashes as they stand in `offer_chains`, in hex. Two test chains go by the name of testnet. */
  readonly chainHashes: readonly string[];
  /** BIP-173: the human-readable part of segwit addresses. */
  readonly segwit: string;
  /** Version octets of Base58Check addresses. */
  readonly p2pkh: number;
  readonly p2sh: number;
  /** BIP-352: the human-readable part of silent-payment addresses. */
  readonly silentPayment: string;
  /** BOLT 11: what follows `ln` in the human-readable part of invoices. */
  readonly invoice: string;
}

const TEST_BASE58 = { p2pkh: 0x6f, p2sh: 0xc4, silentPayment: "tsp" } as const;

export const NETWORK_MARKS: Readonly<Record<Network, NetworkMarks>> = Object.freeze({
  mainnet: {
    chainHashes: ["6fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000"],
    segwit: "bc",
    p2pkh: 0x00,
    p2sh: 0x05,
    silentPayment: "sp",
    invoice: "bc",
  },
  testnet: {
    chainHashes: [
      "43497fd7f826957108f4a30fd9cec3aeba79972084e90ead01ea330900000000",
      "43f08bdab050e35b567c864b91f47f50ae725ae2de53bcfbbaf284da00000000",
    ],
    segwit: "tb",
    ...TEST_BASE58,
    invoice: "tb",
  },
  signet: {
    chainHashes: ["f61eee3b63a380a477a063af32b2bbc97c9ff9f01f2c4225e973988108000000"],
    segwit: "tb",
    ...TEST_BASE58,
    invoice: "tbs",
  },
  regtest: {
    chainHashes: ["06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f"],
    segwit: "bcrt",
    ...TEST_BASE58,
    invoice: "bcrt",
  },
});

/** The networks that a mark is of. */
export const networksWith = (isMark: (marks: NetworkMarks) => boolean): readonly Network[] =>
  NETWORKS.filter((network) => isMark(NETWORK_MARKS[network]));
