import { createKeyStore } from "../../src/dnssec/keys/key-store.ts";
import { openSealer } from "../../src/dnssec/keys/seal.ts";
import type { Store, Write } from "../../src/zone/store/port.ts";
import { zoneConfig } from "../../src/zone/zone-config.ts";
import { APEX, DOMAIN, NAME_SERVERS } from "../names.ts";
import type { Workspace } from "../workspace.ts";
import { keyFile } from "./instance.ts";
import { BATCH, fieldsOf } from "./registrations.ts";
import { secondsOf } from "./report.ts";

/** Sets a zone up with its key, and registers the users in batches; resolves to the seconds that the names took. */
export async function fill(workspace: Workspace, store: Store, users: readonly string[]): Promise<number> {
  const nameServers = NAME_SERVERS.map((name) => ({ name }));
  await store.createZone(zoneConfig({ domain: DOMAIN, nameServers }));
  await createKeyStore(store, await openSealer(keyFile(workspace), async () => false)).create(APEX);
  return secondsOf(async () => {
    for (const writes of batchesOf(users)) await store.batch(APEX, writes);
  });
}

function* batchesOf(users: readonly string[]): Generator<readonly Write[]> {
  for (let from = 0; from < users.length; from += BATCH)
    yield users
      .slice(from, from + BATCH)
      .map((user, i) => ({ kind: "put", user, fields: fieldsOf(from + i) }));
}
