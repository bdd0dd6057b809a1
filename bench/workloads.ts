import type { Names } from "./names.ts";

/** What a server is asked, always for TXT with DO. */
export interface Workload {
  /** What every answer must have. */
  readonly rcode: "NOERROR" | "NXDOMAIN";
  /** `again`: the file over and over. `once`: each question once at most. `all`: each exactly once, however long it takes. */
  readonly order: "again" | "once" | "all";
  /** The questions of run 1, 2, …; 0 is for warming up. */
  readonly questions: (names: Names, run: number) => string;
}

export const WORKLOADS: Readonly<Record<string, Workload>> = {
  known: { rcode: "NOERROR", order: "again", questions: ({ known }) => known },
  "known-cold": { rcode: "NOERROR", order: "all", questions: ({ knownCold }) => knownCold },
  unknown: { rcode: "NXDOMAIN", order: "once", questions: ({ unknown }, run) => unknown[run]! },
};
