import { DomainError, isRefusal } from "../zone/errors.ts";

/**
 * Waits until a write is answered. If that fails the caller has to know that the write was made: `zone-doubted` stays what it
 * is, and whatever else the answer side says becomes {@link DomainError} `answer-unavailable`, with it as the cause.
 */
export async function standingWrite(answered: Promise<void>, stands: string): Promise<void> {
  try {
    await answered;
  } catch (cause) {
    if (isRefusal(cause, "zone-doubted")) {
      throw new DomainError("zone-doubted", `${stands}, but ${cause.message}`, { cause });
    }
    throw new DomainError("answer-unavailable", `${stands}, but this server does not answer by it yet`, {
      cause,
    });
  }
}
