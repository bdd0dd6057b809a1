/** How long somebody paused lately, in milliseconds. */
export interface Pauses {
  /** A pause that has come to this length. */
  add(now: number, length: number): void;
  /** The longest of the last seconds. */
  longest(now: number): number;
}

const SECONDS = 8;

export function newPauses(): Pauses {
  // The longest pause of each second, and which second it was.
  const seconds = Array.from({ length: SECONDS }, () => ({ second: -Infinity, length: 0 }));
  return {
    add: (now, length) => {
      const second = Math.floor(now / 1000);
      const at = second % SECONDS;
      const before = seconds[at]!.second === second ? seconds[at]!.length : 0;
      seconds[at] = { second, length: Math.max(before, length) };
    },
    longest: (now) =>
      Math.max(...seconds.map(({ second, length }) => (now / 1000 - second <= SECONDS ? length : 0))),
  };
}
