import { DomainError } from "../zone/errors.ts";

/** How long a write waits to be answered before its caller is told that it stands but is not answered yet. */
const SETTLE_MILLISECONDS = 5_000;

/** Which serial of a zone is answered, and who waits for a later one. */
export interface Settling {
  readonly serial: number;
  reached(serial: number): void;
  /** Resolves when the serial is reached. Rejects with DomainError `answer-unavailable` where that takes too long. */
  settled(serial: number): Promise<void>;
}

interface Waiter {
  readonly serial: number;
  readonly resolve: () => void;
}

export function createSettling(): Settling {
  const waiters = new Set<Waiter>();
  let answered = 0;
  return {
    get serial() {
      return answered;
    },
    reached: (serial) => {
      answered = serial;
      for (const waiter of waiters) if (waiter.serial <= answered) waiter.resolve();
    },
    settled: (serial) => {
      if (answered >= serial) return Promise.resolve();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const timeout = setTimeout(() => reject(unanswered()), SETTLE_MILLISECONDS);
      const waiter: Waiter = { serial, resolve };
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
