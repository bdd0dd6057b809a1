/** Seconds of each unit, the longest first, and how many of the shorter one are told before it is used. */
const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
] as const;

/** How long something takes or is ago, given in seconds, in one unit: 119s, 2m, 47h, 2d. */
export function ageText(seconds: number): string {
  const [letter, length] = UNITS.find(([, unit]) => seconds >= 2 * unit) ?? ["s", 1];
  return `${Math.floor(seconds / length)}${letter}`;
}
