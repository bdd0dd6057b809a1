import { hex } from "@scure/base";
import type { BlindedPath } from "./blinded-path.ts";
import type { ValueReader } from "./field-values.ts";
import * as values from "./field-values.ts";
import type { ReportFault } from "./offer-fault.ts";
import type { TlvRecord } from "./tlv-stream.ts";

/** A record that BOLT 12 gives no meaning; its type is odd, so that who does not know it may pass over it. */
export interface UnknownRecord {
  readonly type: number;
  /** In hex. */
  readonly value: string;
}

/** What an offer's records say (BOLT 12, TLV Fields for Offers). A field that is not there is no property. */
export interface OfferFields {
  /** Hashes of the genesis blocks of the chains it can be paid on, in hex; none means bitcoin mainnet. */
  readonly chains: readonly string[];
  /** The issuer's own, in hex. */
  readonly metadata?: string;
  /** ISO 4217, three letters; absent where the amount is in millisatoshis. */
  readonly currency?: string;
  /** For one item: in millisatoshis, or in the minor unit of the currency. At least 1. */
  readonly amount?: bigint;
  readonly description?: string;
  /** A bit map, in hex. */
  readonly features?: string;
  /** Unix seconds; from then on the offer is void. */
  readonly absoluteExpiry?: bigint;
  /** Empty where there are none. */
  readonly paths: readonly BlindedPath[];
  readonly issuer?: string;
  /** How many items may be paid for at once; 0 is any number. Absent, it is one item. */
  readonly quantityMax?: bigint;
  /** A compressed point, in hex. */
  readonly issuerId?: string;
  /** In ascending order. */
  readonly unknown: readonly UnknownRecord[];
}

export const OFFER_TYPES = Object.freeze({
  chains: 2,
  metadata: 4,
  currency: 6,
  amount: 8,
  description: 10,
  features: 12,
  absoluteExpiry: 14,
  paths: 16,
  issuer: 18,
  quantityMax: 20,
  issuerId: 22,
});

type Draft = { -readonly [Field in keyof OfferFields]: OfferFields[Field] };

/** Reads one field's record into the draft, or reports what is wrong with it. */
type FieldReader = (record: TlvRecord, draft: Draft, report: ReportFault) => void;

const into =
  <Field extends keyof OfferFields>(field: Field, read: ValueReader<Draft[Field]>): FieldReader =>
  (record, draft, report) => {
    const value = read(record, report);
    if (value !== undefined) draft[field] = value;
  };

const READERS: ReadonlyMap<number, FieldReader> = new Map([
  [OFFER_TYPES.chains, into("chains", values.chains)],
  [OFFER_TYPES.metadata, into("metadata", values.octets)],
  [OFFER_TYPES.currency, into("currency", values.currency)],
  [OFFER_TYPES.amount, into("amount", values.integer("amount"))],
  [OFFER_TYPES.description, into("description", values.text("description"))],
  [OFFER_TYPES.features, into("features", values.features)],
  [OFFER_TYPES.absoluteExpiry, into("absoluteExpiry", values.integer("expiry"))],
  [OFFER_TYPES.paths, into("paths", values.paths)],
  [OFFER_TYPES.issuer, into("issuer", values.text("issuer"))],
  [OFFER_TYPES.quantityMax, into("quantityMax", values.integer("quantity"))],
  [OFFER_TYPES.issuerId, into("issuerId", values.issuerId)],
]);

/** Each record by its own rules; what cannot be read is reported and left out. */
export function readFields(records: readonly TlvRecord[], report: ReportFault): OfferFields {
  const unknown: UnknownRecord[] = [];
  const draft: Draft = { chains: Object.freeze([]), paths: Object.freeze([]), unknown };
  for (const record of records) {
    const type = Number(record.type);
    const read = READERS.get(type);
    if (read !== undefined) {
      read(record, draft, report);
    } else if (type % 2 === 0) {
      // BOLT 1: "otherwise, if `type` is unknown: if `type` is even: MUST fail to parse the `tlv_stream`".
      const detail = `record ${type} is unknown and even, so that payers refuse the offer: make it without`;
      report("offer-type-unknown-even", detail, record.offset);
    } else {
      unknown.push(Object.freeze({ type, value: hex.encode(record.value) }));
    }
  }
  Object.freeze(unknown);
  return draft;
}
