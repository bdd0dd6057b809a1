/** The least, the middle and the most of some figures. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function spread(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1]!;
  const lower = sorted[(sorted.length - 1) >> 1]!;
  return { min: sorted[0]!, median: (lower + upper) / 2, max: sorted.at(-1)! };
}

/** `min / median / max`, with so many digits after the point. */
export function spreadText(figures: readonly number[], digits = 0): string {
  const text = (figure: number): string =>
    figure.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const { min, median, max } = spread(figures);
  return [min, median, max].map(text).join(" / ");
}

/** A table in Markdown, a row at a time, whose columns are at least as wide as their titles. */
export function tableRow(cells: readonly string[], widths: readonly number[]): string {
  return `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
}

export const tableRule = (widths: readonly number[]): string =>
  tableRow(
    widths.map((width) => "-".repeat(Math.max(3, width))),
    widths,
  );
