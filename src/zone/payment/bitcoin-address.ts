import { sha256 } from "@noble/hashes/sha2.js";
import { createBase58check, hex } from "@scure/base";
import { type Bech32Text, bech32Codes, octetsOf, readBech32, shown } from "./bech32-text.ts";
import { type Decoded, FaultList } from "./fault.ts";
import { NETWORK_MARKS, type Network, type NetworkMarks, networksWith } from "./network.ts";
import { type WitnessType, witnessType } from "./witness-program.ts";

export interface BitcoinAddress {
  /** As it is published: Base58 as given, bech32 in lower case. */
  readonly text: string;
  readonly type: "p2pkh" | "p2sh" | WitnessType;
  /** 0 to 16; absent for P2PKH and P2SH. */
  readonly witnessVersion?: number;
  /** The witness program, or the hash of 20 octets; in hex. */
  readonly program: string;
}

export type AddressFaultCode =
  | "address-too-long"
  | "address-form"
  | "address-character"
  | "address-mixed-case"
  | "address-checksum"
  | "address-checksum-kind"
  | "address-prefix-unknown"
  | "address-wrong-network"
  | "address-witness-version"
  | "address-padding"
  | "address-program-length"
  | "address-unspendable";

type Faults = FaultList<AddressFaultCode>;

/** BIP-173: "A Bech32 string is at most 90 characters long". Base58 addresses have 35 at most. */
const MAX_CHARACTERS = 90;
const MAX_WITNESS_VERSION = 16;
const HASH_OCTETS = 20;

const CODES = bech32Codes("address");

const base58check = createBase58check(sha256);
/** What the Base58 addresses of Bitcoin begin with; no prefix of its bech32 addresses does. */
const BASE58_START = /^[123mn]/;
const NOT_BASE58 = /[^1-9A-HJ-NP-Za-km-z]/;

/**
 * Reads an on-chain address of the given network: P2PKH and P2SH in Base58Check, witness outputs in bech32 (BIP-173) or
 * bech32m (BIP-350). A witness output that nothing is defined for yet is read as `witness`.
 */
export function decodeAddress(text: string, network: Network): Decoded<BitcoinAddress, AddressFaultCode> {
  const faults: Faults = new FaultList();
  if (text.length > MAX_CHARACTERS) {
    faults.add(
      "address-too-long",
      `an address has ${MAX_CHARACTERS} characters at most: give one address alone`,
    );
    return faults.refused();
  }
  // What others write in Base58 (private keys, other coins' addresses) begins with anything, and has the same checksum.
  const isBase58 = BASE58_START.test(text) || base58checkOctets(text) !== undefined;
  const read = isBase58 ? readBase58 : readSegwit;
  const address = read(text, network, faults);
  return address === undefined ? faults.refused() : faults.decoded(address);
}

function readBase58(text: string, network: Network, faults: Faults): BitcoinAddress | undefined {
  const illegal = text.search(NOT_BASE58);
  if (illegal >= 0) {
    const detail = `${shown(text, illegal)} is in no Base58 address: copy the address again`;
    faults.add("address-character", detail, illegal);
    return undefined;
  }
  const octets = base58checkOctets(text);
  if (octets === undefined) {
    const detail = "the checksum does not fit: a character is wrong, missing or too many, so copy it again";
    faults.add("address-checksum", detail);
    return undefined;
  }
  const [version] = octets;
  judgeNetwork((marks) => marks.p2pkh === version || marks.p2sh === version, network, faults);
  if (octets.length !== 1 + HASH_OCTETS) {
    const detail = `the hash has to be ${HASH_OCTETS} octets long: give an address, not a key`;
    faults.add("address-program-length", detail);
  }
  const type = NETWORK_MARKS[network].p2pkh === version ? "p2pkh" : "p2sh";
  return { text, type, program: hex.encode(octets.subarray(1)) };
}

/** The version and what follows it; nothing where the checksum is wrong. */
function base58checkOctets(text: string): Uint8Array | undefined {
  try {
    return base58check.decode(text);
  } catch {
    return undefined;
  }
}

function readSegwit(text: string, network: Network, faults: Faults): BitcoinAddress | undefined {
  const read = readBech32(text, CODES, faults);
  if (read === undefined) return undefined;
  judgeNetwork((marks) => marks.segwit === read.hrp, network, faults);
  return readWitness(read, faults);
}

function readWitness({ text, hrp, words, checksum }: Bech32Text, faults: Faults): BitcoinAddress | undefined {
  const [witnessVersion, ...programWords] = words;
  if (witnessVersion === undefined) {
    faults.add("address-form", "there is nothing between prefix and checksum: give the whole address");
    return undefined;
  }
  const program = octetsOf(programWords);
  if (program === undefined) {
    faults.add("address-padding", "what ends the data is no whole octet: have the address made anew");
  }
  if (witnessVersion > MAX_WITNESS_VERSION) {
    const detail = `witness versions end at ${MAX_WITNESS_VERSION} and this is ${witnessVersion}: have the address made anew`;
    faults.add("address-witness-version", detail, hrp.length + 1);
    return undefined;
  }
  // BIP-350: "If its witness version is 0, encode it using Bech32"; "1 or higher, encode it using Bech32m".
  const expected = witnessVersion === 0 ? "bech32" : "bech32m";
  if (checksum !== expected) {
    const detail = `the checksum is of ${checksum}, and version ${witnessVersion} takes ${expected}: have the address made anew`;
    faults.add("address-checksum-kind", detail);
  }
  if (program === undefined) return undefined;
  const type = witnessType(witnessVersion, program);
  if (typeof type === "string") return { text, type, witnessVersion, program: hex.encode(program) };
  if (type.refused === "length") {
    const detail = `the program has ${program.length * 8} bits, as none of witness version ${witnessVersion} has: give the whole address`;
    faults.add("address-program-length", detail);
  } else {
    const detail =
      "the taproot key is no point of the curve: nobody can spend what is paid, so give another address";
    faults.add("address-unspendable", detail);
  }
  return undefined;
}

/** Notes if an address is not of the network, and of which it is. */
function judgeNetwork(isMark: (marks: NetworkMarks) => boolean, network: Network, faults: Faults): void {
  const owners = networksWith(isMark);
  if (owners.includes(network)) return;
  if (owners.length === 0) {
    faults.add("address-prefix-unknown", "the prefix is of no Bitcoin network: give a Bitcoin address", 0);
  } else {
    faults.add(
      "address-wrong-network",
      `this is an address of ${owners.join(", ")}: give one of ${network}`,
      0,
    );
  }
}
