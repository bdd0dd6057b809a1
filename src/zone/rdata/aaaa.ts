import { WireError } from "../errors.ts";
import { RrType } from "../rr-type.ts";
import { formatIpv4, parseIpv4 } from "./a.ts";
import { defineRdata } from "./define-rdata.ts";

/** RFC 3596 §2.2. `address` is text: any form of RFC 4291 §2.2 is read, that of RFC 5952 is written. */
export interface AaaaFields {
  readonly address: string;
}

const GROUPS = 8;

/** 16-bit groups of one side of `::`; the last may be a dotted decimal address where it ends the text. */
function parseGroups(text: string, endsAddress: boolean): number[] {
  if (text === "") return [];
  const parts = text.split(":");
  return parts.flatMap((part, i) => {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) return [Number.parseInt(part, 16)];
    if (!endsAddress || i !== parts.length - 1) throw new WireError("value-range", 0);
    const [a, b, c, d] = parseIpv4(part);
    return [(a! << 8) | b!, (c! << 8) | d!];
  });
}

function parseIpv6(text: string): number[] {
  const sides = text.split("::");
  if (sides.length > 2) throw new WireError("value-range", 0);
  const left = parseGroups(sides[0]!, sides.length === 1);
  if (sides.length === 1) {
    if (left.length !== GROUPS) throw new WireError("value-range", 0);
    return left;
  }
  const right = parseGroups(sides[1]!, true);
  const zeros = GROUPS - left.length - right.length;
  // RFC 4291 §2.2: "::" indicates one or more groups of zeros.
  if (zeros < 1) throw new WireError("value-range", 0);
  return [...left, ...new Array<number>(zeros).fill(0), ...right];
}

/** RFC 5952 §4.2: the longest run of two or more zero groups is shortened, the first of equals. */
function longestZeroRun(groups: readonly number[]): { from: number; to: number } {
  let longest = { from: 0, to: 0 };
  for (let from = 0; from < groups.length; from++) {
    let to = from;
    while (groups[to] === 0) to++;
    if (to - from > Math.max(1, longest.to - longest.from)) longest = { from, to };
  }
  return longest;
}

function formatIpv6(octets: Uint8Array): string {
  const groups = Array.from({ length: GROUPS }, (_, i) => (octets[2 * i]! << 8) | octets[2 * i + 1]!);
  // RFC 5952 §5: mixed notation where the address is known to embed an IPv4 address by a well-known prefix.
  if (groups.slice(0, 6).join() === "0,0,0,0,0,65535") return `::ffff:${formatIpv4(octets.subarray(12))}`;
  const hex = groups.map((group) => group.toString(16));
  const { from, to } = longestZeroRun(groups);
  return from === to ? hex.join(":") : `${hex.slice(0, from).join(":")}::${hex.slice(to).join(":")}`;
}

export const aaaaRdata = defineRdata<AaaaFields>(
  RrType.AAAA,
  (writer, { address }) => {
    for (const group of parseIpv6(address)) writer.u16(group);
  },
  (reader) => ({ address: formatIpv6(reader.octets(16)) }),
);
