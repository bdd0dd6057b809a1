import { bech32, bech32m } from "@scure/base";
import { describe, expect, test } from "vitest";
import { NETWORKS, type Network } from "../../../../src/zone/payment/network.ts";
import {
  decodeSilentPayment,
  type SilentPaymentFaultCode,
} from "../../../../src/zone/payment/silent-payment-address.ts";
import { writeSilentPayment } from "../../../support/address-writer.ts";
import { unlabelled } from "../../../vectors/bip352.ts";

const SCAN_KEY = "0220bcfac5b99e04ad1a06ddfb016ee13582609d60b6291e98d01a9bc9a16c96d4";
const SPEND_KEY = "025cc9856d6f8375350e123978daac200c260cb5b5ae83106cab90484dcd8fcf36";
const KEYS = SCAN_KEY + SPEND_KEY;
const TEXT = unlabelled.text;

type Place = readonly [code: SilentPaymentFaultCode, position?: number];

const placesOf = (text: string, network: Network = "mainnet"): Place[] | undefined =>
  decodeSilentPayment(text, network).faults?.map(({ code, position }) =>
    position === undefined ? [code] : [code, position],
  );

describe("versions", () => {
  test("0 is the two keys and no more", () => {
    expect(decodeSilentPayment(TEXT, "mainnet").value).toEqual({
      text: TEXT,
      version: 0,
      scanKey: SCAN_KEY,
      spendKey: SPEND_KEY,
      rest: "",
    });
    expect(placesOf(writeSilentPayment("sp", 0, `${KEYS}00`))).toEqual([["silent-payment-length"]]);
    expect(placesOf(writeSilentPayment("sp", 0, KEYS.slice(2)))).toEqual([["silent-payment-length"]]);
  });

  // BIP-352, "test_address_decoding.py": version 17 with the keys alone, version 1 with what follows them.
  test.each([
    [17, ""],
    [1, Buffer.from("extension").toString("hex")],
    [30, "00"],
    [30, "ab".repeat(560)],
  ])("%i is read as far as it is known: %s", (version, rest) => {
    const text = writeSilentPayment("sp", version, KEYS + rest);
    expect(decodeSilentPayment(text, "mainnet").value).toEqual({
      text,
      version,
      scanKey: SCAN_KEY,
      spendKey: SPEND_KEY,
      rest,
    });
  });

  test("later ones have to have both keys too", () => {
    expect(placesOf(writeSilentPayment("sp", 1, KEYS.slice(0, -2)))).toEqual([["silent-payment-length"]]);
    expect(placesOf(writeSilentPayment("sp", 1, ""))).toEqual([["silent-payment-length"]]);
  });

  test("31 is refused whatever it holds", () => {
    expect(placesOf(writeSilentPayment("sp", 31, KEYS))).toEqual([["silent-payment-version", 3]]);
    expect(placesOf(writeSilentPayment("tsp", 31, "00"), "signet")).toEqual([["silent-payment-version", 4]]);
  });
});

test("networks: tsp is of all test networks", () => {
  const test = writeSilentPayment("tsp", 0, KEYS);
  for (const network of NETWORKS) {
    const [own, foreign] = network === "mainnet" ? [TEXT, test] : [test, TEXT];
    expect(decodeSilentPayment(own, network).value?.scanKey).toBe(SCAN_KEY);
    const { faults } = decodeSilentPayment(foreign, network);
    expect(faults).toMatchObject([{ code: "silent-payment-wrong-network", position: 0 }]);
    expect(faults?.[0].detail).toContain(network === "mainnet" ? "signet" : "mainnet");
  }
});

