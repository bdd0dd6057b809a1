/** Milliseconds by a clock that all processes of the machine have in common and that nobody sets. */
export const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6;
