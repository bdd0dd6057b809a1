import type { SideError } from "./messages.ts";
import { sideError } from "./side-error.ts";

/** Failures are reported at once, then at most this often: a flood of queries must not become a flood of log lines. */
const PAUSE_SECONDS = 60;

/** Takes failures of the answer path; each is counted once, and reported in one message with others of its code. */
export function createFailureLog(
  now: () => number,
  report: (error: SideError, count: number) => void,
): (error: unknown) => void {
  const codes = new Map<string, { count: number; quietUntil: number }>();
  return (error) => {
    const failure = sideError(error);
    const entry = codes.get(failure.code) ?? { count: 0, quietUntil: 0 };
    codes.set(failure.code, entry);
    entry.count++;
    if (now() < entry.quietUntil) return;
    report(failure, entry.count);
    entry.count = 0;
    entry.quietUntil = now() + PAUSE_SECONDS;
  };
}
