import { DomainError } from "../zone/errors.ts";

/** How long somebody waits to be answered before he is told that his write stands but is not answered yet. */
const PATIENCE_MILLISECONDS = 5_000;

/** Those who wait for a zone to come to some state. */
export interface Awaiting {
  /** Looks who need wait no longer. */
  moved(): void;
  /** Resolves when the condition holds. Rejects with DomainError `answer-unavailable` where that takes too long. */
  until(condition: () => boolean): Promise<void>;
}

interface Waiter {
  readonly condition: () => boolean;
  readonly resolve: () => void;
}

export function createAwaiting(): Awaiting {
  const waiters = new Set<Waiter>();
  return {
    moved: () => {
      for (const { condition, resolve } of waiters) if (condition()) resolve();
    },
    until: (condition) => {
      if (condition()) return Promise.resolve();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const timeout = setTimeout(() => reject(unanswered()), PATIENCE_MILLISECONDS);
      const waiter: Waiter = { condition, resolve };
      waiters.add(waiter);
      return promise.finally(() => {
        clearTimeout(timeout);
        waiters.delete(waiter);
      });
    },
  };
}

export const unanswered = (): DomainError =>
  new DomainError("answer-unavailable", "the write stands, but this server does not answer it yet");
