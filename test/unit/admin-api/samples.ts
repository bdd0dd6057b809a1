/** The samples of a text in Prometheus' format whose metric begins so, by metric and labels. */
export const samplesOf = (text: string, metric: string): Record<string, string> =>
  Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const [, series = "", value = ""] = /^([a-z_]+(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
      return series.startsWith(metric) ? [[series, value]] : [];
    }),
  );
