import { secp256k1 } from "@noble/curves/secp256k1.js";
import fc from "fast-check";
import { NETWORK_MARKS, NETWORKS, type Network } from "../../src/zone/payment/network.ts";
import { writeBase58Address, writeSilentPayment, writeWitnessAddress } from "../support/address-writer.ts";

const network = fc.constantFrom<Network>(...NETWORKS);
const octets = (minLength: number, maxLength = minLength): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength, maxLength }).map((value) => Buffer.from(value).toString("hex"));

/** A compressed point, in hex. */
const point = fc
  .bigInt(1n, secp256k1.Point.Fn.ORDER - 1n)
  .map((scalar) => secp256k1.Point.BASE.multiply(scalar).toHex());

interface WrittenAddress {
  readonly text: string;
  readonly network: Network;
  /** What it decodes to, but for the text. */
  readonly value: object;
}

const base58 = fc
  .tuple(network, fc.constantFrom("p2pkh" as const, "p2sh" as const), octets(20))
  .map(([network, type, program]) => ({
    text: writeBase58Address(NETWORK_MARKS[network][type], program),
    network,
    value: { type, program },
  }));

const witnessOutput = fc.oneof(
  octets(20).map((program) => ({ type: "p2wpkh", witnessVersion: 0, program })),
  octets(32).map((program) => ({ type: "p2wsh", witnessVersion: 0, program })),
  point.map((key) => ({ type: "p2tr", witnessVersion: 1, program: key.slice(2) })),
  octets(2, 31).map((program) => ({ type: "witness", witnessVersion: 1, program })),
  fc
    .tuple(fc.integer({ min: 2, max: 16 }), octets(2, 40))
    .map(([witnessVersion, program]) => ({ type: "witness", witnessVersion, program })),
);

export const witnessAddress: fc.Arbitrary<WrittenAddress> = fc
  .tuple(network, witnessOutput)
  .map(([network, value]) => ({
    text: writeWitnessAddress(NETWORK_MARKS[network].segwit, value.witnessVersion, value.program),
    network,
    value,
  }));

export const address: fc.Arbitrary<WrittenAddress> = fc.oneof(base58, witnessAddress);

export const silentPayment: fc.Arbitrary<WrittenAddress> = fc
  .tuple(network, fc.integer({ min: 0, max: 30 }), point, point, octets(0, 500))
  .map(([network, version, scanKey, spendKey, more]) => {
    const rest = version === 0 ? "" : more;
    return {
      text: writeSilentPayment(NETWORK_MARKS[network].silentPayment, version, scanKey + spendKey + rest),
      network,
      value: { version, scanKey, spendKey, rest },
    };
  });
