import { setTimeout as delay } from "node:timers/promises";
import { dig } from "../test/support/dig.ts";
import { dnsperf, type LoadResult } from "./dnsperf.ts";
import type { Names } from "./names.ts";
import { cpuSeconds, quiet } from "./process-cpu.ts";
import type { Command, RunningServer, Workspace } from "./workspace.ts";

const SERVER_CORE = 0;
const LOAD_CORE = 1;
/** How long a server may take to its first answer, in milliseconds. */
const PATIENCE = 600_000;
/** Seconds of load before the first run of a workload. */
const WARM_UP = 1;

interface Workload {
  readonly rcode: "NOERROR" | "NXDOMAIN";
  /** Asks each question once. */
  readonly once: boolean;
  /** Goes through the whole file, however long that takes. */
  readonly whole: boolean;
  /** The questions of run 1, 2, …; 0 is for warming up. */
  readonly questions: (names: Names, run: number) => string;
}

export const WORKLOADS: Readonly<Record<string, Workload>> = {
  known: { rcode: "NOERROR", once: false, whole: false, questions: ({ known }) => known },
  "known-cold": { rcode: "NOERROR", once: true, whole: true, questions: ({ knownCold }) => knownCold },
  unknown: { rcode: "NXDOMAIN", once: true, whole: false, questions: ({ unknown }, run) => unknown[run]! },
};

export interface Run extends LoadResult {
  /** User and system microseconds of the server for an answer. */
  readonly cpuMicroseconds: number;
}

/** A server that answers on 127.0.0.1 and has done what it does before it is asked. */
export interface ServerUnderTest {
  readonly firstAnswerSeconds: number;
  readonly quietSeconds: number;
  /** User and system seconds until it was quiet. */
  readonly startCpuSeconds: number;
  warmUp(workload: string): Promise<void>;
  /** Run number 1, 2, … of the workload. Rejects where an answer has another RCODE than it should. */
  run(workload: string, run: number): Promise<Run>;
  stop(): Promise<void>;
}

export interface Setting {
  readonly workspace: Workspace;
  readonly names: Names;
  readonly port: number;
  readonly seconds: number;
}

/** Starts a server on its core. Rejects where it does not come up, or does not answer as it should. */
export async function startServer(setting: Setting, command: Command): Promise<ServerUnderTest> {
  const { workspace, names, port, seconds } = setting;
  const since = performance.now();
  const elapsed = (): number => (performance.now() - since) / 1_000;
  const server = workspace.start({
    ...command,
    program: "taskset",
    args: ["-c", `${SERVER_CORE}`, command.program, ...command.args],
  });
  await firstAnswer(server, setting);
  const firstAnswerSeconds = elapsed();
  await expectProofs(setting);
  await quiet(server.pid);

  const load = async (workload: string, run: number, limit: number): Promise<LoadResult> => {
    const { once, whole, rcode, questions } = WORKLOADS[workload]!;
    const result = await dnsperf(workspace, LOAD_CORE, {
      port,
      questions: questions(names, run),
      once,
      seconds: whole ? undefined : limit,
    });
    for (const other of result.rcodes.keys())
      if (other !== rcode) throw new Error(`${workload}: ${other} where ${rcode} was expected`);
    return result;
  };
  return {
    firstAnswerSeconds,
    quietSeconds: elapsed(),
    startCpuSeconds: cpuSeconds(server.pid),
    warmUp: async (workload) => {
      await load(workload, 0, WARM_UP);
    },
    run: async (workload, run) => {
      const before = cpuSeconds(server.pid);
      const result = await load(workload, run, seconds);
      const used = cpuSeconds(server.pid) - before;
      return { ...result, cpuMicroseconds: (used * 1e6) / result.answers };
    },
    stop: server.stop,
  };
}

const ask = ({ port }: Setting, owner: string, ...options: readonly string[]) =>
  dig({ host: "127.0.0.1", port }, owner, "TXT", "+dnssec", "+norecurse", ...options);

/** Resolves when the server gives a signed answer. */
async function firstAnswer(server: RunningServer, setting: Setting): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  const answered = async (): Promise<boolean> => {
    try {
      const { status } = await ask(setting, setting.names.sample.owner, "+time=1");
      return status === "NOERROR";
    } catch {
      return false;
    }
  };
  while (!(await answered())) {
    if (server.ended() || performance.now() > deadline)
      throw new Error(`the server does not come up:\n${server.log()}`);
    await delay(50);
  }
}

/** Asks for one name that exists and one that does not: the URI is whole, and both answers are signed. */
async function expectProofs(setting: Setting): Promise<void> {
  const { sample, absent } = setting.names;
  const known = await ask(setting, sample.owner);
  const text = known.answer.find(({ type }) => type === "TXT")?.rdata ?? "";
  const uri = [...text.matchAll(/"([^"]*)"/g)].map(([, string]) => string).join("");
  const unknown = await ask(setting, absent);
  const signed = (records: readonly { readonly type: string }[]): boolean =>
    records.some(({ type }) => type === "RRSIG");
  if (uri !== sample.uri || !signed(known.answer))
    throw new Error(`the answer is not as expected:\n${known.text}`);
  if (unknown.status !== "NXDOMAIN" || !signed(unknown.authority))
    throw new Error(`the denial is not as expected:\n${unknown.text}`);
}
