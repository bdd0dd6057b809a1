import { type BigSize, readBigSize } from "./big-size.ts";
import type { ReportFault } from "./offer-fault.ts";

/** A record of a TLV stream; places are offsets in the stream, in octets. */
export interface TlvRecord {
  readonly type: bigint;
  /** Where its type begins. */
  readonly offset: number;
  readonly valueOffset: number;
  readonly value: Uint8Array;
}

export interface TlvStream {
  readonly records: readonly TlvRecord[];
  /** Whether the stream was read to its end: if not, a record that is missing may stand in the rest. */
  readonly complete: boolean;
}

/**
 * The records of an offer's stream (BOLT 1, Type-Length-Value Format). What is cut short or out of order ends the reading:
 * lengths that lie leave nothing to be trusted after them.
 */
export function readTlvStream(octets: Uint8Array, report: ReportFault): TlvStream {
  const records: TlvRecord[] = [];
  let after = -1n;
  let offset = 0;
  while (offset < octets.length) {
    const record = readRecord(octets, offset, after, report);
    if (record === undefined) return { records, complete: false };
    after = record.type;
    if (isOfferType(record.type)) records.push(record);
    offset = record.valueOffset + record.value.length;
  }
  return { records, complete: true };
}

/** BOLT 12: a reader refuses "any TLV fields outside the inclusive ranges: 1 to 79 and 1000000000 to 1999999999". */
const isOfferType = (type: bigint): boolean =>
  (type >= 1n && type <= 79n) || (type >= 1_000_000_000n && type <= 1_999_999_999n);

/** The record at an offset, which stands after one of type `after`. */
function readRecord(
  octets: Uint8Array,
  offset: number,
  after: bigint,
  report: ReportFault,
): TlvRecord | undefined {
  const type = readBigSize(octets, offset);
  if (type === undefined) {
    report(
      "offer-type-truncated",
      "the offer ends within the type of a record: copy the whole offer again",
      offset,
    );
    return undefined;
  }
  if (!checkType(type, offset, after, report)) return undefined;
  const length = readBigSize(octets, type.end);
  if (length === undefined) {
    const detail = `the offer ends before the length of record ${type.value} does: copy the whole offer again`;
    report("offer-length-truncated", detail, offset);
    return undefined;
  }
  if (!length.minimal) report("offer-bigsize-not-minimal", notMinimal("length", length), type.end);
  const left = octets.length - length.end;
  if (length.value > left) {
    const detail = `record ${type.value} has ${length.value} octets and ${left} are there: copy the whole offer again`;
    report("offer-value-truncated", detail, offset);
    return undefined;
  }
  const valueOffset = length.end;
  const value = octets.subarray(valueOffset, valueOffset + Number(length.value));
  return { type: type.value, offset, valueOffset, value };
}

/** Reports what is wrong with a type; whether the reading may go on. */
function checkType(type: BigSize, offset: number, after: bigint, report: ReportFault): boolean {
  const { value } = type;
  if (!type.minimal) report("offer-bigsize-not-minimal", notMinimal("type", type), offset);
  if (!isOfferType(value)) {
    const detail = `record ${value} is none of an offer (1 to 79, 1000000000 to 1999999999): make the offer anew`;
    report("offer-type-out-of-range", detail, offset);
  }
  // BOLT 1: "if decoded `type`s are not strictly-increasing (including situations when two or more occurrences of the
  // same `type` are met): MUST fail to parse".
  if (value > after) return true;
  const detail = `record ${value} stands after record ${after}: write each type once, in ascending order`;
  report("offer-types-not-ascending", detail, offset);
  return false;
}

const notMinimal = (what: string, { value }: BigSize): string =>
  `the ${what} ${value} of a record is written longer than it needs: use the shortest form`;
