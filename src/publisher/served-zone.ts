import { isDeepStrictEqual } from "node:util";
import type { OpenedKeySet } from "../dnssec/keys/key-store.ts";
import type { SnapshotHead } from "../zone/snapshot/snapshot.ts";
import type { ZoneRecord } from "../zone/store/port.ts";
import type { Takeover } from "../zone/store/shared-port.ts";
import type { ZoneVersion } from "../zone/zone-doubt.ts";

/** What the DNS side answers of a zone. */
export interface ServedZone {
  /** As it was loaded; serial and names have moved since. */
  readonly zone: ZoneRecord;
  readonly keys: OpenedKeySet;
  readonly answers: "snapshot" | "store";
  readonly serial: number;
  /** The feed position that is answered. */
  readonly position: string;
  readonly names: number;
}

export const keyTagsOf = ({ set }: OpenedKeySet): readonly number[] => set.keys.map(({ keyTag }) => keyTag);

export const versionOf = (
  { generation }: ZoneRecord,
  { serial, names }: { readonly serial: number; readonly names: number },
  keys: OpenedKeySet,
): ZoneVersion => ({ generation, serial, names, keyTags: keyTagsOf(keys) });

/** What a snapshot of it says of itself. */
export const headOf = (
  { zone, keys, serial, position, names }: ServedZone,
  savedAt: number,
): SnapshotHead => ({ zone, serial, position, keySet: keys.stored, names, savedAt });

/** Whether the store's zone may be followed from where it is answered: nothing of it has changed but names and policy. */
export function isFollowable(
  { zone, keys }: ServedZone,
  found: ZoneRecord,
  foundKeys: OpenedKeySet,
): boolean {
  const { serial: _serial, names: _names, payment: _payment, ...rest } = zone;
  const { serial: _foundSerial, names: _foundNames, payment: _foundPayment, ...foundRest } = found;
  return keys.stored.version === foundKeys.stored.version && isDeepStrictEqual(rest, foundRest);
}

/** Whether an operator has said that what is found shall be answered in the place of what is served. */
export const isAccepted = (
  word: Takeover | undefined,
  { position }: ServedZone,
  { generation, serial }: ZoneVersion,
): boolean =>
  word?.over.includes(position) === true && word.generation === generation && serial >= word.serial;
