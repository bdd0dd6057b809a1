import type { Name } from "../../src/zone/name.ts";

/** RFC 6891 §6.1.2. */
export interface QueryEdns {
  readonly udpSize?: number;
  readonly version?: number;
  /** All 16 bits of flags; 0x8000 is DO. */
  readonly flags?: number;
  readonly extendedRcode?: number;
  readonly options?: Uint8Array;
}

export interface QueryOptions {
  readonly id?: number;
  readonly opcode?: number;
  /** Octets 2 and 3 of the header, or'ed to what the opcode makes. */
  readonly flags?: number;
  readonly class?: number;
  readonly edns?: QueryEdns;
  /** EDNS with 1232 octets and DO. */
  readonly dnssecOk?: boolean;
}

export const uint16 = (value: number): Uint8Array => Uint8Array.of(value >>> 8, value);

/** An option of an OPT record. */
export const ednsOption = (code: number, data: Uint8Array): Uint8Array =>
  Buffer.concat([uint16(code), uint16(data.length), data]);

export function optRecord({ udpSize = 1232, version = 0, flags = 0, ...rest }: QueryEdns): Uint8Array {
  const { options = new Uint8Array(0), extendedRcode = 0 } = rest;
  return Buffer.concat([
    Uint8Array.of(0, 0, 41),
    uint16(udpSize),
    Uint8Array.of(extendedRcode, version),
    uint16(flags),
    uint16(options.length),
    options,
  ]);
}

/** Twelve octets: ID, flags and the four counts. */
export const header = (
  { id = 0x4711, opcode = 0, flags = 0 }: QueryOptions,
  counts: readonly [number, number, number, number],
): Uint8Array => Buffer.concat([id, (opcode << 11) | flags, ...counts].map(uint16));

export const questionOf = (name: Name, type: number, rrClass = 1): Uint8Array =>
  Buffer.concat([name, uint16(type), uint16(rrClass)]);

/** A query as a resolver sends it. */
export function queryMessage(name: Name, type: number, options: QueryOptions = {}): Uint8Array {
  const edns = options.dnssecOk === true ? { flags: 0x8000, ...options.edns } : options.edns;
  return Buffer.concat([
    header(options, [1, 0, 0, edns === undefined ? 0 : 1]),
    questionOf(name, type, options.class),
    edns === undefined ? new Uint8Array(0) : optRecord(edns),
  ]);
}
