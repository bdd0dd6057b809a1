import { spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { delimiter, join, resolve as resolvePath } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { sessionMembers } from "./process-cpu.ts";

/** How long a program may take to end after SIGTERM, in milliseconds: a server writes its snapshot then. */
const GRACE = 120_000;

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A program in the foreground of a session of its own. */
export interface RunningServer {
  /** Leads the session: what the program forks is found by it. */
  readonly pid: number;
  /** Whether its first process is gone. */
  readonly ended: () => boolean;
  /** The end of what it wrote to standard output and standard error. */
  readonly log: () => string;
  /** SIGTERM, then SIGKILL, to the whole session; resolves when nothing of it is left. */
  readonly stop: () => Promise<void>;
}

/** A temporary folder and the programs that were started from here: both are gone when this process is. */
export interface Workspace {
  readonly folder: string;
  /** Runs a program to its end and resolves to its standard output. Rejects, with what it said, where it fails. */
  run(program: string, args: readonly string[]): Promise<string>;
  start(command: Command): RunningServer;
}

/** Makes the folder below `parent`, the system's temporary folder unless told. */
export function openWorkspace(parent = tmpdir()): Workspace {
  const folder = mkdtempSync(join(resolvePath(parent), "paynamed-bench-"));
  const sessions = new Set<number>();
  let started = 0;
  const environment = {
    ...process.env,
    // Debian keeps daemons in sbin, which is not on every user's path.
    PATH: `${process.env["PATH"]}${delimiter}/usr/sbin${delimiter}/sbin`,
    // What a killed program would leave in its own temporary folder goes with ours.
    TMPDIR: folder,
    LC_ALL: "C",
  };

  process.once("exit", () => {
    for (const pid of sessions) signalSession(pid, "SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => process.exit(128 + constants.signals[signal]));

  return {
    folder,
    run: (program, args) =>
      new Promise((resolve, reject) => {
        const child = spawn(program, args, {
          cwd: folder,
          env: environment,
          detached: true,
          stdio: ["ignore", "pipe", "pipe"],
        });
        const { pid } = child;
        if (pid !== undefined) sessions.add(pid);
        const said = { stdout: "", stderr: "" };
        for (const stream of ["stdout", "stderr"] as const)
          child[stream].setEncoding("utf8").on("data", (text: string) => {
            said[stream] += text;
          });
        child.once("error", reject);
        child.once("close", (code) => {
          if (pid !== undefined) sessions.delete(pid);
          if (code === 0) resolve(said.stdout);
          else reject(new Error(`${program} ${args.join(" ")} failed:\n${said.stdout}${said.stderr}`));
        });
      }),

    start: ({ program, args, environment: extra }) => {
      const logPath = join(folder, `server-${++started}.log`);
      const log = openSync(logPath, "w");
      const child = spawn(program, args, {
        cwd: folder,
        env: { ...environment, ...extra },
        detached: true,
        stdio: ["ignore", log, log],
      });
      const { pid } = child;
      if (pid === undefined) throw new Error(`${program} cannot be started`);
      sessions.add(pid);
      return {
        pid,
        ended: () => child.exitCode !== null || child.signalCode !== null,
        log: () => readFileSync(logPath, "utf8").slice(-2_000),
        stop: async () => {
          await endSession(pid);
          sessions.delete(pid);
        },
      };
    },
  };
}

/** A detached child leads a process group of the same number, in which its forks stay. */
function signalSession(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function endSession(pid: number): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    signalSession(pid, signal);
    for (let waited = 0; waited < GRACE; waited += 50) {
      if (sessionMembers(pid).length === 0) return;
      await delay(50);
    }
  }
  throw new Error(`process ${pid} does not end`);
}
