const FIRST_RETRY_MILLISECONDS = 50;
const LAST_RETRY_MILLISECONDS = 2_000;

/** How long to wait before attempt `times`, which counts from 1. Instances that lost one Redis do not come back in step. */
export function retryDelay(times: number): number {
  const delay = Math.min(FIRST_RETRY_MILLISECONDS * 2 ** Math.min(times - 1, 16), LAST_RETRY_MILLISECONDS);
  return delay * (0.75 + Math.random() / 2);
}
