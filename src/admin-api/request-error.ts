import type { ProblemDetail, RequestErrorCode } from "./client-types.ts";

/** A request that is refused before any rule of the zone is asked. `message` is for the caller. */
export class RequestError extends Error {
  readonly code: RequestErrorCode;
  /** Where it is not the status of the code's row. */
  readonly status: number | undefined;
  readonly errors: readonly ProblemDetail[] | undefined;

  constructor(
    code: RequestErrorCode,
    message: string,
    options: { readonly status?: number; readonly errors?: readonly ProblemDetail[] } = {},
  ) {
    super(message);
    this.name = "RequestError";
    this.code = code;
    this.status = options.status;
    this.errors = options.errors;
  }
}

/** A request whose syntax is wrong, rather than what it says (RFC 9110 §15.5.1 and §15.5.21). */
export const malformed = (message: string): RequestError =>
  new RequestError("request-invalid", message, { status: 400 });
