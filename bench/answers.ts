/**
 * npm run bench:answers   answers a second and CPU for each, of paynamed, NSD and PowerDNS, one after the other: the
 * server on core 0, the load on core 1. bench/README.md says what the figures mean.
 */
import { availableParallelism, cpus, release } from "node:os";
import { parseArgs } from "node:util";
import { missingPackages, packageVersion } from "./debian.ts";
import { freePort } from "./free-port.ts";
import { type Measured, measure } from "./measure.ts";
import { writeNames } from "./names.ts";
import { keysOf, refuse, wholeNumber } from "./options.ts";
import { nsd } from "./peers/nsd.ts";
import { paynamed } from "./peers/paynamed.ts";
import type { Peer } from "./peers/peer.ts";
import { powerdns } from "./peers/powerdns.ts";
import { spread, table } from "./table.ts";
import { WORKLOADS } from "./workloads.ts";
import { openWorkspace } from "./workspace.ts";

const PEERS: Readonly<Record<string, Peer>> = { paynamed, nsd, powerdns };
const TOOLS = { dnsperf: "dnsperf", taskset: "util-linux", dig: "bind9-dnsutils" };
const TITLES = [
  "server",
  "workload",
  "answers/s, min / median / max",
  "CPU µs an answer, min / median / max",
  "octets",
  "RCODE",
  "lost",
];

const { values } = parseArgs({
  options: {
    names: { type: "string", default: "100000" },
    seconds: { type: "string", default: "6" },
    runs: { type: "string", default: "3" },
    servers: { type: "string", default: Object.keys(PEERS).join(",") },
    work: { type: "string", default: Object.keys(WORKLOADS).join(",") },
  },
});
const size = {
  names: wholeNumber("names", values.names),
  seconds: wholeNumber("seconds", values.seconds),
  runs: wholeNumber("runs", values.runs),
};
const peers = keysOf("servers", values.servers, PEERS).map((name) => PEERS[name]!);
const work = keysOf("work", values.work, WORKLOADS);

function row({ title }: Peer, { workload, runs }: Measured): readonly string[] {
  const rates = runs.map(({ answersPerSecond }) => answersPerSecond);
  const cpu = runs.map(({ cpuMicroseconds }) => cpuMicroseconds);
  const octets = runs.reduce((sum, run) => sum + run.octets, 0) / runs.length;
  const rcodes = new Set(runs.flatMap((run) => [...run.rcodes.keys()]));
  const lost = runs.reduce((sum, run) => sum + run.lost, 0);
  return [
    title,
    workload,
    spread(rates),
    spread(cpu, 1),
    octets.toFixed(0),
    [...rcodes].join(" "),
    `${lost}`,
  ];
}

const noTools = missingPackages(TOOLS);
if (noTools.length > 0) refuse(`install the Debian packages ${noTools.join(", ")} first`);
if (availableParallelism() < 2) refuse("two cores are needed: one for the server, one for the load");

const workspace = openWorkspace();
const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Linux ${release()}, Node ${process.version}`;
console.log(`${machine}; ${size.names} names, ${size.runs} runs of ${size.seconds} s`);
const names = await writeNames(workspace.folder, size);
const rows: (readonly string[])[] = [];
for (const peer of peers) {
  const missing = missingPackages(peer.programs);
  if (missing.length > 0) {
    console.log(`${peer.title}: left out, install ${missing.join(", ")} to measure it`);
    continue;
  }
  const [own] = Object.values(peer.programs);
  const version = own === undefined ? undefined : await packageVersion(workspace, own);
  const label = version === undefined ? peer.title : `${peer.title} (${version})`;
  try {
    const setting = { workspace, names, port: await freePort(), seconds: size.seconds };
    const measured = await measure(setting, peer, work, size.runs, (line) =>
      console.log(`${label}: ${line}`),
    );
    rows.push(...measured.map((each) => row(peer, each)));
  } catch (error) {
    console.error(`${label}: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}
if (rows.length > 0) console.log(`\n${table(TITLES, rows)}`);
