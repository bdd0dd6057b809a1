import { bech32, bech32m } from "@scure/base";
import { describe, expect, test } from "vitest";
import { type AddressFaultCode, decodeAddress } from "../../../../src/zone/payment/bitcoin-address.ts";
import { NETWORKS, type Network } from "../../../../src/zone/payment/network.ts";
import { writeBase58Address, writeWitnessAddress } from "../../../support/address-writer.ts";

const HASH = "751e76e8199196d454941c45d1b3a323f1433bd6";
/** The x coordinate of secp256k1's generator. */
const KEY = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
/** p, the first number that is no coordinate at all. */
const FIELD_SIZE = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f";

const P2WPKH = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";

type Place = readonly [code: AddressFaultCode, position?: number];

/** Codes and positions of what is wrong. */
const placesOf = (text: string, network: Network = "mainnet"): Place[] | undefined =>
  decodeAddress(text, network).faults?.map(({ code, position }) =>
    position === undefined ? [code] : [code, position],
  );

describe("types", () => {
  test.each([
    [writeBase58Address(0x00, HASH), { type: "p2pkh", program: HASH }],
    [writeBase58Address(0x05, HASH), { type: "p2sh", program: HASH }],
    [writeWitnessAddress("bc", 0, HASH), { type: "p2wpkh", witnessVersion: 0, program: HASH }],
    [writeWitnessAddress("bc", 0, KEY), { type: "p2wsh", witnessVersion: 0, program: KEY }],
    [writeWitnessAddress("bc", 1, KEY), { type: "p2tr", witnessVersion: 1, program: KEY }],
    // Pay to anchor, which BIP-341 leaves to everybody.
    ["bc1pfeessrawgf", { type: "witness", witnessVersion: 1, program: "4e73" }],
    [writeWitnessAddress("bc", 1, "00".repeat(40)), { type: "witness", witnessVersion: 1 }],
    [writeWitnessAddress("bc", 2, FIELD_SIZE), { type: "witness", witnessVersion: 2 }],
    [writeWitnessAddress("bc", 16, "0000"), { type: "witness", witnessVersion: 16, program: "0000" }],
  ])("%s", (text, value) => {
    const decoded = decodeAddress(text, "mainnet");
    expect(decoded.faults).toBeUndefined();
    expect(decoded.value).toMatchObject({ text, ...value });
    expect(decoded.value?.witnessVersion).toBe((value as { witnessVersion?: number }).witnessVersion);
  });

  test("bech32 in upper case is given back in lower case", () => {
    expect(decodeAddress(P2WPKH.toUpperCase(), "mainnet")).toEqual(decodeAddress(P2WPKH, "mainnet"));
    expect(decodeAddress(P2WPKH, "mainnet").value?.text).toBe(P2WPKH);
  });
});

describe("networks", () => {
  const addresses: readonly (readonly [text: string, networks: readonly Network[]])[] = [
    [writeBase58Address(0x00, HASH), ["mainnet"]],
    [writeBase58Address(0x05, HASH), ["mainnet"]],
    [writeBase58Address(0x6f, HASH), ["testnet", "signet", "regtest"]],
    [writeBase58Address(0xc4, HASH), ["testnet", "signet", "regtest"]],
    [writeWitnessAddress("bc", 0, HASH), ["mainnet"]],
    [writeWitnessAddress("tb", 0, HASH), ["testnet", "signet"]],
    [writeWitnessAddress("bcrt", 1, KEY), ["regtest"]],
  ];

  test.each(addresses)("%s is of %j alone", (text, networks) => {
    for (const network of NETWORKS) {
      const { value, faults } = decodeAddress(text, network);
      if (networks.includes(network)) {
        expect(value?.text).toBe(text);
        continue;
      }
      expect(faults).toMatchObject([{ code: "address-wrong-network", position: 0 }]);
      for (const owner of networks) expect(faults?.[0].detail).toContain(owner);
      expect(faults?.[0].detail).toContain(network);
    }
  });

  test("a script of a test network is told from a key there", () => {
    expect(decodeAddress(writeBase58Address(0x6f, HASH), "signet").value?.type).toBe("p2pkh");
    expect(decodeAddress(writeBase58Address(0xc4, HASH), "regtest").value?.type).toBe("p2sh");
  });

  test.each([
    ["ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9", "another coin's"],
    [writeWitnessAddress("lq", 0, HASH), "a side chain's"],
    // A version octet that makes a 1 of the first character and is no address's.
    [writeBase58Address(0x02, HASH), "Base58"],
  ])("%s is of none: %s", (text) => {
    for (const network of NETWORKS) expect(decodeAddress(text, network).value).toBeUndefined();
  });

  test("a wrong checksum says nothing about the network", () => {
    expect(placesOf(P2WPKH.replace(/4$/, "5"), "testnet")).toEqual([["address-checksum"]]);
  });
});

