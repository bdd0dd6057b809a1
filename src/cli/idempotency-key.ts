import { randomUUID } from "node:crypto";
import { CommandFailure, ExitCode } from "./failure.ts";

/**
 * Sends a write under a key of its own, with these headers; and once more where nobody can tell what came of it, which the server
 * then knows. Rejects with {@link CommandFailure}.
 */
export async function underKey<T>(
  send: (headers: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const headers = { "idempotency-key": `"${randomUUID()}"` };
  try {
    return await send(headers);
  } catch (error) {
    if (!isUncertain(error)) throw error;
    return send(headers);
  }
}

const isUncertain = (error: unknown): boolean =>
  error instanceof CommandFailure &&
  (error.exitCode === ExitCode.UNREACHABLE || error.problem?.code === "outcome-unknown");
