/*
 * A decoder of DNS messages that shares nothing with the server's: what it cannot read, or what no server should send,
 * it throws at. For tests alone.
 */

/** Labels from left to right, as they were sent, without the root. */
export type Labels = readonly Uint8Array[];

export interface ReferenceRecord {
  readonly owner: Labels;
  readonly type: number;
  readonly class: number;
  /** Seconds. */
  readonly ttl: number;
  readonly rdata: Uint8Array;
}

interface ReferenceQuestion {
  readonly name: Labels;
  readonly type: number;
  readonly class: number;
}

export interface ReferenceOpt {
  readonly udpSize: number;
  readonly version: number;
  readonly dnssecOk: boolean;
  /** All 16 bits of flags, DO included (RFC 6891 §6.1.3). */
  readonly flags: number;
  readonly options: readonly { readonly code: number; readonly data: Uint8Array }[];
}

export interface ReferenceMessage {
  readonly id: number;
  readonly opcode: number;
  readonly qr: boolean;
  readonly aa: boolean;
  readonly tc: boolean;
  readonly rd: boolean;
  readonly ra: boolean;
  readonly z: boolean;
  readonly ad: boolean;
  readonly cd: boolean;
  /** 12 bits where there is an OPT record. */
  readonly rcode: number;
  readonly question: ReferenceQuestion | undefined;
  readonly answer: readonly ReferenceRecord[];
  readonly authority: readonly ReferenceRecord[];
  /** Without the OPT record. */
  readonly additional: readonly ReferenceRecord[];
  readonly opt: ReferenceOpt | undefined;
}

const TYPE_OPT = 41;

const fail = (what: string, at: number): never => {
  throw new Error(`${what} at offset ${at}`);
};

const view = (octets: Uint8Array): DataView =>
  new DataView(octets.buffer, octets.byteOffset, octets.byteLength);

/** Reads a name; returns its labels and the offset after it. RFC 1035 §4.1.4: pointers lead to a prior occurrence. */
export function readLabels(
  octets: Uint8Array,
  start: number,
  compression: "compressed" | "uncompressed",
): { labels: Uint8Array[]; end: number } {
  const labels: Uint8Array[] = [];
  let end = -1;
  let length = 1;
  let before = start;
  for (let at = start; ; ) {
    const octet = octets[at] ?? fail("name is cut", at);
    if (octet >= 0xc0) {
      if (compression === "uncompressed") fail("pointer", at);
      const target = view(octets).getUint16(at) & 0x3fff;
      if (target >= before || target < 12) fail("pointer does not lead backwards to a name", at);
      if (end < 0) end = at + 2;
      before = target;
      at = target;
      continue;
    }
    if (octet > 63) fail("label type", at);
    if (octet === 0) return { labels, end: end < 0 ? at + 1 : end };
    if (at + 1 + octet > octets.length) fail("label is cut", at);
    length += octet + 1;
    if (length > 255) fail("name is over 255 octets", start);
    labels.push(octets.slice(at + 1, at + 1 + octet));
    at += octet + 1;
  }
}

function readRecord(octets: Uint8Array, start: number): { record: ReferenceRecord; end: number } {
  const { labels: owner, end: at } = readLabels(octets, start, "compressed");
  if (at + 10 > octets.length) fail("record is cut", start);
  const fields = view(octets);
  const end = at + 10 + fields.getUint16(at + 8);
  if (end > octets.length) fail("RDATA is cut", start);
  const record = {
    owner,
    type: fields.getUint16(at),
    class: fields.getUint16(at + 2),
    ttl: fields.getUint32(at + 4),
    rdata: octets.slice(at + 10, end),
  };
  return { record, end };
}

/** RFC 6891 §6.1.2: CLASS is the sender's UDP size; TTL is upper RCODE, version and flags. */
function readOptRecord({ owner, class: udpSize, ttl, rdata }: ReferenceRecord): ReferenceOpt {
  if (owner.length > 0) fail("owner of OPT is not the root", 0);
  const options: { code: number; data: Uint8Array }[] = [];
  for (let at = 0; at < rdata.length; ) {
    if (at + 4 > rdata.length) fail("option is cut", at);
    const end = at + 4 + view(rdata).getUint16(at + 2);
    if (end > rdata.length) fail("option overruns", at);
    options.push({ code: view(rdata).getUint16(at), data: rdata.slice(at + 4, end) });
    at = end;
  }
  const flags = ttl & 0xffff;
  return { udpSize, version: (ttl >>> 16) & 0xff, dnssecOk: (flags & 0x8000) !== 0, flags, options };
}

/** Decodes a whole message. Throws at anything malformed, at octets left over, and at a second question or OPT. */
export function decodeMessage(octets: Uint8Array): ReferenceMessage {
  if (octets.length < 12) fail("header is cut", 0);
  const fields = view(octets);
  const bit = (at: number, mask: number): boolean => (octets[at]! & mask) !== 0;
  let at = 12;
  let question: ReferenceQuestion | undefined;
  if (fields.getUint16(4) > 1) fail("several questions", 4);
  if (fields.getUint16(4) === 1) {
    const { labels: name, end } = readLabels(octets, at, "uncompressed");
    if (end + 4 > octets.length) fail("question is cut", at);
    question = { name, type: fields.getUint16(end), class: fields.getUint16(end + 2) };
    at = end + 4;
  }
  const [answer, authority, extra] = [6, 8, 10].map((section) =>
    Array.from({ length: fields.getUint16(section) }, () => {
      const { record, end } = readRecord(octets, at);
      at = end;
      return record;
    }),
  ) as [ReferenceRecord[], ReferenceRecord[], ReferenceRecord[]];
  if (at !== octets.length) fail("octets left over", at);
  if ([...answer, ...authority].some(({ type }) => type === TYPE_OPT)) fail("OPT outside ADDITIONAL", 0);
  const opts = extra.filter(({ type }) => type === TYPE_OPT);
  if (opts.length > 1) fail("several OPT", 0);
  const upperRcode = (opts[0]?.ttl ?? 0) >>> 24;
  return {
    id: fields.getUint16(0),
    opcode: (octets[2]! >> 3) & 0x0f,
    qr: bit(2, 0x80),
    aa: bit(2, 0x04),
    tc: bit(2, 0x02),
    rd: bit(2, 0x01),
    ra: bit(3, 0x80),
    z: bit(3, 0x40),
    ad: bit(3, 0x20),
    cd: bit(3, 0x10),
    rcode: (upperRcode << 4) | (octets[3]! & 0x0f),
    question,
    answer,
    authority,
    additional: extra.filter(({ type }) => type !== TYPE_OPT),
    opt: opts[0] && readOptRecord(opts[0]),
  };
}
