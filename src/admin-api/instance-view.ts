import type { ZoneRecord } from "../zone/store/port.ts";
import { isLive, type SeenInstance, type ZoneStanding } from "../zone/store/shared-port.ts";
import { timeText } from "../zone/time-text.ts";
import type { InstanceView, InstanceZoneView } from "./client-types.ts";
import { lagOf } from "./lag.ts";

/** Zones as the store has them, by apex. */
export type StoredZones = ReadonlyMap<string, Pick<ZoneRecord, "generation" | "serial">>;

/** An instance as callers see it; `selfId` is the id of the one that they ask, `zones` were read before it was. */
export function instanceView(instance: SeenInstance, selfId: string, zones: StoredZones): InstanceView {
  const { id, name, version, startedAt, announcedAt, seenAgo } = instance;
  const silence = Math.floor(seenAgo / 1000);
  // Both times are by the instance's own clock, and silence is by the store's: no two clocks are held against each other.
  const secondsSince = (time: number): number => Math.max(announcedAt - time, 0) + silence;
  return {
    id,
    name,
    version,
    self: id === selfId,
    live: isLive(instance),
    startedAt: timeText(startedAt),
    uptime: secondsSince(startedAt),
    seenAgo: seenAgo / 1000,
    zones: instance.zones.map((zone) => zoneView(zone, secondsSince, zones.get(zone.apex))),
  };
}

function zoneView(
  standing: ZoneStanding,
  secondsSince: (time: number) => number,
  stored: Pick<ZoneRecord, "generation" | "serial"> | undefined,
): InstanceZoneView {
  const { apex, answers, serial, names, syncedAt, keySetVersion, keyTags } = standing;
  return {
    apex,
    answers,
    serial,
    lag: lagOf(standing, stored),
    names,
    keys: keySetVersion === null ? null : { version: keySetVersion, tags: [...keyTags], phase: "active" },
    syncAge: syncedAt === null ? null : secondsSince(syncedAt),
    doubt: standing.doubt,
    failure: standing.failure,
  };
}
