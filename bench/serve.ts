/**
 * node bench/serve.ts NAMES.ndjson PORT   a paynamed on 127.0.0.1:PORT with the names of the file, a line each:
 * {"name": "user@example.com", "uri": "bitcoin:…"}. The data lives in a temporary folder, removed at the end.
 */
import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { loadConfig } from "../src/config.ts";
import { startDaemon } from "../src/daemon.ts";
import { createKeyStore } from "../src/dnssec/keys/key-store.ts";
import { openSealer } from "../src/dnssec/keys/seal.ts";
import { readPaymentName } from "../src/zone/payment/payment-name.ts";
import type { Write } from "../src/zone/store/port.ts";
import { openSqliteStore } from "../src/zone/store/sqlite.ts";
import { zoneConfig } from "../src/zone/zone-config.ts";

const BATCH = 5_000;
const [names, port] = process.argv.slice(2);
if (names === undefined || port === undefined)
  throw new Error("usage: node bench/serve.ts NAMES.ndjson PORT");

const data = await mkdtemp(join(tmpdir(), "paynamed-bench-"));
const config = loadConfig(
  { data, listen: `127.0.0.1:${port}`, admin: "127.0.0.1:0", logLevel: "warn" },
  undefined,
);

async function fill(path: string): Promise<void> {
  const store = openSqliteStore({ path: config.files.store });
  const nameServers = [{ name: "ns1.example.net" }, { name: "ns2.example.net" }];
  const { apex } = await store.createZone(zoneConfig({ domain: "example.com", nameServers }));
  await createKeyStore(store, await openSealer(config.files.keyEncryptionKey, async () => true)).create(apex);
  let writes: Write[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const { name, uri } = JSON.parse(line) as { name: string; uri: string };
    const { user } = readPaymentName(name).value!;
    writes.push({ kind: "put", user, fields: { uri, ttl: 300, expiresAt: null, holder: "admin" } });
    if (writes.length < BATCH) continue;
    await store.batch(apex, writes);
    writes = [];
  }
  await store.batch(apex, writes);
  await store.close();
}

await fill(names);
const daemon = await startDaemon(config);
console.log(`answering on 127.0.0.1:${port}`);
process.once("SIGTERM", async () => {
  await daemon.stop();
  await rm(data, { recursive: true });
});
