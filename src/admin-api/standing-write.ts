import { DomainError } from "../zone/errors.ts";

/**
 * Waits until a write is answered. If that fails the caller has to know that the write was made: whatever the answer side
 * says becomes {@link DomainError} `answer-unavailable`, with it as the cause.
 */
export async function standingWrite(answered: Promise<void>, stands: string): Promise<void> {
  try {
    await answered;
  } catch (cause) {
    throw new DomainError("answer-unavailable", `${stands}, but this server does not answer by it yet`, {
      cause,
    });
  }
}
