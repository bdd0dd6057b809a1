import { InvalidArgumentError } from "commander";

/** Seconds of each unit, the longest first. */
const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["s", 1],
] as const;

/** Seconds of a duration on a command line: `30d`, `12h`, `90s` or `90`. Throws commander's InvalidArgumentError. */
export function duration(text: string): number {
  const [, count, unit = "s"] = /^(\d{1,10})([dhs])?$/.exec(text) ?? [];
  const seconds = UNITS.find(([letter]) => letter === unit)?.[1];
  if (count === undefined || seconds === undefined) {
    throw new InvalidArgumentError("30d, 12h or a whole number of seconds is wanted");
  }
  return Number(count) * seconds;
}

/** Seconds as {@link duration} reads them, in the longest unit that they are a whole number of. */
export function durationText(seconds: number): string {
  const [letter, length] = UNITS.find(([, unit]) => seconds % unit === 0)!;
  return `${seconds / length}${letter}`;
}
