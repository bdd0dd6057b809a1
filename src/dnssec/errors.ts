export type SigningErrorCode =
  /** The key did not sign. */
  | "sign-failed"
  /** The octets are no key of the algorithm, or its two halves do not belong together. */
  | "key-invalid"
  /** Another key of the set has the same key tag (RFC 4034 Appendix B). */
  | "key-tag-taken"
  /** There is no time at which the signature would be valid. */
  | "no-validity";

/** A signature that could not be made. Answered as SERVFAIL, never as an unsigned answer. */
export class SigningError extends Error {
  readonly code: SigningErrorCode;

  constructor(code: SigningErrorCode, cause?: unknown) {
    super(code, cause === undefined ? undefined : { cause });
    this.name = "SigningError";
    this.code = code;
  }
}
