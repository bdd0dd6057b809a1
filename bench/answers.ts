/**
 * npm run bench:answers   answers a second and CPU for each, of paynamed, NSD and PowerDNS, one after the other: the
 * server on core 0, the load on core 1. See bench/README.md.
 */
import { createServer } from "node:net";
import { availableParallelism, cpus, release } from "node:os";
import { parseArgs } from "node:util";
import { hasCommand } from "../test/support/foreign-process.ts";
import { type Run, type Setting, startServer, WORKLOADS } from "./measure.ts";
import { writeNames } from "./names.ts";
import { nsd } from "./peers/nsd.ts";
import { paynamed } from "./peers/paynamed.ts";
import type { Peer } from "./peers/peer.ts";
import { powerdns } from "./peers/powerdns.ts";
import { spreadText, tableRow, tableRule } from "./table.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

const PEERS: Readonly<Record<string, Peer>> = { paynamed, nsd, powerdns };
const TOOLS = { dnsperf: "dnsperf", taskset: "util-linux", dig: "bind9-dnsutils" };
const TITLES = [
  "server".padEnd(26),
  "workload".padEnd(10),
  "answers/s, min / median / max",
  "CPU µs an answer, min / median / max",
  "octets",
  "RCODEs".padEnd(12),
  "lost",
];
const WIDTHS = TITLES.map((title) => title.length);

const { values } = parseArgs({
  options: {
    names: { type: "string", default: "100000" },
    seconds: { type: "string", default: "6" },
    runs: { type: "string", default: "3" },
    servers: { type: "string", default: Object.keys(PEERS).join(",") },
    work: { type: "string", default: Object.keys(WORKLOADS).join(",") },
  },
});

function count(option: "names" | "seconds" | "runs"): number {
  const value = Number(values[option]);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${option} is a whole number from 1`);
  return value;
}

function chosen<T>(option: "servers" | "work", all: Readonly<Record<string, T>>): readonly string[] {
  const names = values[option].split(",");
  const odd = names.find((name) => !Object.hasOwn(all, name));
  if (odd !== undefined) throw new Error(`--${option}: "${odd}" is none of ${Object.keys(all).join(", ")}`);
  return names;
}

/** The Debian packages that would bring the programs that are not here. */
const missing = (programs: Readonly<Record<string, string>>): readonly string[] => [
  ...new Set(Object.entries(programs).flatMap(([program, its]) => (hasCommand(program) ? [] : [its]))),
];

/** A port that is free for now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function version(workspace: Workspace, { programs }: Peer): Promise<string> {
  const own = Object.values(programs)[0];
  if (own === undefined) return `on Node ${process.version}`;
  const unknown = (): string => "of unknown version";
  return await workspace.run("dpkg-query", ["-W", "-f", "$" + "{Version}", own]).catch(unknown);
}

const rcodes = (runs: readonly Run[]): string =>
  [...new Set(runs.flatMap((run) => [...run.rcodes.keys()]))].join(" ");

function row(peer: Peer, workload: string, runs: readonly Run[]): string {
  const rates = runs.map(({ answersPerSecond }) => answersPerSecond);
  const cpu = runs.map(({ cpuMicroseconds }) => cpuMicroseconds);
  const octets = Math.round(runs.reduce((sum, run) => sum + run.octets, 0) / runs.length);
  const lost = runs.reduce((sum, run) => sum + run.lost, 0);
  const cells = [spreadText(rates), spreadText(cpu, 1), `${octets}`, rcodes(runs), `${lost}`];
  return tableRow([peer.title, workload, ...cells], WIDTHS);
}

async function measure(
  setting: Setting,
  peer: Peer,
  work: readonly string[],
  runs: number,
): Promise<string[]> {
  const begun = performance.now();
  const command = await peer.prepare(setting.workspace, setting.names, setting.port);
  const prepared = ((performance.now() - begun) / 1_000).toFixed(1);
  let server = await startServer(setting, command);
  console.log(
    `${peer.title}, ${await version(setting.workspace, peer)}: prepared in ${prepared} s; ` +
      `first answer after ${server.firstAnswerSeconds.toFixed(1)} s, quiet after ${server.quietSeconds.toFixed(1)} s, ` +
      `${server.startCpuSeconds.toFixed(1)} s CPU until then`,
  );
  const rows: string[] = [];
  for (const workload of work) {
    // What was asked to warm up would not be asked for the first time.
    const renew = peer.remembers && WORKLOADS[workload]!.whole;
    if (!renew) await server.warmUp(workload);
    const results: Run[] = [];
    for (let run = 1; run <= runs; run++) {
      if (renew) {
        await server.stop();
        server = await startServer(setting, command);
      }
      results.push(await server.run(workload, run));
    }
    rows.push(row(peer, workload, results));
  }
  await server.stop();
  return rows;
}

const size = { names: count("names"), seconds: count("seconds"), runs: count("runs") };
const peers = chosen("servers", PEERS).map((name) => PEERS[name]!);
const work = chosen("work", WORKLOADS);
const noTools = missing(TOOLS);
if (noTools.length > 0) throw new Error(`install the Debian packages ${noTools.join(", ")} first`);
if (availableParallelism() < 2) throw new Error("two cores are needed: one for the server, one for the load");

const workspace = openWorkspace();
console.log(
  `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Linux ${release()}; ` +
    `${size.names} names, ${size.runs} runs of ${size.seconds} s`,
);
const names = await writeNames(workspace.folder, size);
const rows: string[] = [];
for (const peer of peers) {
  const wanting = missing(peer.programs);
  if (wanting.length > 0) console.log(`${peer.title}: left out, install ${wanting.join(", ")}`);
  else {
    const setting = { workspace, names, port: await freePort(), seconds: size.seconds };
    rows.push(...(await measure(setting, peer, work, size.runs)));
  }
}
console.log(["", tableRow(TITLES, WIDTHS), tableRule(WIDTHS), ...rows].join("\n"));
