/** What can be wrong with an offer; one code a rule. */
export type OfferFaultCode =
  // The text.
  | "offer-too-long"
  | "offer-prefix-wrong"
  | "offer-case-mixed"
  | "offer-join-invalid"
  | "offer-character-invalid"
  | "offer-padding-too-long"
  | "offer-padding-not-zero"
  // The TLV stream.
  | "offer-empty"
  | "offer-type-truncated"
  | "offer-length-truncated"
  | "offer-value-truncated"
  | "offer-bigsize-not-minimal"
  | "offer-types-not-ascending"
  | "offer-type-out-of-range"
  | "offer-type-unknown-even"
  // Values.
  | "offer-value-length-wrong"
  | "offer-integer-too-long"
  | "offer-integer-not-minimal"
  | "offer-utf8-invalid"
  | "offer-point-invalid"
  | "offer-chains-empty"
  | "offer-currency-invalid"
  | "offer-feature-unknown-even"
  | "offer-paths-empty"
  | "offer-path-truncated"
  | "offer-path-introduction-invalid"
  | "offer-path-without-hops"
  // What the fields say together, and to us.
  | "offer-wrong-network"
  | "offer-amount-zero"
  | "offer-amount-over-supply"
  | "offer-amount-missing"
  | "offer-description-missing"
  | "offer-issuer-missing"
  | "offer-expired";

/**
 * Takes note of a fault. The place counts characters of the text for who reads the text, octets of the TLV stream for who
 * reads the stream.
 */
export type ReportFault = (code: OfferFaultCode, detail: string, place?: number) => void;
