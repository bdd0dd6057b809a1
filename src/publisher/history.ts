import type { Store } from "../zone/store/port.ts";

/**
 * What the store knows of how a zone came from where it is answered to what it is: all of it; no longer the beginning, since the
 * feed reaches back only so far; or something else, because writes that are answered were lost.
 */
export type History = "whole" | "trimmed" | "lost";

/** The history after a position. Rejects as the feed does. */
export async function historyAfter(
  store: Pick<Store, "changes">,
  apex: string,
  position: string,
  signal: AbortSignal,
): Promise<History> {
  const asked = new AbortController();
  const ending = AbortSignal.any([signal, asked.signal]);
  try {
    for await (const first of store.changes(apex, position, ending)) {
      return first.kind !== "gap" ? "whole" : first.isLost ? "lost" : "trimmed";
    }
  } finally {
    asked.abort();
  }
  // The feed ends without a word only where `signal` has aborted: nothing is made of it then.
  return "trimmed";
}
