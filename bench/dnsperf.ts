import type { Workspace } from "./workspace.ts";

/** Simulated clients, each with a socket of its own. */
const CLIENTS = 8;
/** Queries that wait for their answer at the same time. */
const OUTSTANDING = 100;
/** Seconds after which a query is counted as lost. */
const TIMEOUT = 2;

export interface Load {
  readonly port: number;
  /** A file with a question a line. */
  readonly questions: string;
  /** Each question once at most; otherwise the file is asked again and again. */
  readonly once: boolean;
  /** The most seconds that the load lasts; undefined with `once`: until all was asked. */
  readonly seconds: number | undefined;
}

export interface LoadResult {
  readonly answers: number;
  readonly lost: number;
  readonly answersPerSecond: number;
  /** Octets of the average answer. */
  readonly octets: number;
  /** How many answers had which RCODE. */
  readonly rcodes: ReadonlyMap<string, number>;
}

/** Asks 127.0.0.1 over UDP with EDNS and DO, from `core` alone. Rejects where dnsperf fails or gets no answer. */
export async function dnsperf(workspace: Workspace, core: number, load: Load): Promise<LoadResult> {
  const shape = ["-c", `${CLIENTS}`, "-T", "1", "-q", `${OUTSTANDING}`, "-t", `${TIMEOUT}`];
  const limits = [
    ...(load.once ? ["-n", "1"] : []),
    ...(load.seconds === undefined ? [] : ["-l", `${load.seconds}`]),
  ];
  const target = ["-s", "127.0.0.1", "-p", `${load.port}`, "-d", load.questions];
  const args = ["-c", `${core}`, "dnsperf", "-e", "-D", ...target, ...shape, ...limits];
  return parse(await workspace.run("taskset", args));
}

function parse(text: string): LoadResult {
  const figure = (label: string): number => {
    const value = new RegExp(`^\\s*${label}:?\\s+([\\d.]+)`, "m").exec(text)?.[1];
    if (value === undefined) throw new Error(`dnsperf does not say "${label}":\n${text}`);
    return Number(value);
  };
  const answers = figure("Queries completed");
  if (answers === 0) throw new Error(`dnsperf got no answer:\n${text}`);
  const codes = /^\s*Response codes:(.*)$/m.exec(text)?.[1] ?? "";
  return {
    answers,
    lost: figure("Queries lost"),
    answersPerSecond: figure("Queries per second"),
    octets: figure("Average packet size:\\s+request \\d+, response"),
    rcodes: new Map([...codes.matchAll(/([A-Z]+) (\d+)/g)].map(([, code, count]) => [code!, Number(count)])),
  };
}
