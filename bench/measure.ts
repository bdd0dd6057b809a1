import type { Peer } from "./peers/peer.ts";
import { type Run, type ServerUnderTest, type Setting, startServer } from "./server-under-test.ts";
import { WORKLOADS } from "./workloads.ts";

export interface Measured {
  readonly workload: string;
  readonly runs: readonly Run[];
}

/** Prepares and starts a peer, gives it every workload so many times, and stops it. `say` hears how it started. */
export async function measure(
  setting: Setting,
  peer: Peer,
  work: readonly string[],
  runs: number,
  say: (line: string) => void,
): Promise<readonly Measured[]> {
  const begun = performance.now();
  const command = await peer.prepare(setting.workspace, setting.names, setting.port);
  const prepared = (performance.now() - begun) / 1_000;
  let server = await startServer(setting, command);
  say(startText(server, prepared));
  try {
    const measured: Measured[] = [];
    for (const workload of work) {
      // What was asked to warm up would not be asked for the first time.
      const renew = peer.remembers && WORKLOADS[workload]!.order === "all";
      if (!renew) await server.warmUp(workload);
      const results: Run[] = [];
      for (let run = 1; run <= runs; run++) {
        if (renew) {
          await server.stop();
          server = await startServer(setting, command);
        }
        results.push(await server.run(workload, run));
      }
      measured.push({ workload, runs: results });
    }
    return measured;
  } finally {
    await server.stop();
  }
}

const startText = (server: ServerUnderTest, prepared: number): string =>
  [
    `prepared in ${prepared.toFixed(1)} s`,
    `first answer ${server.firstAnswerSeconds.toFixed(1)} s after the start`,
    `quiet after ${server.quietSeconds.toFixed(1)} s and ${server.startCpuSeconds.toFixed(1)} s of CPU`,
  ].join(", ");
