import { setTimeout as delay } from "node:timers/promises";
import { dnsperf, type LoadResult } from "./dnsperf.ts";
import { answersKnown, expectSignedAnswers } from "./expected-answers.ts";
import { type Names, WARM_UP_SECONDS } from "./names.ts";
import { cpuSeconds, quiet } from "./process-cpu.ts";
import { WORKLOADS } from "./workloads.ts";
import type { Command, RunningServer, Workspace } from "./workspace.ts";

const SERVER_CORE = 0;
const LOAD_CORE = 1;
/** How long a server may take to its first answer, in milliseconds. */
const PATIENCE = 600_000;

export interface Setting {
  readonly workspace: Workspace;
  readonly names: Names;
  readonly port: number;
  /** How long a run lasts. */
  readonly seconds: number;
}

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

/** Starts a server on its core. Rejects, and stops it, where it does not come up or does not answer as it should. */
export async function startServer(setting: Setting, command: Command): Promise<ServerUnderTest> {
  const since = performance.now();
  const elapsed = (): number => (performance.now() - since) / 1_000;
  const server = setting.workspace.start({
    ...command,
    program: "taskset",
    args: ["-c", `${SERVER_CORE}`, command.program, ...command.args],
  });
  try {
    await firstAnswer(server, setting);
    const firstAnswerSeconds = elapsed();
    await expectSignedAnswers(setting.port, setting.names);
    await quiet(server.pid);
    return {
      firstAnswerSeconds,
      quietSeconds: elapsed(),
      startCpuSeconds: cpuSeconds(server.pid),
      warmUp: async (workload) => {
        await load(setting, workload, 0, WARM_UP_SECONDS);
      },
      run: async (workload, run) => {
        const before = cpuSeconds(server.pid);
        const result = await load(setting, workload, run, setting.seconds);
        const used = cpuSeconds(server.pid) - before;
        return { ...result, cpuMicroseconds: (used * 1e6) / result.answers };
      },
      stop: server.stop,
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function firstAnswer(server: RunningServer, { port, names }: Setting): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  while (!(await answersKnown(port, names))) {
    if (server.ended() || performance.now() > deadline)
      throw new Error(`the server does not come up:\n${server.log()}`);
    await delay(50);
  }
}

async function load(
  { workspace, names, port }: Setting,
  workload: string,
  run: number,
  limit: number,
): Promise<LoadResult> {
  const { rcode, order, questions } = WORKLOADS[workload]!;
  const result = await dnsperf(workspace, LOAD_CORE, {
    port,
    questions: questions(names, run),
    once: order !== "again",
    seconds: order === "all" ? undefined : limit,
  });
  for (const other of result.rcodes.keys())
    if (other !== rcode) throw new Error(`${workload}: ${other} where ${rcode} was expected`);
  return result;
}
