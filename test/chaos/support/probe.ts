import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { monotonic } from "./monotonic.ts";
import type { Value } from "./name-history.ts";
import type { ProbeNews, ProbeReport, ProbeSetup } from "./probe-messages.ts";

const CHILD = fileURLToPath(new URL("./probe-child.ts", import.meta.url));

/** Milliseconds in which an instance that has to answer may be silent: bounds a gap, and not how fast a busy machine is. */
const LONGEST_SILENCE = 5_000;
/** A full socket buffer drops datagrams: this share may be lost. */
const LOST_SHARE = 0.02;

/** A probe in a process of its own. Instances are counted from 0. */
export interface Probe {
  begin(user: string, value: Value): void;
  settle(user: string, by: number): void;
  withdraw(user: string): void;
  /** The instance may miss what others write while `work` goes on, which is to resolve when it hears of it again. */
  cutOff<T>(instances: readonly number[], work: () => Promise<T>): Promise<T>;
  /** The instance need not answer while `work` goes on. */
  down<T>(instance: number, work: () => Promise<T>): Promise<T>;
  warmth(instance: number, warmth: "cold" | "warming" | "ready"): void;
  /** The zone is replaced while `work` goes on; its keys, before and then, are RDATA as the admin API shows it. */
  replaced(before: readonly string[], then: readonly string[], work: () => Promise<void>): Promise<void>;
  report(): Promise<ProbeReport>;
  stop(): Promise<void>;
}

export async function startProbe(setup: ProbeSetup): Promise<Probe> {
  const child = fork(CHILD, { execArgv: [], stdio: ["ignore", "inherit", "inherit", "ipc"] });
  // A test that was cut short may go on to tell.
  const tell = (news: ProbeNews): void => void (child.connected && child.send(news));
  await once(child, "spawn");
  tell({ kind: "setup", setup });

  return {
    begin: (user, value) => tell({ kind: "begin", user, value, at: monotonic() }),
    settle: (user, by) => tell({ kind: "settle", user, at: monotonic(), by }),
    withdraw: (user) => tell({ kind: "withdraw", user }),
    cutOff: async (instances, work) => {
      for (const instance of instances) tell({ kind: "cut", instance, at: monotonic() });
      const result = await work();
      for (const instance of instances) tell({ kind: "mended", instance, at: monotonic() });
      return result;
    },
    down: async (instance, work) => {
      tell({ kind: "down", instance });
      const result = await work();
      tell({ kind: "up", instance });
      return result;
    },
    warmth: (instance, kind) => tell({ kind, instance }),
    replaced: async (before, then, work) => {
      tell({ kind: "keys", sets: [before, then] });
      await work();
      tell({ kind: "keys", sets: [then] });
    },
    report: async () => {
      tell({ kind: "report" });
      const [report] = (await once(child, "message")) as [ProbeReport];
      return report;
    },
    stop: async () => {
      child.disconnect();
      await once(child, "exit");
    },
  };
}

/** Fails where an answer was wrong, and where too little was asked for that to mean anything. Prints what was done. */
export function expectFlawless(title: string, report: ProbeReport): void {
  const { judged, asked, lost, elapsed, longestSilence, notReady, violations, first } = report;
  const perMillisecond = (asked / elapsed).toFixed(1);
  const counts = Object.entries({ ...judged, notReady }).map(([kind, count]) => `${count} ${kind}`);
  console.log(
    `${title}: ${asked} queries, ${perMillisecond} a millisecond, ${lost} lost, ` +
      `longest silence ${Math.round(longestSilence)} ms; ${counts.join(", ")}`,
  );
  expect(first).toEqual([]);
  expect(violations).toBe(0);
  expect(lost).toBeLessThanOrEqual(asked * LOST_SHARE);
  expect(longestSilence).toBeLessThan(LONGEST_SILENCE);
  expect(judged.registered).toBeGreaterThan(1_000);
  expect(judged.never).toBeGreaterThan(1_000);
}
