import { describe, expect, test } from "vitest";
import { type BitcoinAddress, decodeAddress } from "../../src/zone/payment/bitcoin-address.ts";
import { NETWORKS } from "../../src/zone/payment/network.ts";
import {
  bipAddresses,
  bipRefused,
  coreAddresses,
  coreRefused,
  coreUnspendable,
  type PaidTo,
} from "./bitcoin-address.ts";

/** The scriptPubKey that a payer makes of it. */
function scriptOf({ type, witnessVersion, program }: BitcoinAddress): string {
  if (type === "p2pkh") return `76a914${program}88ac`;
  if (type === "p2sh") return `a914${program}87`;
  const opcode = witnessVersion === 0 ? 0 : 0x50 + witnessVersion!;
  return Buffer.from([opcode, program.length / 2, ...Buffer.from(program, "hex")]).toString("hex");
}

const typeOf = (script: string): string => {
  if (script.startsWith("76")) return "p2pkh";
  if (script.startsWith("a9")) return "p2sh";
  return { "0014": "p2wpkh", "0020": "p2wsh", "5120": "p2tr" }[script.slice(0, 4)] ?? "witness";
};

const codesOf = (text: string, network: (typeof NETWORKS)[number]): string[] | undefined =>
  decodeAddress(text, network).faults?.map(({ code }) => code);

function paysTo([text, script, network]: PaidTo): void {
  const { value } = decodeAddress(text, network);
  expect(value).toMatchObject({
    type: typeOf(script),
    text: /^(bc|tb)/i.test(text) ? text.toLowerCase() : text,
  });
  expect(scriptOf(value!)).toBe(script);
}

describe("BIP-173 and BIP-350", () => {
  test.each(bipAddresses)("%s", (...row) => paysTo(row));

  test.each(bipRefused)("%s: %s", (_, text, codes, network) => {
    expect(codesOf(text, network)).toEqual(codes);
  });

  // BIP-173: the test vectors of strings that are no bech32 (and BIP-350's, of those that are no bech32m).
  test.each([
    ["\u00201nwldj5", "address-character"],
    ["\u007f1axkwrx", "address-character"],
    ["\u00801eym55h", "address-character"],
    [
      "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
      "address-too-long",
    ],
    ["pzry9x0s0muk", "address-form"],
    ["x1b4n0q5v", "address-character"],
    ["li1dgmt3", "address-form"],
    ["de1lg7wt\u00ff", "address-character"],
    ["A1G7SGD8", "address-checksum"],
    ["qyrz8wqd2c9m", "address-form"],
    ["y1b0jsk6g", "address-character"],
    ["lt1igcx5c0", "address-character"],
    ["in1muywd", "address-form"],
    ["au1s5cgom", "address-character"],
    ["M1VUXWEZ", "address-checksum"],
  ])("%j is no address", (text, code) => {
    expect(codesOf(text, "mainnet")).toEqual([code]);
  });
});

describe("Bitcoin Core", () => {
  test.each(coreAddresses)("%s", (...row) => {
    paysTo(row);
    // "tryCaseFlip" of the table.
    if (/^(bc|tb)/.test(row[0])) paysTo([row[0].toUpperCase(), row[1], row[2]]);
  });

  test.each(coreUnspendable)("%s has a key that nobody has", (text, network) => {
    expect(codesOf(text, network)).toEqual(["address-unspendable"]);
  });

  test.each(coreRefused)("%j: %s", (text, codes, network) => {
    expect(codesOf(text, network)).toEqual(codes);
    for (const other of NETWORKS) expect(codesOf(text, other)).toBeDefined();
  });
});
