/** The time of day as the DNS counts it: whole Unix seconds. */
export const unixSeconds = (): number => Math.floor(Date.now() / 1000);

/** Milliseconds that only go forward, whatever happens to the time of day. */
export const monotonicMilliseconds = (): number => performance.now();
