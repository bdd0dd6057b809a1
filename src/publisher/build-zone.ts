import { keyMaterial } from "../dnssec/keys/key-set.ts";
import type { OpenedKeySet } from "../dnssec/keys/key-store.ts";
import type { AnsweredName } from "../server/dns-side/messages.ts";
import type { ZoneRecord } from "../zone/store/port.ts";
import type { PublisherParts } from "./parts.ts";

/** A zone with what it takes to answer it. */
interface ZoneSource {
  readonly zone: ZoneRecord;
  readonly keys: OpenedKeySet;
  readonly batches: AsyncIterable<readonly AnsweredName[]>;
}

/**
 * Builds a zone on the DNS side beside the one that is answered, which goes on if anything fails. Resolves to how many names
 * there were, whether they have expired or not.
 */
export async function buildZone(
  { dnsSide, validity }: Pick<PublisherParts, "dnsSide" | "validity">,
  { zone, keys, batches }: ZoneSource,
): Promise<number> {
  const { apex, serial } = zone;
  await dnsSide.request({ kind: "load", config: zone, serial, keys: keyMaterial(keys.set), validity });
  let names = 0;
  try {
    for await (const records of batches) {
      names += records.length;
      await dnsSide.request({ kind: "names", apex, records });
    }
  } catch (error) {
    await dnsSide.request({ kind: "discard", apex });
    throw error;
  }
  return names;
}
