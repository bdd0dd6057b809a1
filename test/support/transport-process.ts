import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const CHILD = new URL("transport-child.ts", import.meta.url).pathname;

export interface TransportProcess {
  readonly port: number;
  readonly running: () => boolean;
  /** Ends it; resolves to its counters. */
  stop(): Promise<Record<string, unknown>>;
}

/** Starts `transport-child.ts` through a shell, after `prepare` (such as `ulimit -n 64;`), with options for Node. */
export async function transportProcess(
  transport: "udp" | "tcp",
  { prepare = "", nodeOptions = "" } = {},
): Promise<TransportProcess> {
  const command = `${prepare} exec "${process.execPath}" ${nodeOptions} "${CHILD}" ${transport}`;
  const child = spawn("/bin/sh", ["-c", command], { stdio: ["pipe", "pipe", "inherit"] });
  const kill = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", kill);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${command} ended`);
    return value;
  };
  return {
    port: Number(await line()),
    running: () => child.exitCode === null && child.signalCode === null,
    stop: async () => {
      child.stdin.end();
      const counters = JSON.parse(await line());
      process.removeListener("exit", kill);
      return counters;
    },
  };
}
