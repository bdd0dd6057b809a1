/**
 * npm run bench:snapshot   how long a zone of so many names takes to be written to an instance's own disk and to be read again,
 * and what it takes there: URIs of 300 octets. bench/README.md says what the figures mean.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openSnapshotFolder } from "../src/zone/snapshot/folder.ts";
import type { SnapshotHead, SnapshotName } from "../src/zone/snapshot/snapshot.ts";
import { zoneConfig } from "../src/zone/zone-config.ts";
import { DOMAIN, NAME_SERVERS, TTL } from "./names.ts";
import { wholeNumber } from "./options.ts";
import { spread, table } from "./table.ts";
import { openWorkspace } from "./workspace.ts";

const URI_OCTETS = 300;
/** Names that are handed over at once. */
const PAGE = 256;

const { values } = parseArgs({
  options: {
    names: { type: "string", default: "1000000" },
    runs: { type: "string", default: "3" },
    folder: { type: "string" },
  },
});
const total = wholeNumber("names", values.names);
const runs = wholeNumber("runs", values.runs);

const config = zoneConfig({ domain: DOMAIN, nameServers: NAME_SERVERS.map((name) => ({ name })) });
const { apex } = config;
const head: SnapshotHead = {
  zone: { ...config, generation: "bench", serial: total, names: total },
  serial: total,
  position: "0-0",
  keySet: { version: 1, sealed: new Uint8Array(300) },
  names: total,
  savedAt: 0,
};
const name = (i: number): SnapshotName => {
  const user = `user${Math.imul(i, 0x9e3779b1) >>> 0}`;
  const uri = `bitcoin:?lno=lno1${user}`.padEnd(URI_OCTETS, "q");
  return { user, uri, ttl: TTL, expiresAt: null, revision: i + 1 };
};
async function* pages(): AsyncGenerator<readonly SnapshotName[], void> {
  for (let i = 0; i < total; i += PAGE)
    yield Array.from({ length: Math.min(PAGE, total - i) }, (_, k) => name(i + k));
}

interface Cost {
  readonly seconds: number;
  /** Of all threads. */
  readonly cpuSeconds: number;
  /** Milliseconds in which nothing else of this thread had its turn. */
  readonly longestTurn: number;
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const since = performance.now();
  const before = process.cpuUsage();
  let [longestTurn, last, isDone] = [0, since, false];
  const turn = (): void => {
    const now = performance.now();
    longestTurn = Math.max(longestTurn, now - last);
    last = now;
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  await work();
  isDone = true;
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - since) / 1e3, cpuSeconds: (user + system) / 1e6, longestTurn };
}

const { folder } = openWorkspace(values.folder);
const snapshots = await openSnapshotFolder(join(folder, "snapshots"));

const STEPS: Readonly<Record<string, () => Promise<unknown>>> = {
  "make the names up and write them": () => snapshots.write(apex, pages(), () => ({ head, changes: [] })),
  "hold the file against its digest": () => snapshots.read(apex),
  "the same, and read the names": async () => {
    let count = 0;
    for await (const batch of (await snapshots.read(apex))!.batches) count += batch.length;
    if (count !== total) throw new Error(`${count} names were read`);
  },
};

const costs = Object.keys(STEPS).map((step) => ({ step, all: [] as Cost[] }));
for (let run = 1; run <= runs; run++) for (const { step, all } of costs) all.push(await costOf(STEPS[step]!));

const { size } = statSync(join(folder, "snapshots", apex));
const rss = Math.round(process.memoryUsage().rss / 2 ** 20);
console.log(`Node ${process.version}, ${total} names in ${folder}; ${runs} runs`);
console.log(`${(size / total).toFixed(1)} octets a name; ${rss} MiB RSS at the end`);
const rows = costs.map(({ step, all }) => [
  step,
  spread(
    all.map(({ seconds }) => seconds),
    2,
  ),
  spread(
    all.map(({ cpuSeconds }) => cpuSeconds),
    2,
  ),
  spread(all.map(({ longestTurn }) => longestTurn)),
]);
console.log(table(["step", "seconds, min / median / max", "CPU seconds", "longest turn, ms"], rows));
