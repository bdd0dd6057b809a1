import { sha256 } from "@noble/hashes/sha2.js";
import { bech32, bech32m, createBase58check } from "@scure/base";

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));

/** A Base58Check address of a hash in hex. */
export const writeBase58Address = (version: number, hash: string): string =>
  createBase58check(sha256).encode(Uint8Array.of(version, ...hex(hash)));

/** A witness address; `coder` is for addresses with the wrong kind of checksum. */
export const writeWitnessAddress = (
  hrp: string,
  version: number,
  program: string,
  coder = version === 0 ? bech32 : bech32m,
): string => coder.encode(hrp, [version, ...coder.toWords(hex(program))], false);

/** A silent-payment address whose data are these octets in hex. */
export const writeSilentPayment = (hrp: string, version: number, octets: string, coder = bech32m): string =>
  coder.encode(hrp, [version, ...coder.toWords(hex(octets))], false);
