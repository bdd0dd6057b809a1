import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

type Environment = Readonly<Record<string, string>>;

/** The environment without settings of a server that this machine may run. */
const environment = (own: Environment): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("PAYNAMED_"))),
  ...own,
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Started {
  readonly child: ChildProcess;
  /** What it wrote to standard error so far. */
  readonly log: () => string;
  readonly ended: Promise<Ended>;
}

/** Starts a command of the CLI. */
export function start(args: readonly string[], own: Environment, cwd?: string): Started {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: environment(own),
    stdio: ["ignore", "pipe", "pipe"],
  });
  // A test run that is cut short leaves no server behind.
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = once(child, "close").then(([code]): Ended => {
    process.removeListener("exit", kill);
    return { code: code as number | null, stdout, stderr };
  });
  return { child, log: () => stderr, ended };
}

/** Runs a command of the CLI to its end. */
export const paynamed = (args: readonly string[], own: Environment = {}, cwd?: string): Promise<Ended> =>
  start(args, own, cwd).ended;

/** What `serve --json` and `demo --json` say when they run. */
export interface ServeReport {
  readonly dns: readonly { readonly transport: string; readonly host: string; readonly port: number }[];
  readonly admin: { readonly host: string; readonly port: number };
  readonly mintedToken: string | null;
}

export interface RunningProcess<Report> extends Started {
  readonly report: Report;
}

/** Starts a command that goes on; resolves with its first line, which is JSON. Rejects where it ends before that. */
export async function running<Report>(
  args: readonly string[],
  own: Environment = {},
): Promise<RunningProcess<Report>> {
  const { child, log, ended } = start(args, own);
  const line = new Promise<string>((resolve) => {
    let text = "";
    child.stdout!.on("data", (data: string) => {
      text += data;
      if (text.includes("\n")) resolve(text.slice(0, text.indexOf("\n")));
    });
  });
  const first = await Promise.race([line, ended]);
  if (typeof first !== "string") throw new Error(`it ended with ${first.code}:\n${first.stderr}`);
  return { child, log, ended, report: JSON.parse(first) as Report };
}

/** A server on ports of the system's choice. */
export const serving = (data: string): Promise<RunningProcess<ServeReport>> =>
  running(["serve", "--json", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data", data]);
