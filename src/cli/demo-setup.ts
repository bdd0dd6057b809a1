import type { NameView, ZoneView } from "../admin-api/client-types.ts";
import { createApiClient } from "./api-client.ts";
import { DEMO } from "./demo-record.ts";
import { CommandFailure } from "./failure.ts";

/** Makes the demo's zone and name through the admin API, as a user would, unless an earlier start has made them. */
export async function setUpDemo(api: string, token: string): Promise<ZoneView> {
  const client = createApiClient(api, async () => token);
  const { domain, apex, nameServers, name, offer } = DEMO;
  const zone = await unless("zone-unknown", client.zone(apex), () =>
    client.createZone({ domain, apex, nameServers }),
  );
  await unless<NameView>("name-unknown", client.name(name), () => client.createName({ name, offer }));
  return zone;
}

/** What is there, or what `make` makes where the API says by this code that it is not. */
async function unless<T>(code: string, existing: Promise<T>, make: () => Promise<T>): Promise<T> {
  try {
    return await existing;
  } catch (error) {
    if (error instanceof CommandFailure && error.problem?.code === code) return make();
    throw error;
  }
}
