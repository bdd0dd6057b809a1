function median(sorted: readonly number[]): number {
  const [lower, upper] = [sorted[(sorted.length - 1) >> 1]!, sorted[sorted.length >> 1]!];
  return (lower + upper) / 2;
}

/** `min / median / max` of some figures, with so many digits after the point. */
export function spread(figures: readonly number[], digits = 0): string {
  const sorted = figures.toSorted((a, b) => a - b);
  const text = (figure: number): string =>
    figure.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return [sorted[0]!, median(sorted), sorted.at(-1)!].map(text).join(" / ");
}

/** A table in Markdown; every column is as wide as its widest cell. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = titles.map((title, i) => Math.max(3, title.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  return [line(titles), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
