import { WireError } from "../errors.ts";
import { RrType } from "../rr-type.ts";
import { defineRdata } from "./define-rdata.ts";

/** RFC 1035 §3.4.1. `address` is text, four decimal octets without leading zeros. */
export interface AFields {
  readonly address: string;
}

/** The four octets of a dotted decimal address. Throws {@link WireError} `value-range`. */
export function parseIpv4(text: string): Uint8Array {
  const parts = text.split(".");
  if (
    parts.length !== 4 ||
    !parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255)
  ) {
    throw new WireError("value-range", 0);
  }
  return Uint8Array.from(parts, Number);
}

export const formatIpv4 = (octets: Uint8Array): string => octets.join(".");

export const aRdata = defineRdata<AFields>(
  RrType.A,
  (writer, { address }) => {
    writer.octets(parseIpv4(address));
  },
  (reader) => ({ address: formatIpv4(reader.octets(4)) }),
);
