/** An integer as it stands in a stream of octets. */
export interface BigSize {
  readonly value: bigint;
  /** Whether no shorter form holds the value. */
  readonly minimal: boolean;
  /** Offset of the octet after it. */
  readonly end: number;
}

/** BOLT 1, Appendix A: what the first octet says of the ones after it, and the least value that needs so many. */
const FORMS: ReadonlyMap<number, readonly [octets: number, least: bigint]> = new Map([
  [0xfd, [2, 0xfdn]],
  [0xfe, [4, 0x1_0000n]],
  [0xff, [8, 0x1_0000_0000n]],
]);

/** The integer at an offset, below 2⁶⁴; nothing where the octets end before it does (BOLT 1, Appendix A). */
export function readBigSize(octets: Uint8Array, offset: number): BigSize | undefined {
  const first = octets[offset];
  if (first === undefined) return undefined;
  const form = FORMS.get(first);
  if (form === undefined) return { value: BigInt(first), minimal: true, end: offset + 1 };
  const [length, least] = form;
  const end = offset + 1 + length;
  if (end > octets.length) return undefined;
  const value = unsignedInteger(octets.subarray(offset + 1, end));
  return { value, minimal: value >= least, end };
}

/** Octets as an unsigned integer, the most significant first. */
export const unsignedInteger = (octets: Uint8Array): bigint =>
  octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
