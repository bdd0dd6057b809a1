/**
 * npm run bench:redis   what a zone in Redis takes: memory, loading, resync, the time until other instances answer, and
 * registrations a second beside SQLite's. bench/README.md says what the figures mean.
 */
import { cpus, release } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Store } from "../src/zone/store/port.ts";
import { openRedisStore } from "../src/zone/store/redis.ts";
import { openSqliteStore } from "../src/zone/store/sqlite.ts";
import { closeClients } from "../test/support/udp-client.ts";
import { missingPackages } from "./debian.ts";
import { users as makeUsers } from "./names.ts";
import { refuse, wholeNumber } from "./options.ts";
import { fill } from "./redis/filled-zone.ts";
import { type Instance, startInstance } from "./redis/instance.ts";
import { reportInstances, reportStart } from "./redis/instance-part.ts";
import { type Backend, rateTable } from "./redis/rate-table.ts";
import { type ApiRates, apiRates, storeRates } from "./redis/rates.ts";
import { reportRedis } from "./redis/redis-part.ts";
import { startRedis } from "./redis/redis-server.ts";
import { BATCH } from "./redis/registrations.ts";
import { mebibytes, openReport, time } from "./redis/report.ts";
import { reportZones } from "./redis/zones-part.ts";
import { openWorkspace } from "./workspace.ts";

const { values } = parseArgs({
  options: {
    names: { type: "string", default: "20000" },
    seconds: { type: "string", default: "3" },
    visible: { type: "string", default: "300" },
    zones: { type: "string", default: "100" },
    folder: { type: "string" },
  },
});
const names = wholeNumber("names", values.names);
const seconds = wholeNumber("seconds", values.seconds);
const visible = wholeNumber("visible", values.visible);
const zones = wholeNumber("zones", values.zones);
const missing = missingPackages({ "redis-server": "redis-server", "redis-cli": "redis-tools" });
if (missing.length > 0) refuse(`install the Debian packages ${missing.join(", ")} first`);

/** How often Redis brings its log to the disk: before every reply, or once a second. */
const MODES = ["always", "everysec"] as const;

/** What the plan is for. */
const PLANNED = [1_000_000, 10_000_000] as const;

/** A Redis that is away: nobody listens on tcpmux's port. */
const NOWHERE = "redis://127.0.0.1:1";

const workspace = openWorkspace(values.folder);
const report = openReport(names);
const users = makeUsers(names);
/** What a server is asked for to know that it has all: the first name, some in between, the last. */
const probes = Array.from({ length: 11 }, (_, i) => users[Math.round(((names - 1) * i) / 10)]!);

const fillAndSay = async (title: string, store: Store): Promise<void> => {
  const took = await fill(workspace, store, users);
  report.grows(`${title}: all names registered in batches of ${BATCH}`, took, time);
};

async function measureRedis(): Promise<readonly Backend[]> {
  const redis = await startRedis(workspace);
  const idle = await startInstance(workspace, "idle", [], { REDIS_URL: redis.url });
  const base = { octets: idle.memory().rss, seconds: idle.readySeconds };
  report.note("instance without a zone: start, memory", `${time(base.seconds)}, ${mebibytes(base.octets)}`);
  await idle.stop();
  const empty = await redis.info("used_memory");
  const store = await openRedisStore({ url: redis.url, commandTimeout: 60_000 });
  await fillAndSay("Redis", store);
  await reportRedis(report, redis, store, empty);

  const start = (name: string): Promise<Instance> =>
    startInstance(workspace, name, probes, { REDIS_URL: redis.url });
  const [one, two] = [await start("one"), await start("two")];
  reportStart(report, "instance", one, base);
  // Less this store's and redis-cli's own.
  const connections = (await redis.info("connected_clients")) - 2;
  report.note("Redis: connections of two instances with one zone", `${connections}`);
  await reportInstances(report, [one, two], redis, store, { visible, base });

  const cold = await startInstance(workspace, "two", probes, { REDIS_URL: NOWHERE });
  report.grows(
    "instance: start from its snapshot until every name is answered",
    cold.answeredSeconds,
    time,
    base.seconds,
  );
  await cold.stop();

  const inMode = async <T>(appendfsync: string, measure: () => Promise<T>): Promise<T> => {
    await redis.ask("CONFIG", "SET", "appendfsync", appendfsync);
    return measure();
  };
  const api = new Map<string, ApiRates>();
  for (const mode of MODES) api.set(mode, await inMode(mode, () => apiRates(one, seconds)));
  await one.stop();
  const backends: Backend[] = [];
  for (const mode of MODES) {
    const rates = await inMode(mode, () => storeRates(store, seconds));
    backends.push({ title: `Redis, ${mode}`, store: rates, api: api.get(mode)! });
  }
  await store.close();
  await redis.stop();
  return backends;
}

async function measureSqlite(): Promise<Backend> {
  const folder = join(workspace.folder, "sqlite");
  const path = join(folder, "paynamed.sqlite");
  const filling = openSqliteStore({ path });
  await fillAndSay("SQLite", filling);
  await filling.close();
  const instance = await startInstance(workspace, "sqlite", probes);
  report.note("instance on SQLite: start until every name is answered", time(instance.answeredSeconds));
  const api = await apiRates(instance, seconds);
  await instance.stop();
  const store = openSqliteStore({ path });
  const rates = await storeRates(store, seconds);
  await store.close();
  return { title: "SQLite", store: rates, api };
}

const begun = performance.now();
const backends = [...(await measureRedis()), await measureSqlite()];
await reportZones(workspace, report, zones);
const version = (await workspace.run("redis-server", ["--version"])).split(" ").slice(0, 3).join(" ");
const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Linux ${release()}, Node ${process.version}`;
console.log(`${machine}, ${version}; ${names} names with URIs of 256 to 350 octets`);
console.log(`\n${report.table()}\n\n${rateTable(backends)}\n\n${report.plan(PLANNED)}`);
console.log(
  `\nmeasured in ${time((performance.now() - begun) / 1_000)}, ${new Date().toISOString().slice(0, 10)}`,
);
closeClients();
