/** What can be wrong with octets or text that somebody else wrote. */
export type WireErrorCode =
  | "truncated"
  | "trailing-octets"
  | "label-too-long"
  | "label-empty"
  | "label-type"
  | "name-too-long"
  | "name-escape"
  | "name-octet"
  | "value-range"
  | "bitmap"
  | "overflow";

/** Untrusted octets or text that do not follow the format. `offset` counts octets (or characters) from the start of the input. */
export class WireError extends Error {
  readonly code: WireErrorCode;
  readonly offset: number;

  constructor(code: WireErrorCode, offset: number) {
    super(`${code} at offset ${offset}`);
    this.name = "WireError";
    this.code = code;
    this.offset = offset;
  }
}

/** What a rule of this server refuses. The admin API's one table maps each code to an HTTP status. */
export type DomainErrorCode =
  | "payment-name-invalid"
  | "payment-name-too-long"
  | "payment-uri-invalid"
  | "payment-uri-too-long"
  | "instructions-ambiguous"
  | "ttl-out-of-range"
  | "expiry-out-of-range"
  | "zone-invalid"
  | "zone-taken"
  | "zone-unknown"
  | "name-taken"
  | "name-unknown"
  | "revision-mismatch"
  | "cursor-invalid"
  | "key-set-conflict"
  | "key-set-sealed"
  | "key-set-missing"
  | "store-unavailable"
  | "store-format"
  | "answer-unavailable";

/** A rule that was broken, in words for whoever sent the input. `pointer` is an RFC 6901 JSON pointer into it. */
export class DomainError extends Error {
  readonly code: DomainErrorCode;
  readonly pointer: string | undefined;

  constructor(code: DomainErrorCode, message: string, options: { pointer?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "DomainError";
    this.code = code;
    this.pointer = options.pointer;
  }
}
