/**
 * npm run bench:store   registrations a second on SQLite, one at a time and in batches, and how long it takes to read them
 * all again: the store alone, without the admin API. bench/README.md says what the figures mean.
 */
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { parseArgs } from "node:util";
import { unixSeconds } from "../src/clock.ts";
import { keyMaterial, makeKeySet } from "../src/dnssec/keys/key-set.ts";
import { DEFAULT_VALIDITY } from "../src/dnssec/validity.ts";
import { createZoneService } from "../src/server/dns-side/zone-service.ts";
import { parseName } from "../src/zone/name-text.ts";
import type { NameFields, Store, Write } from "../src/zone/store/port.ts";
import { openSqliteStore } from "../src/zone/store/sqlite.ts";
import { zoneConfig } from "../src/zone/zone-config.ts";
import { DOMAIN, NAME_SERVERS, TTL, uriOf, users } from "./names.ts";
import { wholeNumber } from "./options.ts";
import { spread, table } from "./table.ts";
import { openWorkspace } from "./workspace.ts";

const BATCH = 500;

const { values } = parseArgs({
  options: {
    names: { type: "string", default: "100000" },
    seconds: { type: "string", default: "3" },
    runs: { type: "string", default: "3" },
    folder: { type: "string" },
  },
});
const total = wholeNumber("names", values.names);
const seconds = wholeNumber("seconds", values.seconds);
const runs = wholeNumber("runs", values.runs);

const config = zoneConfig({ domain: DOMAIN, nameServers: NAME_SERVERS.map((name) => ({ name })) });
const { apex } = config;
const fields = (index: number): NameFields => ({
  uri: uriOf(index),
  ttl: TTL,
  expiresAt: null,
  holder: "admin",
});
const writes: readonly Write[] = users(total).map((user, i) => ({ kind: "put", user, fields: fields(i) }));

const secondsSince = (since: number): number => (performance.now() - since) / 1_000;

/** Registrations a second, each durable before the next begins. */
async function oneAtATime(store: Store): Promise<number> {
  const since = performance.now();
  let count = 0;
  for (; secondsSince(since) < seconds; count++) {
    // The hyphen keeps these names apart from those of the batches.
    await store.put(apex, `single-${count}`, fields(count), { ifAbsent: true });
    await turn();
  }
  return count / secondsSince(since);
}

async function inBatches(store: Store): Promise<number> {
  const since = performance.now();
  for (let i = 0; i < total; i += BATCH) {
    await store.batch(apex, writes.slice(i, i + BATCH));
    await turn();
  }
  return total / secondsSince(since);
}

/** Seconds to read every name of the zone. */
async function readSnapshot(store: Store): Promise<number> {
  const since = performance.now();
  const { batches } = await store.snapshot(apex);
  for await (const _ of batches) await turn();
  return secondsSince(since);
}

/** Seconds from the store to a zone that is answered, on one thread; nothing but the apex is signed by then. */
async function loadSnapshot(store: Store): Promise<number> {
  const failed = (error: unknown): never => {
    throw error;
  };
  const zones = createZoneService(unixSeconds, failed);
  const keys = keyMaterial(makeKeySet(parseName(apex)));
  const since = performance.now();
  const { zone, batches } = await store.snapshot(apex);
  zones.load({ kind: "load", config: zone, serial: zone.serial, keys, validity: DEFAULT_VALIDITY });
  for await (const records of batches) zones.names(apex, records);
  void zones.loaded(apex);
  const took = secondsSince(since);
  zones.close();
  return took;
}

const { folder } = openWorkspace(values.folder);
const figures = { single: [], batch: [], read: [], load: [] } as Record<string, number[]>;
let held = 0;
for (let run = 1; run <= runs; run++) {
  const store = openSqliteStore({ path: join(folder, `${run}`, "paynamed.sqlite") });
  await store.createZone(config);
  figures["single"]!.push(await oneAtATime(store));
  figures["batch"]!.push(await inBatches(store));
  figures["read"]!.push(await readSnapshot(store));
  figures["load"]!.push(await loadSnapshot(store));
  held = (await store.zone(apex))!.names;
  await store.close();
}

console.log(`Node ${process.version}, SQLite in ${folder}; ${runs} runs`);
const rows = [
  ["registrations/s, one at a time", spread(figures["single"]!)],
  [`registrations/s, in batches of ${BATCH}`, spread(figures["batch"]!)],
  [`seconds to read a snapshot of ${held} names`, spread(figures["read"]!, 2)],
  ["seconds to load it into an answered zone", spread(figures["load"]!, 2)],
];
console.log(table(["figure", "min / median / max"], rows));
