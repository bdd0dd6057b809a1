/** RFC 3339 §5.6: years have four digits. In Unix seconds. */
export const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;

/** RFC 3339 text of Unix seconds, not after {@link LAST_INSTANT}. */
export const timeText = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
