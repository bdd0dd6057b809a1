import { table } from "../table.ts";

type Format = (figure: number) => string;

/** The figures of a run, each shown on standard error as soon as it is there: the whole takes minutes. */
export interface Report {
  note(figure: string, value: string): void;
  /** Notes a figure that grows with the names, from `base`, which it is without any. */
  grows(figure: string, measured: number, format: Format, base?: number): void;
  /** All of them, in Markdown. */
  table(): string;
  /** What the growing ones come to with so many names, along a straight line. */
  plan(sizes: readonly number[]): string;
}

/** `names`: how many the figures are of. */
export function openReport(names: number): Report {
  const rows: [string, string][] = [];
  const growing: { figure: string; at: (size: number) => string }[] = [];
  const note = (figure: string, value: string): void => {
    rows.push([figure, value]);
    console.error(`${figure}: ${value}`);
  };
  return {
    note,
    grows: (figure, measured, format, base = 0) => {
      note(figure, format(measured) + (format === mebibytes ? `, ${each(measured - base, names)}` : ""));
      growing.push({ figure, at: (size) => format(base + ((measured - base) * size) / names) });
    },
    table: () => table(["figure", "value"], rows),
    plan: (sizes) =>
      table(
        ["figure", ...sizes.map((size) => `${size.toLocaleString("en")} names`)],
        growing.map(({ figure, at }) => [figure, ...sizes.map(at)]),
      ),
  };
}

const each = (octets: number, names: number): string => `${(octets / names).toFixed(0)} octets a name`;

export const mebibytes = (octets: number): string =>
  `${(octets / 2 ** 20).toLocaleString("en", { maximumFractionDigits: 0 })} MiB`;

export const time = (seconds: number): string => `${seconds.toFixed(seconds < 10 ? 2 : 0)} s`;

export const milliseconds = (figure: number): string => `${figure.toFixed(1)} ms`;

/** Middle, last hundredth and most of some milliseconds. */
export function percentiles(figures: readonly number[]): string {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    milliseconds(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!);
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)}`;
}

export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return (performance.now() - since) / 1_000;
}