describe("characters", () => {
  test.each<[string, string, Place[]]>([
    ["a space before it", ` ${P2WPKH}`, [["address-character", 0]]],
    ["a line feed after it", `${P2WPKH}\n`, [["address-character", 42]]],
    ["b in the data", P2WPKH.replace("w508", "b508"), [["address-character", 4]]],
    ["i in the data", P2WPKH.replace("w508", "i508"), [["address-character", 4]]],
    ["a letter outside ASCII", P2WPKH.replace("w508", "é508"), [["address-character", 4]]],
    // Lower-casing would make a k of it.
    ["the Kelvin sign", P2WPKH.replace("7kv8", "7\u212Av8"), [["address-character", 35]]],
    ["half a surrogate pair", P2WPKH.replace("w508", "\ud800508"), [["address-character", 4]]],
    ["an emoji in Base58", "1Fs\u{1F600}Sia9rv4NeEwvJ2GvXrX7LyxYspbN2", [["address-character", 3]]],
    ["0 in Base58", "1FsSia9rv4NeEwvJ0GvXrX7LyxYspbN2mo", [["address-character", 16]]],
    ["O in Base58", "1OsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo", [["address-character", 1]]],
    ["I in Base58", "1IsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo", [["address-character", 1]]],
    ["l in Base58", "1lsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo", [["address-character", 1]]],
    ["an upper-case letter", P2WPKH.replace("w508d", "w508D"), [["address-mixed-case", 8]]],
    ["a lower-case letter", P2WPKH.toUpperCase().replace("W508D", "W508d"), [["address-mixed-case", 8]]],
    ["an upper-case prefix", P2WPKH.replace("bc1", "BC1"), [["address-mixed-case", 3]]],
    ["a URI", `bitcoin:${P2WPKH}`, [["address-checksum"]]],
  ])("%s", (_, text, places) => {
    expect(placesOf(text)).toEqual(places);
  });

  test("says which", () => {
    expect(decodeAddress(" bc1", "mainnet").faults?.[0].detail).toContain("U+0020");
    expect(decodeAddress("1\u{1F600}", "mainnet").faults?.[0].detail).toContain("U+1F600");
    expect(decodeAddress("1O", "mainnet").faults?.[0].detail).toContain('"O"');
  });
});

describe("lengths", () => {
  test("91 characters are looked at no further", () => {
    expect(placesOf("1".repeat(91))).toEqual([["address-too-long"]]);
    expect(placesOf("\n".repeat(1_000_000))).toEqual([["address-too-long"]]);
    expect(placesOf("1".repeat(90))).not.toEqual([["address-too-long"]]);
  });

  test.each([
    [0, 19],
    [0, 21],
    [0, 31],
    [0, 33],
    [0, 40],
    [1, 0],
    [1, 1],
    [1, 41],
    [16, 41],
  ])("version %i has no program of %i octets", (version, octets) => {
    expect(placesOf(writeWitnessAddress("bc", version, "00".repeat(octets)))).toEqual([
      ["address-program-length"],
    ]);
  });

  test.each([0, 19, 21, 32])("a Base58 hash of %i octets is none", (octets) => {
    expect(placesOf(writeBase58Address(0x05, "ff".repeat(octets)))).toContainEqual([
      "address-program-length",
    ]);
  });

  test("a private key is no address, and is not shown", () => {
    const key = "L5nJeqKmpHp4P7F8ZYyjwc5a7P4d8EabuGAzfGJk7yC1BJyzNaEd";
    expect(placesOf(key)).toEqual([["address-prefix-unknown", 0], ["address-program-length"]]);
    expect(JSON.stringify(decodeAddress(key, "mainnet").faults)).not.toContain(key.slice(1, 6));
  });

  test.each(["bc1", "bc1qqqqq", "bc1qqqqqq", "bc", "1", "3", "1".repeat(5)])("%s is cut short", (text) => {
    expect(placesOf(text)).toHaveLength(1);
  });
});

test.each([
  ["p", FIELD_SIZE],
  ["the largest number", "ff".repeat(32)],
  ["0", "00".repeat(32)],
  ["5, whose curve equation has no root", "05".padStart(64, "0")],
])("%s is no taproot key", (_, program) => {
  expect(placesOf(writeWitnessAddress("bc", 1, program))).toEqual([["address-unspendable"]]);
});

describe("all that is wrong is said at once", () => {
  test.each<[string, Place[]]>([
    [
      writeWitnessAddress("tb", 0, "00".repeat(5), bech32m),
      [["address-wrong-network", 0], ["address-checksum-kind"], ["address-program-length"]],
    ],
    [
      writeWitnessAddress("tb", 1, FIELD_SIZE, bech32),
      [["address-wrong-network", 0], ["address-checksum-kind"], ["address-unspendable"]],
    ],
    [
      bech32.encode("tb", [17, 0, 0, 1]),
      [["address-wrong-network", 0], ["address-padding"], ["address-witness-version", 3]],
    ],
    [
      writeWitnessAddress("tb", 2, "00", bech32).replace("tb", "TB"),
      [
        ["address-mixed-case", 3],
        ["address-wrong-network", 0],
        ["address-checksum-kind"],
        ["address-program-length"],
      ],
    ],
    [writeBase58Address(0x6f, "ffff"), [["address-wrong-network", 0], ["address-program-length"]]],
  ])("%s", (text, places) => {
    expect(placesOf(text)).toEqual(places);
  });
});
