/** Tells feeds that wait for a zone's next write that there may be one. */
export interface Wakeups {
  /** Resolves at the next sign of a write to the zone, or when `signal` aborts, or at `close`. */
  wait(apex: string, signal: AbortSignal): Promise<void>;
  /** A write through this store. */
  wake(apex: string): void;
  close(): void;
}

/** How often writes of other processes are looked for while somebody waits, in milliseconds. */
const POLL_INTERVAL = 250;

/** `dataVersion` returns a value that moves when another process has written. */
export function openWakeups(dataVersion: () => number): Wakeups {
  const waiting = new Map<string, Set<() => void>>();
  let timer: NodeJS.Timeout | undefined;
  let seen = dataVersion();
  let closed = false;

  const wake = (apex: string): void => {
    for (const resolve of waiting.get(apex) ?? []) resolve();
  };
  const wakeAll = (): void => {
    for (const apex of [...waiting.keys()]) wake(apex);
  };
  const poll = (): void => {
    let version: number;
    try {
      version = dataVersion();
    } catch {
      // Whoever waits reads next and meets the failure where it can be handled.
      wakeAll();
      return;
    }
    // A value seen here has woken everybody who waited then; whoever came later has read since. So none is missed.
    if (version === seen) return;
    seen = version;
    wakeAll();
  };

  const wait = (apex: string, signal: AbortSignal): Promise<void> => {
    if (closed || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const waiters = waiting.get(apex) ?? new Set();
      const done = (): void => {
        signal.removeEventListener("abort", done);
        waiters.delete(done);
        if (waiters.size === 0) waiting.delete(apex);
        if (waiting.size === 0) {
          clearInterval(timer);
          timer = undefined;
        }
        resolve();
      };
      signal.addEventListener("abort", done, { once: true });
      waiting.set(apex, waiters.add(done));
      timer ??= setInterval(poll, POLL_INTERVAL).unref();
    });
  };

  const close = (): void => {
    closed = true;
    wakeAll();
  };
  return { wait, wake, close };
}
