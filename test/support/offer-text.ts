import { hex } from "@scure/base";
import type { BlindedPath } from "../../src/zone/payment/bolt12/blinded-path.ts";

/** A record to be written as it is, in the order given. */
export interface OfferRecord {
  readonly type: bigint | number;
  readonly value: Uint8Array;
}

/** What an offer is to say; octets in hex. Nothing is checked, so that wrong offers can be made too. */
export interface OfferParts {
  readonly chains?: readonly string[] | undefined;
  readonly metadata?: string | undefined;
  readonly currency?: string | undefined;
  readonly amount?: bigint | number | undefined;
  readonly description?: string | undefined;
  readonly features?: string | undefined;
  /** Unix seconds. */
  readonly expiry?: bigint | number | undefined;
  readonly paths?: readonly BlindedPath[] | undefined;
  readonly issuer?: string | undefined;
  readonly quantityMax?: bigint | number | undefined;
  /** {@link ISSUER_ID} unless given; `null` leaves it out. */
  readonly issuerId?: string | null | undefined;
  readonly extra?: readonly OfferRecord[] | undefined;
}

/** A point of the curve, compressed, in hex. */
export const ISSUER_ID = "02eec7245d6b7d2ccb30380bfbe2a3648cd7a942653f5aa340edcea1f283686619";

const CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/** The text of an offer (BOLT 12) that says this, records in ascending order. */
export const makeOffer = (parts: OfferParts = {}): string => offerText(offerRecords(parts));

/** The text of an offer with these records, as they come. */
export const offerText = (records: readonly OfferRecord[]): string => offerTextOf(offerOctets(records));

/** The records that say this, in ascending order of their types. */
export function offerRecords(parts: OfferParts): OfferRecord[] {
  const records: OfferRecord[] = [...(parts.extra ?? [])];
  const put = <Value>(type: number, value: Value | undefined, write: (value: Value) => Uint8Array): void => {
    if (value !== undefined) records.push({ type, value: write(value) });
  };
  put(2, parts.chains, (chains) => hex.decode(chains.join("")));
  put(4, parts.metadata, hex.decode);
  put(6, parts.currency, utf8);
  put(8, parts.amount, truncatedInteger);
  put(10, parts.description, utf8);
  put(12, parts.features, hex.decode);
  put(14, parts.expiry, truncatedInteger);
  put(16, parts.paths, (paths) => Buffer.concat(paths.map(blindedPath)));
  put(18, parts.issuer, utf8);
  put(20, parts.quantityMax, truncatedInteger);
  put(22, parts.issuerId === undefined ? ISSUER_ID : (parts.issuerId ?? undefined), hex.decode);
  return records.sort((a, b) => (BigInt(a.type) < BigInt(b.type) ? -1 : 1));
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** BOLT 1, tu64: big-endian without leading zeros. */
function truncatedInteger(value: bigint | number): Uint8Array {
  const digits = BigInt(value).toString(16);
  if (digits === "0") return new Uint8Array();
  return hex.decode(digits.length % 2 === 0 ? digits : `0${digits}`);
}

/** BOLT 1: a bigsize in its shortest form. */
export function bigSize(value: bigint | number): Uint8Array {
  const big = BigInt(value);
  const [lead, length] =
    big < 0xfdn ? ["", 1] : big < 1n << 16n ? ["fd", 2] : big < 1n << 32n ? ["fe", 4] : ["ff", 8];
  return hex.decode(lead + big.toString(16).padStart(length * 2, "0"));
}

/** BOLT 4, blinded_path. */
export function blindedPath({ introduction, pathKey, hops }: BlindedPath): Uint8Array {
  const count = hops.length.toString(16).padStart(2, "0");
  const tail = hops.map(({ blindedNodeId, encryptedRecipientData: data }) => {
    const length = (data.length / 2).toString(16).padStart(4, "0");
    return blindedNodeId + length + data;
  });
  return hex.decode(introductionHex(introduction) + pathKey + count + tail.join(""));
}

function introductionHex(introduction: BlindedPath["introduction"]): string {
  if (introduction.kind === "node") return introduction.nodeId;
  const [block = 0, transaction = 0, output = 0] = introduction.scid.split("x").map(Number);
  const part = (value: number, octets: number): string => value.toString(16).padStart(octets * 2, "0");
  return `0${introduction.direction}${part(block, 3)}${part(transaction, 3)}${part(output, 2)}`;
}

/** A TLV stream with these records, as they come. */
export const offerOctets = (records: readonly OfferRecord[]): Uint8Array =>
  Buffer.concat(records.flatMap(({ type, value }) => [bigSize(type), bigSize(value.length), value]));

/** The text of an offer whose TLV stream is these octets, whatever they are. */
export function offerTextOf(octets: Uint8Array): string {
  let text = "lno1";
  let bits = 0;
  let pending = 0;
  for (const octet of octets) {
    pending = (pending << 8) | octet;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += CHARSET[pending >> bits];
      pending &= (1 << bits) - 1;
    }
  }
  return bits === 0 ? text : text + CHARSET[pending << (5 - bits)];
}