describe("keys", () => {
  const off = `02${"00".repeat(31)}05`;

  test("have to be points, at their own places", () => {
    expect(placesOf(writeSilentPayment("sp", 0, off + SPEND_KEY))).toEqual([["silent-payment-scan-key", 4]]);
    expect(placesOf(writeSilentPayment("sp", 0, SCAN_KEY + off))).toEqual([["silent-payment-spend-key", 56]]);
    expect(placesOf(writeSilentPayment("tsp", 3, off + off), "regtest")).toEqual([
      ["silent-payment-scan-key", 5],
      ["silent-payment-spend-key", 57],
    ]);
  });

  test.each(["00", "01", "04", "05", "ff"])("do not begin with %s", (prefix) => {
    const key = prefix + SCAN_KEY.slice(2);
    expect(placesOf(writeSilentPayment("sp", 0, key + SPEND_KEY))).toEqual([["silent-payment-scan-key", 4]]);
  });

  test("may have an odd y", () => {
    const keys = `03${SCAN_KEY.slice(2)}03${SPEND_KEY.slice(2)}`;
    expect(decodeSilentPayment(writeSilentPayment("sp", 0, keys), "mainnet").value?.scanKey).toMatch(/^03/);
  });
});

describe("the text", () => {
  test.each<[string, string, Place[]]>([
    ["nothing", "", [["silent-payment-form"]]],
    ["a prefix alone", "sp1", [["silent-payment-form"]]],
    // BIP-350 has this for an empty human-readable part.
    ["no prefix", "1qyrz8wqd2c9m", [["silent-payment-form"]]],
    ["B in upper case", TEXT.toUpperCase().replace("QQGSTE", "QQGBTE"), [["silent-payment-character", 6]]],
    ["no data", bech32m.encode("sp", []), [["silent-payment-form"]]],
    ["a wrong character", TEXT.replace("qqgste", "qqgbte"), [["silent-payment-character", 6]]],
    ["a space", `${TEXT} `, [["silent-payment-character", TEXT.length]]],
    ["a wrong letter", TEXT.replace("qqgste", "qqgsre"), [["silent-payment-checksum"]]],
    ["bech32", writeSilentPayment("sp", 0, KEYS, bech32), [["silent-payment-checksum-kind"]]],
    ["mixed case", TEXT.replace("qqgste", "qqgsTe"), [["silent-payment-mixed-case", 7]]],
    [
      "a Bitcoin address",
      "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
      [["silent-payment-prefix-unknown", 0], ["silent-payment-length"]],
    ],
    ["bits after the last octet", bech32m.encode("sp", [0, 0, 0, 1], false), [["silent-payment-padding"]]],
  ])("%s", (_, text, places) => {
    expect(placesOf(text)).toEqual(places);
  });

  test("in upper case is the same", () => {
    expect(decodeSilentPayment(TEXT.toUpperCase(), "mainnet")).toEqual(decodeSilentPayment(TEXT, "mainnet"));
  });

  test("1023 characters are the most", () => {
    // 3 + 1 characters, 1013 of data and 6 of checksum: 633 octets fit.
    const longest = bech32m.encode(
      "sp",
      [1, ...bech32m.toWords(Buffer.from(KEYS.padEnd(632 * 2, "0"), "hex"))],
      false,
    );
    expect(longest).toHaveLength(1022);
    expect(decodeSilentPayment(longest, "mainnet").value?.rest).toHaveLength((632 - 66) * 2);
    expect(placesOf("q".repeat(1024))).toEqual([["silent-payment-too-long"]]);
    expect(placesOf("q".repeat(1023))).toEqual([["silent-payment-form"]]);
  });
});

test("all that is wrong is said at once", () => {
  const text = writeSilentPayment("tsp", 0, `${"05".repeat(33)}${"07".repeat(33)}00`, bech32).replace(
    "tsp",
    "TSP",
  );
  expect(placesOf(text)).toEqual([
    ["silent-payment-mixed-case", 4],
    ["silent-payment-wrong-network", 0],
    ["silent-payment-checksum-kind"],
    ["silent-payment-length"],
    ["silent-payment-scan-key", 5],
    ["silent-payment-spend-key", 57],
  ]);
});
