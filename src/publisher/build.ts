import type { DnsSideClient } from "../dns-side-client.ts";
import { keyMaterial } from "../dnssec/keys/key-set.ts";
import type { OpenedKeySet } from "../dnssec/keys/key-store.ts";
import type { ValidityPolicy } from "../dnssec/validity.ts";
import type { AnsweredName } from "../server/dns-side/messages.ts";
import type { ZoneRecord } from "../zone/store/port.ts";

/** A zone with what it takes to answer it. */
export interface Build {
  readonly zone: ZoneRecord;
  /** The feed position that the names are at. */
  readonly position: string;
  readonly keys: OpenedKeySet;
  readonly batches: AsyncIterable<readonly AnsweredName[]>;
}

/** Builds a zone on the DNS side, beside the one that is answered. */
export async function build(
  dnsSide: DnsSideClient,
  validity: ValidityPolicy,
  { zone, keys, batches }: Build,
): Promise<void> {
  const { apex, serial } = zone;
  await dnsSide.request({ kind: "load", config: zone, serial, keys: keyMaterial(keys.set), validity });
  for await (const records of batches) await dnsSide.request({ kind: "names", apex, records });
}
