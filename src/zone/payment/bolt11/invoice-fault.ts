/** What can be wrong with an invoice; one code a rule. */
export type InvoiceFaultCode =
  // The text.
  | "invoice-too-long"
  | "invoice-form"
  | "invoice-character"
  | "invoice-mixed-case"
  | "invoice-checksum"
  | "invoice-too-short"
  // What stands before the separator.
  | "invoice-prefix-unknown"
  | "invoice-wrong-network"
  | "invoice-amount"
  | "invoice-multiplier"
  | "invoice-amount-precision"
  | "invoice-amount-over-supply"
  // Tagged fields.
  | "invoice-field-truncated"
  | "invoice-field-repeated"
  | "invoice-padding"
  | "invoice-utf8"
  | "invoice-number-not-minimal"
  | "invoice-number-too-large"
  | "invoice-payee"
  | "invoice-fallback"
  | "invoice-route"
  | "invoice-feature-unknown-even"
  | "invoice-feature-dependency"
  // What the fields say together, and to us.
  | "invoice-payment-hash-missing"
  | "invoice-payment-secret-missing"
  | "invoice-description-missing"
  | "invoice-description-ambiguous"
  | "invoice-signature"
  | "invoice-expired";

/** Takes note of a fault. The position counts characters of the text as it was given. */
export type ReportFault = (code: InvoiceFaultCode, detail: string, position?: number) => void;
