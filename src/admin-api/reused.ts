import type { Now } from "./ports.ts";

/** What `count` resolves to, counted once for all who ask while it counts and for so many seconds. A failure is not reused. */
export function reused<T>(count: (at: number) => Promise<T>, now: Now, seconds: number): () => Promise<T> {
  let last: { readonly at: number; readonly counted: Promise<T>; isCounting: boolean } | undefined;
  return () => {
    const at = now();
    // A clock that was set back does not make the counts last longer.
    if (last?.isCounting || (last && at >= last.at && at < last.at + seconds)) return last.counted;
    const begun = { at, counted: count(at), isCounting: true };
    last = begun;
    begun.counted.then(
      () => {
        begun.isCounting = false;
      },
      () => {
        last = undefined;
      },
    );
    return begun.counted;
  };
}
