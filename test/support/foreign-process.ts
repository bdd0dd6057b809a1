import { type ChildProcess, type ExecFileException, execFile, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

/** Debian keeps daemons in sbin, which is not on every user's path. */
const PATH = `${process.env["PATH"]}${delimiter}/usr/sbin${delimiter}/sbin`;

/** How long a program may take to start or to stop, in milliseconds: bounds a hang, measures nothing. */
const PATIENCE = 30_000;

/** Whether a command is installed. */
export function hasCommand(command: string): boolean {
  return PATH.split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Runs a program to its end and resolves to its standard output. Rejects, with what it said, where it fails. */
export async function run(command: string, args: readonly string[], cwd?: string): Promise<string> {
  const environment = { ...process.env, PATH, LC_ALL: "C" };
  const options = { cwd, env: environment, maxBuffer: 1 << 24 };
  try {
    const { stdout } = await promisify(execFile)(command, args, options);
    return stdout;
  } catch (error) {
    // Node's message has the standard error alone; dig says on its standard output why no answer came.
    const failure = error as ExecFileException;
    failure.message += `\n${failure.stdout ?? ""}`;
    throw failure;
  }
}

export interface ForeignProcess {
  /** What it wrote to standard output and standard error so far. */
  readonly log: () => string;
  readonly signal: (name: NodeJS.Signals) => void;
  /** Ends it; resolves when it is gone. May be called twice. */
  readonly stop: () => Promise<void>;
}

const exited = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/**
 * Starts a daemon in the foreground and resolves when `ready` does so to true. Rejects, with its log, where it ends
 * before that.
 */
export async function startProcess(
  command: string,
  args: readonly string[],
  ready: () => Promise<boolean>,
): Promise<ForeignProcess> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, PATH } });
  let log = "";
  child.stdout.on("data", (data) => {
    log += data;
  });
  child.stderr.on("data", (data) => {
    log += data;
  });
  child.on("error", (error) => {
    log += error.message;
  });
  const gone = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
  });
  // A test run that is cut short leaves no daemon behind.
  const kill = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", kill);
  const stop = async (): Promise<void> => {
    process.removeListener("exit", kill);
    if (child.pid !== undefined && !exited(child)) child.kill("SIGTERM");
    const patience = setTimeout(kill, PATIENCE);
    await gone;
    clearTimeout(patience);
  };

  const deadline = Date.now() + PATIENCE;
  while (!(await ready())) {
    if (child.pid === undefined || exited(child) || Date.now() > deadline) {
      await stop();
      throw new Error(`${command} ${args.join(" ")} did not come up:\n${log}`);
    }
    await delay(50);
  }
  const signal = (name: NodeJS.Signals): void => {
    if (!exited(child)) child.kill(name);
  };
  return { log: () => log, signal, stop };
}
