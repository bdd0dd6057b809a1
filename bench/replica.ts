/**
 * node bench/replica.ts [NAMES=1000000]   how long a zone of so many names takes to load and to sign, and what it holds
 * in memory: URIs of 300 octets, one thread.
 */

import { unixSeconds } from "../src/clock.ts";
import { keyMaterial, makeKeySet } from "../src/dnssec/keys/key-set.ts";
import { DEFAULT_VALIDITY } from "../src/dnssec/validity.ts";
import { createZoneService } from "../src/server/dns-side/zone-service.ts";
import { parseName } from "../src/zone/name-text.ts";
import { zoneConfig } from "../src/zone/zone-config.ts";

const URI_OCTETS = 300;
const BATCH = 1_000;
const total = Number(process.argv[2] ?? 1_000_000);

const nameServers = [{ name: "ns1.example.net" }, { name: "ns2.example.net" }];
const config = zoneConfig({ domain: "example.com", nameServers });
const { apex } = config;
const failed = (error: unknown): never => {
  throw error;
};
const zones = createZoneService(unixSeconds, failed);
const keys = keyMaterial(makeKeySet(parseName(apex)));
const head = "bitcoin:?lno=lno1";
const record = (i: number) => {
  const user = `user${Math.imul(i, 0x9e3779b1) >>> 0}`;
  return {
    user,
    uri: head + user.padEnd(URI_OCTETS - head.length, "q"),
    ttl: 300,
    expiresAt: null,
    holder: "admin",
    revision: i + 1,
  };
};

const usage = (): string => {
  const { rss } = process.memoryUsage();
  return `${Math.round(rss / 2 ** 20)} MiB RSS`;
};
const seconds = (since: NodeJS.CpuUsage): string => {
  const { user, system } = process.cpuUsage(since);
  return `${((user + system) / 1e6).toFixed(1)} s CPU`;
};

console.log(`node ${process.version}, ${total} names; at the start ${usage()}`);
const loading = process.cpuUsage();
zones.load({ kind: "load", config, serial: 1, keys, validity: DEFAULT_VALIDITY });
for (let i = 0; i < total; i += BATCH) {
  zones.names(
    apex,
    Array.from({ length: Math.min(BATCH, total - i) }, (_, k) => record(i + k)),
  );
}
const loaded = process.cpuUsage(loading);
console.log(`loaded: ${((loaded.user + loaded.system) / 1e6).toFixed(1)} s CPU, ${usage()}`);

const signing = process.cpuUsage();
const signedAll = zones.loaded(apex);
console.log(`in service; signing ahead`);
await signedAll;
console.log(`all signed: ${seconds(signing)}, ${usage()}`);
zones.close();
