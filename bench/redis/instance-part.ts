import type { Store } from "../../src/zone/store/port.ts";
import { folderOctets } from "./folder-octets.ts";
import type { Instance } from "./instance.ts";
import type { RedisServer } from "./redis-server.ts";
import { mebibytes, percentiles, perName, type Report, time } from "./report.ts";
import { measureResync } from "./resync.ts";
import { measureVisibility } from "./visibility.ts";

/** What it took a server to come up, and what it holds. */
export function reportStart({ note }: Report, title: string, instance: Instance, names: number): void {
  const { rss, pss } = instance.memory();
  note(`${title}: start until ready`, time(instance.readySeconds));
  note(`${title}: until every name is answered`, time(instance.answeredSeconds));
  note(`${title}: until every name is signed`, time(instance.quietSeconds));
  note(`${title}: memory then`, `${perName(rss, names)}; PSS ${mebibytes(pss)}`);
}

/** How two instances on one Redis keep up. Ends the second. */
export async function reportInstances(
  { note }: Report,
  [one, two]: readonly [Instance, Instance],
  redis: RedisServer,
  store: Store,
  { names, visible }: { readonly names: number; readonly visible: number },
): Promise<void> {
  const figures = await measureVisibility(one, two, visible);
  note(
    `a registration at one until its 201, of ${visible}`,
    percentiles(figures.map((each) => each.acknowledged)),
  );
  note("from the 201 until the other answers", percentiles(figures.map((each) => each.elsewhere)));
  const resync = await measureResync(two, redis, store);
  note("instance: a gap in the feed until it is up to date", time(resync.seconds));
  note("instance: until every name is signed anew", time(resync.quietSeconds));
  note("instance: most memory since its start", perName(resync.memory.peak, names));
  await two.stop();
  note("instance: its data folder afterwards", perName(folderOctets(two.folder), names));
}
