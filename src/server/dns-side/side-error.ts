import { SigningError } from "../../dnssec/errors.ts";
import type { SideError } from "./messages.ts";

/** An error as plain data. A bug keeps its stack: it is logged, never answered. */
export function sideError(error: unknown): SideError {
  if (error instanceof SigningError) return { code: error.code, message: describe(error) };
  if (error instanceof Error && "code" in error) return { code: String(error.code), message: error.message };
  if (error instanceof Error) return { code: "internal", message: error.stack ?? error.message };
  return { code: "internal", message: String(error) };
}

const describe = ({ message, cause }: SigningError): string =>
  cause instanceof Error ? `${message}: ${cause.message}` : message;
