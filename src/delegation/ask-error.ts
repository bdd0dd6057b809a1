/** Why a server gave no answer: nothing came, nothing could be sent, or what came cannot be read. */
export type AskErrorCode = "silent" | "unreachable" | "malformed";

/** A question that was not answered. */
export class AskError extends Error {
  override readonly name = "AskError";
  readonly code: AskErrorCode;

  constructor(code: AskErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
