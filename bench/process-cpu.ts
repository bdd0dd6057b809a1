import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** proc_pid_stat(5) counts in USER_HZ, which is 100 on every architecture that Node runs on. */
const TICKS_A_SECOND = 100;
/** A server is quiet when it uses less than this share of a core for so long. */
const QUIET_SHARE = 0.05;
const QUIET_MILLISECONDS = 500;
/** How long a server may take to become quiet, in milliseconds. */
const PATIENCE = 600_000;

interface Stat {
  readonly state: string;
  readonly session: number;
  readonly seconds: number;
}

/** One line of /proc/<pid>/stat, or undefined when the process is gone. */
function stat(pid: number): Stat | undefined {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  // proc_pid_stat(5): the command's name, in parentheses, may itself hold spaces and parentheses; "state" is field 3.
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  const field = (number: number): number => Number(fields[number - 3]);
  // utime and stime, and those of children that were waited for: what a fork has used is not lost with it.
  const ticks = field(14) + field(15) + field(16) + field(17);
  return { state: fields[0]!, session: field(6), seconds: ticks / TICKS_A_SECOND };
}

function sessionStats(session: number): ReadonlyMap<number, Stat> {
  const found = new Map<number, Stat>();
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    const each = Number.isInteger(pid) ? stat(pid) : undefined;
    if (each?.session === session) found.set(pid, each);
  }
  return found;
}

/** The processes of a session; those that only wait to be reaped are not counted. */
export const sessionMembers = (session: number): readonly number[] =>
  [...sessionStats(session)].filter(([, { state }]) => state !== "Z").map(([pid]) => pid);

/** User and system seconds of the process that leads the session and of everything that it has forked. */
export function cpuSeconds(session: number): number {
  let total = 0;
  for (const { seconds } of sessionStats(session).values()) total += seconds;
  return total;
}

/** Resolves when the session has finished what it does before it is asked: loading, signing ahead. */
export async function quiet(session: number): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  while (performance.now() < deadline) {
    const [before, since] = [cpuSeconds(session), performance.now()];
    await delay(QUIET_MILLISECONDS);
    const used = (cpuSeconds(session) - before) * 1_000;
    if (used < QUIET_SHARE * (performance.now() - since)) return;
  }
  throw new Error(`process ${session} has not become quiet in ${PATIENCE / 1_000} s`);
}
