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
  | "registration-invalid"
  | "zone-invalid"
  | "zone-taken"
  | "zone-unknown"
  | "zone-doubted"
  | "takeover-mismatch"
  | "import-under-way"
  | "import-mismatch"
  | "name-taken"
  | "name-unknown"
  | "name-held"
  | "name-of-another"
  | "revision-mismatch"
  | "idempotency-key-reused"
  | "cursor-invalid"
  | "token-taken"
  | "token-unknown"
  | "key-set-conflict"
  | "key-set-sealed"
  | "key-set-missing"
  | "store-unavailable"
  | "outcome-unknown"
  | "store-format"
  | "store-not-durable"
  | "snapshot-damaged"
  | "snapshot-format"
  | "answer-unavailable"
  | "instances-behind";

/** One of the things that are wrong with an input. */
export interface Fault {
  /** Stable, one for each rule. */
  readonly code: string;
  /** RFC 6901 JSON pointer to the value that is at fault. */
  readonly pointer: string;
  /** Characters from the start of that value to the place, if there is one. */
  readonly position?: number;
  readonly detail: string;
}

interface DomainErrorOptions {
  readonly pointer?: string;
  readonly faults?: readonly Fault[];
  readonly cause?: unknown;
}

/**
 * A rule that was broken, in words for whoever sent the input. `pointer` is an RFC 6901 JSON pointer into it. Where several
 * rules may be broken at once, `faults` has them all.
 */
export class DomainError extends Error {
  readonly code: DomainErrorCode;
  readonly pointer: string | undefined;
  readonly faults: readonly Fault[] | undefined;

  constructor(code: DomainErrorCode, message: string, options: DomainErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "DomainError";
    this.code = code;
    this.pointer = options.pointer;
    this.faults = options.faults;
  }
}

/** Whether an error is the refusal with this code. */
export const isRefusal = (error: unknown, code: DomainErrorCode): error is DomainError =>
  error instanceof DomainError && error.code === code;
