import { randomUUID } from "node:crypto";
import { accountOf, isFormerHolder } from "../../../src/zone/holder.ts";
import type { Change, Gap, NameRecord, Release, StoredKeySet, Write } from "../../../src/zone/store/port.ts";
import { type WritePointer, type WriteRefusalCode, writeRefusal } from "../../../src/zone/store/refusal.ts";
import type { ZoneConfig } from "../../../src/zone/zone-config.ts";
import { compareOctets } from "../store-model.ts";
import type { MemoryOutcome } from "./outcomes.ts";

/** What the writes of a zone make. */
interface Written {
  serial: number;
  names: Map<string, NameRecord>;
  releases: Map<string, Release>;
  /** The last of them, one a serial. */
  changes: readonly Change[];
}

export interface MemoryZone extends Written {
  config: ZoneConfig;
  readonly generation: string;
  /** By the key of the request. */
  readonly outcomes: Map<string, MemoryOutcome>;
  keySet: StoredKeySet | undefined;
  /** Aborts at the next write. */
  nextWrite: AbortController;
}

export const newZone = (config: ZoneConfig): MemoryZone => ({
  config,
  generation: randomUUID(),
  serial: 1,
  names: new Map(),
  releases: new Map(),
  changes: [],
  outcomes: new Map(),
  keySet: undefined,
  nextWrite: new AbortController(),
});

/** How many old releases a deletion drops at most. */
const DROPPED_AT_ONCE = 16;

/** Carries all writes out or none; returns the serial after the last. Throws the refusal of the first that fails. */
export function applyWrites(
  zone: MemoryZone,
  writes: readonly Write[],
  { changesKept, pointer }: { readonly changesKept: number; readonly pointer: WritePointer },
): number {
  const { serial, names, releases, changes } = zone;
  const after = { serial, names: new Map(names), releases: new Map(releases), changes: [...changes] };
  for (const [index, write] of writes.entries()) {
    const refusal = refusalIn(after, write);
    if (refusal) throw writeRefusal(refusal.code, write, refusal.found, pointer(index));
    apply(after, write);
  }
  Object.assign(zone, after, { changes: after.changes.slice(-changesKept) });
  zone.nextWrite.abort();
  zone.nextWrite = new AbortController();
  return zone.serial;
}

function apply(zone: Written & { changes: Change[] }, write: Write): void {
  const { user } = write;
  zone.serial += 1;
  const { serial } = zone;
  const record = write.kind === "put" ? { ...write.fields, user, revision: serial } : null;
  zone.changes.push({ kind: "change", position: String(serial), serial, user, record });
  if (write.kind === "put") {
    zone.names.set(user, record!);
    zone.releases.delete(user);
    return;
  }
  const { holder, expiresAt } = zone.names.get(user)!;
  const { forgetBefore } = write.release;
  const releasedAt = Math.min(write.release.releasedAt, expiresAt ?? Infinity);
  zone.names.delete(user);
  if (releasedAt > forgetBefore) zone.releases.set(user, { holder, releasedAt });
  for (const old of releasedUntil(zone, forgetBefore).slice(0, DROPPED_AT_ONCE)) zone.releases.delete(old);
}

/** Users of releases from `instant` or earlier, the oldest first. */
function releasedUntil({ releases }: Written, instant: number): string[] {
  const old = [...releases].filter(([, { releasedAt }]) => releasedAt <= instant);
  old.sort(([a, one], [b, other]) => one.releasedAt - other.releasedAt || compareOctets(a, b));
  return old.map(([user]) => user);
}

/** What a write is refused with, and what it is about (see {@link writeRefusal}). */
interface Refusal {
  readonly code: WriteRefusalCode;
  readonly found: number;
}

function refusalIn(zone: Written, write: Write): Refusal | undefined {
  const { ifFollows, ifAbsent, ifRevision, ifAccount, ifNotReleasedSince: since } = write.expect ?? {};
  const isFollowed =
    ifFollows === undefined || (/^[1-9]\d*$/.test(ifFollows) && Number(ifFollows) <= zone.serial);
  if (!isFollowed) return { code: "zone-doubted", found: 0 };
  const held = zone.names.get(write.user);
  const release = zone.releases.get(write.user);
  if (held) {
    const found = held.revision;
    if (ifAbsent) return { code: "name-taken", found };
    if (ifRevision !== undefined && ifRevision !== found) return { code: "revision-mismatch", found };
    if (ifAccount !== undefined && ifAccount !== accountOf(held.holder)) {
      return { code: "name-of-another", found };
    }
    return undefined;
  }
  if (write.kind === "delete" || ifRevision !== undefined) return { code: "name-unknown", found: 0 };
  if (release === undefined || since === undefined || release.releasedAt <= since) return undefined;
  if (isFormerHolder(release.holder, write.fields.holder)) return undefined;
  return { code: "name-held", found: release.releasedAt };
}

/** What follows the position, oldest first, or undefined where that is not kept or the position was never given. */
export function changesSince({ serial, changes }: MemoryZone, position: string): readonly Change[] | Gap {
  if (position === String(serial)) return [];
  const next = changes.findIndex((change) => position === String(change.serial - 1));
  if (next !== -1) return changes.slice(next);
  return { kind: "gap", isLost: !/^[1-9]\d*$/.test(position) || Number(position) > serial };
}
