import { table } from "../table.ts";
import { type ApiRates, CLIENTS, type StoreRates } from "./rates.ts";
import { BATCH } from "./registrations.ts";

/** What one way of keeping names takes in. */
export interface Backend {
  readonly title: string;
  readonly store: StoreRates;
  readonly api: ApiRates;
}

/** Registrations a second, side by side. */
export function rateTable(backends: readonly Backend[]): string {
  const row = (title: string, rate: (backend: Backend) => number): string[] => [
    title,
    ...backends.map((backend) => Math.round(rate(backend)).toLocaleString("en")),
  ];
  return table(
    ["registrations a second", ...backends.map(({ title }) => title)],
    [
      row("store, one at a time", ({ store }) => store.one),
      row(`store, ${CLIENTS} at a time`, ({ store }) => store.many),
      row(`store, in batches of ${BATCH}`, ({ store }) => store.batches),
      row("API, one client", ({ api }) => api.one),
      row(`API, ${CLIENTS} clients`, ({ api }) => api.many),
      ["CPU ms of the server for each", ...backends.map(({ api }) => api.cpuMilliseconds.toFixed(1))],
    ],
  );
}
