import type { Surroundings } from "./surroundings.ts";

/** A bar on a terminal that shows how far something is. */
export interface Progress {
  /** `done` of `total`, or of an unknown number where that is 0. A new `label` begins anew. */
  readonly show: (label: string, done: number, total: number) => void;
  /** Takes the bar away. */
  readonly end: () => void;
}

/** Milliseconds between two pictures. */
const INTERVAL = 100;
const BAR_WIDTH = 24;
/** ECMA-48 §8.3.41: erases the line from the cursor on. */
const CLEARED = "\r\u001b[K";

/** Where standard error is no terminal, or `isQuiet`, nothing is shown. */
export function createProgress(
  { stderr, terminal, monotonic }: Pick<Surroundings, "stderr" | "terminal" | "monotonic">,
  isQuiet: boolean,
): Progress {
  if (isQuiet || terminal() === undefined) return { show: () => undefined, end: () => undefined };
  let begun: { readonly label: string; readonly at: number; readonly done: number } | undefined;
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    show: (label, done, total) => {
      const now = monotonic();
      if (begun?.label !== label) begun = { label, at: now, done };
      if (now - shownAt < INTERVAL) return;
      shownAt = now;
      const seconds = (now - begun.at) / 1000;
      const rate = seconds === 0 ? 0 : (done - begun.done) / seconds;
      // One column less: a full line breaks on some terminals.
      stderr(`${CLEARED}${progressText(label, done, total, rate).slice(0, (terminal() ?? 80) - 1)}`);
    },
    end: () => {
      if (begun !== undefined) stderr(CLEARED);
      begun = undefined;
    },
  };
}

const grouped = new Intl.NumberFormat("en");

/** One line: a bar, how many of all, how many a second (`rate`), and the time that is left at that rate. */
export function progressText(label: string, done: number, total: number, rate: number): string {
  const speed = rate > 0 ? `  ${grouped.format(Math.round(rate))}/s` : "";
  if (total === 0) return `${label}  ${grouped.format(done)}${speed}`;
  const share = Math.min(done / total, 1);
  const filled = Math.floor(share * BAR_WIDTH);
  const bar = `${"#".repeat(filled)}${"-".repeat(BAR_WIDTH - filled)}`;
  const counts = `${grouped.format(done)} of ${grouped.format(total)}`;
  const left = rate > 0 ? `  ${clockText(Math.ceil(Math.max(total - done, 0) / rate))} left` : "";
  return `${label}  [${bar}] ${String(Math.floor(share * 100)).padStart(3)}%  ${counts}${speed}${left}`;
}

const twoDigits = (number: number): string => String(number).padStart(2, "0");

function clockText(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = `${twoDigits(minutes)}:${twoDigits(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}
