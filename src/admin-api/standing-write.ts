import { DomainError, isRefusal } from "../zone/errors.ts";

/**
 * Waits until a write is answered. If that fails the caller has to know that the write was made: `zone-doubted` stays what it
 * is, and whatever else the answer side says becomes {@link DomainError} `answer-unavailable`, with it as the cause. `remedy` is
 * what there is to do about that.
 */
export async function standingWrite(answered: Promise<void>, stands: string, remedy = ""): Promise<void> {
  try {
    await answered;
  } catch (cause) {
    if (isRefusal(cause, "zone-doubted")) {
      throw new DomainError("zone-doubted", `${stands}, but ${cause.message}`, { cause });
    }
    const message = `${stands}, but this server does not answer by it yet${remedy}`;
    throw new DomainError("answer-unavailable", message, { cause });
  }
}
