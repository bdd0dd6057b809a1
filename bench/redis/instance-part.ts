import type { Store } from "../../src/zone/store/port.ts";
import { folderOctets } from "./folder-octets.ts";
import type { Instance } from "./instance.ts";
import type { RedisServer } from "./redis-server.ts";
import { mebibytes, percentiles, type Report, time } from "./report.ts";
import { measureResync } from "./resync.ts";
import { measureVisibility } from "./visibility.ts";

/** What a server without names takes. */
export interface Base {
  readonly octets: number;
  readonly seconds: number;
}

/** What it took a server to come up, and what it holds. */
export function reportStart({ note, grows }: Report, title: string, instance: Instance, base: Base): void {
  const { rss, pss } = instance.memory();
  note(`${title}: start until /readyz says so`, time(instance.readySeconds));
  grows(`${title}: start until every name is answered`, instance.answeredSeconds, time, base.seconds);
  grows(`${title}: until every name is signed`, instance.quietSeconds, time, base.seconds);
  grows(`${title}: memory then`, rss, mebibytes, base.octets);
  note(`${title}: PSS then`, mebibytes(pss));
}

/** How two instances on one Redis keep up. Ends the second. */
export async function reportInstances(
  { note, grows }: Report,
  [one, two]: readonly [Instance, Instance],
  redis: RedisServer,
  store: Store,
  { visible, base }: { readonly visible: number; readonly base: Base },
): Promise<void> {
  const figures = await measureVisibility(one, two, visible);
  const acknowledged = figures.map((each) => each.acknowledged);
  note(`a registration at one until its 201, of ${visible}`, percentiles(acknowledged));
  note("from the 201 until the other answers", percentiles(figures.map((each) => each.elsewhere)));
  const resync = await measureResync(two, redis, store);
  grows("instance: a gap in the feed until it is up to date", resync.seconds, time);
  grows("instance: until every name is signed anew", resync.quietSeconds, time);
  grows("instance: most memory since its start", resync.memory.peak, mebibytes, base.octets);
  await two.stop();
  grows("instance: its snapshot on the disk", folderOctets(two.folder), mebibytes);
}
