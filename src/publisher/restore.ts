import { buildZone } from "./build-zone.ts";
import type { PublisherParts } from "./parts.ts";
import type { ServedZone } from "./served-zone.ts";

/** A zone that is answered from this instance's disk. */
export interface RestoredZone extends ServedZone {
  /** When the store last said that this was all; Unix seconds. */
  readonly savedAt: number;
}

/**
 * Takes the zone into service as its snapshot on this instance's disk has it; undefined where there is none, or none that can
 * be used, which `log.unrestored` is told of.
 */
export async function restoreZone(parts: PublisherParts, apex: string): Promise<RestoredZone | undefined> {
  const { disk, keyStore, dnsSide, log } = parts;
  try {
    const saved = await disk?.folder.read(apex);
    if (saved === undefined) return undefined;
    const { head, batches } = saved;
    const { serial, position, names, savedAt } = head;
    const keys = keyStore.open(apex, head.keySet);
    const zone = { ...head.zone, serial, names };
    await buildZone(parts, { zone, keys, batches });
    await dnsSide.request({ kind: "loaded", apex });
    return { zone, keys, answers: "snapshot", serial, position, names, savedAt };
  } catch (error) {
    log.unrestored(apex, error);
    return undefined;
  }
}
