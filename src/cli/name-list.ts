import type { NameView } from "../admin-api/client-types.ts";
import type { ApiClient } from "./api-client.ts";

export interface NameList {
  readonly names: readonly NameView[];
  /** Whether these are all. */
  readonly complete: boolean;
}

/** As many as the API gives at once. */
const PAGE = 1000;

/** Up to `limit` names of the domain, or of every domain. */
export async function listNames(
  api: Pick<ApiClient, "zones" | "names">,
  domain: string | undefined,
  limit: number,
): Promise<NameList> {
  const domains =
    domain === undefined ? new Set((await api.zones()).zones.map((zone) => zone.domain)) : [domain];
  const names: NameView[] = [];
  for (const each of domains) {
    let cursor: string | undefined;
    do {
      // One more than wanted tells whether there are more.
      const page = await api.names({ domain: each, cursor, limit: Math.min(PAGE, limit + 1 - names.length) });
      names.push(...page.names);
      if (names.length > limit) return { names: names.slice(0, limit), complete: false };
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
  return { names, complete: true };
}
