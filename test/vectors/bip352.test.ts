import { secp256k1 } from "@noble/curves/secp256k1.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, test } from "vitest";
import { decodeSilentPayment } from "../../src/zone/payment/silent-payment-address.ts";
import { labelled, refused, unlabelled } from "./bip352.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));
const scanPrivateKey = hex(unlabelled.scanPrivateKey);
const spendKey = secp256k1.Point.BASE.multiply(BigInt(`0x${unlabelled.spendPrivateKey}`));

// BIP-352: hash_BIP0352/Label(ser256(b_scan) || ser32(m))·G is added to the spend key.
function labelPoint(label: number) {
  const tag = sha256(Buffer.from("BIP0352/Label"));
  const number = Buffer.alloc(4);
  number.writeUInt32BE(label);
  const hash = sha256(Buffer.concat([tag, tag, scanPrivateKey, number]));
  return secp256k1.Point.BASE.multiply(BigInt(`0x${Buffer.from(hash).toString("hex")}`));
}

describe("BIP-352 addresses", () => {
  test("hold the keys of their private keys", () => {
    expect(decodeSilentPayment(unlabelled.text, "mainnet").value).toEqual({
      text: unlabelled.text,
      version: 0,
      scanKey: Buffer.from(secp256k1.getPublicKey(scanPrivateKey)).toString("hex"),
      spendKey: spendKey.toHex(),
      rest: "",
    });
  });

  test.each(labelled)("with label $label", ({ text, label }) => {
    expect(decodeSilentPayment(text, "mainnet").value).toMatchObject({
      scanKey: Buffer.from(secp256k1.getPublicKey(scanPrivateKey)).toString("hex"),
      spendKey: spendKey.add(labelPoint(label)).toHex(),
    });
  });
});

describe("what is no BIP-352 address", () => {
  test.each(refused)("%s", (_, text, codes) => {
    const network = text.startsWith("tsp1") ? "testnet" : "mainnet";
    expect(decodeSilentPayment(text, network).faults?.map(({ code }) => code)).toEqual(codes);
  });
});
