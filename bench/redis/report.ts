import { table } from "../table.ts";

/** The figures of a run, each shown on standard error as soon as it is there: the whole takes minutes. */
export interface Report {
  note(figure: string, value: string): void;
  /** All of them, in Markdown. */
  table(): string;
}

export function openReport(): Report {
  const rows: [string, string][] = [];
  return {
    note: (figure, value) => {
      rows.push([figure, value]);
      console.error(`${figure}: ${value}`);
    },
    table: () => table(["figure", "value"], rows),
  };
}

export const mebibytes = (octets: number): string => `${(octets / 2 ** 20).toFixed(0)} MiB`;

/** Octets, and how many of them for each of `names`. */
export const perName = (octets: number, names: number): string =>
  `${mebibytes(octets)}, ${(octets / names).toFixed(0)} octets a name`;

export const time = (seconds: number): string => `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;

/** Middle, last hundredth and most of some milliseconds. */
export function percentiles(milliseconds: readonly number[]): string {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    `${sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1)} ms`;
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)}`;
}

export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return (performance.now() - since) / 1_000;
}
