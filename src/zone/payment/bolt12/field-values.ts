import { hex } from "@scure/base";
import { unsignedInteger } from "./big-size.ts";
import { type BlindedPath, checkPoint, POINT_OCTETS, readBlindedPaths } from "./blinded-path.ts";
import { checkFeatures } from "./features.ts";
import type { ReportFault } from "./offer-fault.ts";
import type { TlvRecord } from "./tlv-stream.ts";

const CHAIN_HASH_OCTETS = 32;
const CHAIN_HASH_HEX = /.{64}/g;
const MAX_INTEGER_OCTETS = 8;
const ISO_4217 = /^[A-Z]{3}$/;

/** A byte order mark is a character like others: it is kept. */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A reader of one field's value; what is wrong with it is reported, and it gives nothing where it can make out none. */
export type ValueReader<Value> = (record: TlvRecord, report: ReportFault) => Value | undefined;

/** BOLT 1, tu64: up to 8 octets without leading zeros; none are 0. */
export const integer =
  (field: string): ValueReader<bigint> =>
  ({ value, valueOffset }, report) => {
    if (value.length > MAX_INTEGER_OCTETS) {
      const detail = `the ${field} has ${value.length} octets, ${MAX_INTEGER_OCTETS} at most: make the offer anew`;
      report("offer-integer-too-long", detail, valueOffset);
      return undefined;
    }
    if (value[0] === 0) {
      report("offer-integer-not-minimal", `the ${field} begins with a zero octet: leave it out`, valueOffset);
    }
    return unsignedInteger(value);
  };

/** BOLT 1, utf8: "a reader MAY reject any messages containing an array of these which is not a valid UTF-8 string". */
export const text =
  (field: string): ValueReader<string> =>
  ({ value, valueOffset }, report) => {
    try {
      return UTF8.decode(value);
    } catch {
      report("offer-utf8-invalid", `the ${field} is not valid UTF-8: make the offer anew`, valueOffset);
      return undefined;
    }
  };

const currencyText = text("currency");

/** BOLT 12: "MUST specify `offer_currency` `iso4217` as an ISO 4217 three-letter code". */
export const currency: ValueReader<string> = (record, report) => {
  const code = currencyText(record, report);
  if (code === undefined || ISO_4217.test(code)) return code;
  const detail = "the currency is not a code of ISO 4217: write three capital letters, such as USD";
  report("offer-currency-invalid", detail, record.valueOffset);
  return undefined;
};

/** Hashes of 32 octets, one after the other. */
export const chains: ValueReader<readonly string[]> = ({ value, valueOffset }, report) => {
  if (value.length === 0) {
    report("offer-chains-empty", "the list of chains is empty: leave it out, or name a chain", valueOffset);
    return undefined;
  }
  if (value.length % CHAIN_HASH_OCTETS !== 0) {
    const detail = `the list of chains has ${value.length} octets, not ${CHAIN_HASH_OCTETS} for each: make the offer anew`;
    report("offer-value-length-wrong", detail, valueOffset);
    return undefined;
  }
  return Object.freeze(hex.encode(value).match(CHAIN_HASH_HEX) ?? []);
};

/** Octets as they are. */
export const octets: ValueReader<string> = ({ value }) => hex.encode(value);

/** A bit map without a bit that payers would have to know. */
export const features: ValueReader<string> = ({ value, valueOffset }, report) => {
  checkFeatures(value, valueOffset, report);
  return hex.encode(value);
};

/** One path or more. */
export const paths: ValueReader<readonly BlindedPath[]> = ({ value, valueOffset }, report) =>
  Object.freeze(readBlindedPaths(value, valueOffset, report));

/** A compressed point of the curve. */
export const issuerId: ValueReader<string> = ({ value, valueOffset }, report) => {
  if (value.length !== POINT_OCTETS) {
    const detail = `the issuer id has ${value.length} octets, not ${POINT_OCTETS}: make the offer anew`;
    report("offer-value-length-wrong", detail, valueOffset);
    return undefined;
  }
  checkPoint(value, "the issuer id", valueOffset, report);
  return hex.encode(value);
};
