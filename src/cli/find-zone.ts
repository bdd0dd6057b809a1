import type { ZoneView } from "../admin-api/client-types.ts";
import { lowerCase } from "../zone/lower-case.ts";
import type { ApiClient } from "./api-client.ts";
import { failed } from "./failure.ts";

/**
 * The zone with this apex, or else the one for the names of this domain: zones do not lie within each other, so a domain
 * has one. Throws CommandFailure if there is neither.
 */
export async function findZone(api: Pick<ApiClient, "zones">, text: string): Promise<ZoneView> {
  const name = lowerCase(text).replace(/\.$/, "");
  const { zones } = await api.zones();
  const found = zones.find(({ apex }) => apex === name) ?? zones.find(({ domain }) => domain === name);
  if (found === undefined) throw failed(`there is no zone ${name}, and none for its names`);
  return found;
}
