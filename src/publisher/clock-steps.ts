/** Seconds that a clock may be set back by, unnoticed: those who keep it right do so in smaller steps. */
const LEAST_STEP = 2;

/**
 * Returns what tells, each time it is called, whether the clock was set back since the last time. `now` is in Unix seconds,
 * `monotonic` in milliseconds.
 */
export function clockSteps({
  now,
  monotonic,
}: {
  readonly now: () => number;
  readonly monotonic: () => number;
}): () => boolean {
  const ahead = (): number => now() - monotonic() / 1000;
  let before = ahead();
  return () => {
    const at = ahead();
    const hasStepped = before - at > LEAST_STEP;
    before = at;
    return hasStepped;
  };
}
