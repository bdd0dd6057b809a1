import { hex } from "@scure/base";
import { bech32Codes, octetsOf, readBech32 } from "./bech32-text.ts";
import { isCurvePoint } from "./curve-point.ts";
import { type Decoded, FaultList } from "./fault.ts";
import { type Network, networksWith } from "./network.ts";

export interface SilentPaymentAddress {
  /** In lower case. */
  readonly text: string;
  /** 0 to 30. */
  readonly version: number;
  /** The receiver's scan public key in SEC 1 compressed form, in hex. */
  readonly scanKey: string;
  /** The receiver's spend public key (labelled or not) in SEC 1 compressed form, in hex. */
  readonly spendKey: string;
  /** What a version above 0 holds after the keys, in hex; empty where there is nothing. */
  readonly rest: string;
}

export type SilentPaymentFaultCode =
  | "silent-payment-too-long"
  | "silent-payment-form"
  | "silent-payment-character"
  | "silent-payment-mixed-case"
  | "silent-payment-checksum"
  | "silent-payment-checksum-kind"
  | "silent-payment-prefix-unknown"
  | "silent-payment-wrong-network"
  | "silent-payment-version"
  | "silent-payment-padding"
  | "silent-payment-length"
  | "silent-payment-scan-key"
  | "silent-payment-spend-key";

type Faults = FaultList<SilentPaymentFaultCode>;

/** BIP-352: "it is recommended implementations use a limit of 1023 characters". */
const MAX_CHARACTERS = 1023;
const KEY_OCTETS = 33;
/** BIP-352: "v31 (l) is reserved for a backwards incompatible change, if needed." */
const RESERVED_VERSION = 31;

const CODES = bech32Codes("silent-payment");

/** Reads a silent-payment address of the given network (BIP-352). Versions 1 to 30 are read as far as version 0 knows them. */
export function decodeSilentPayment(
  text: string,
  network: Network,
): Decoded<SilentPaymentAddress, SilentPaymentFaultCode> {
  const faults: Faults = new FaultList();
  if (text.length > MAX_CHARACTERS) {
    const detail = `a silent-payment address has ${MAX_CHARACTERS} characters at most: give one address alone`;
    faults.add("silent-payment-too-long", detail);
    return faults.refused();
  }
  const address = readAddress(text, network, faults);
  return address === undefined ? faults.refused() : faults.decoded(address);
}

function readAddress(text: string, network: Network, faults: Faults): SilentPaymentAddress | undefined {
  const read = readBech32(text, CODES, faults);
  if (read === undefined) return undefined;
  judgeNetwork(read.hrp, network, faults);
  if (read.checksum !== "bech32m") {
    const detail = "the checksum is of bech32, and BIP-352 takes bech32m: have the address made anew";
    faults.add("silent-payment-checksum-kind", detail);
  }
  const [version, ...keyWords] = read.words;
  if (version === undefined) {
    faults.add("silent-payment-form", "there is nothing between prefix and checksum: give the whole address");
    return undefined;
  }
  if (version === RESERVED_VERSION) {
    const detail = "version 31 is kept for what today's wallets cannot pay: give an address of version 0";
    faults.add("silent-payment-version", detail, read.hrp.length + 1);
    return undefined;
  }
  const octets = octetsOf(keyWords);
  if (octets === undefined) {
    faults.add("silent-payment-padding", "what ends the data is no whole octet: have the address made anew");
    return undefined;
  }
  judgeLength(version, octets.length, faults);
  if (octets.length < 2 * KEY_OCTETS) return undefined;
  return { text: read.text, version, ...readKeys(octets, read.hrp.length + 2, faults) };
}

/** BIP-352: "v0: check that the data part is exactly 66-bytes"; "v1 through v30: read the first 66-bytes". */
function judgeLength(version: number, octets: number, faults: Faults): void {
  if (octets === 2 * KEY_OCTETS || (version > 0 && octets > 2 * KEY_OCTETS)) return;
  const detail = `the two keys have ${2 * KEY_OCTETS} octets and here are ${octets}: give the whole address`;
  faults.add("silent-payment-length", detail);
}

/** The keys as hex; those that are no point of the curve are noted at their first character, `start` for the first key. */
function readKeys(
  octets: Uint8Array,
  start: number,
  faults: Faults,
): Pick<SilentPaymentAddress, "scanKey" | "spendKey" | "rest"> {
  const scan = octets.subarray(0, KEY_OCTETS);
  const spend = octets.subarray(KEY_OCTETS, 2 * KEY_OCTETS);
  if (!isCurvePoint(scan)) {
    faults.add(
      "silent-payment-scan-key",
      "the scan key is no point of the curve: give another address",
      start,
    );
  }
  if (!isCurvePoint(spend)) {
    const position = start + Math.floor((KEY_OCTETS * 8) / 5);
    faults.add(
      "silent-payment-spend-key",
      "the spend key is no point of the curve: give another address",
      position,
    );
  }
  return {
    scanKey: hex.encode(scan),
    spendKey: hex.encode(spend),
    rest: hex.encode(octets.subarray(2 * KEY_OCTETS)),
  };
}

function judgeNetwork(hrp: string, network: Network, faults: Faults): void {
  const owners = networksWith((marks) => marks.silentPayment === hrp);
  if (owners.includes(network)) return;
  if (owners.length === 0) {
    faults.add(
      "silent-payment-prefix-unknown",
      "a silent-payment address begins with sp1 or tsp1: give one",
      0,
    );
  } else {
    const detail = `this is a silent-payment address of ${owners.join(", ")}: give one of ${network}`;
    faults.add("silent-payment-wrong-network", detail, 0);
  }
}
