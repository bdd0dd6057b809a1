import type { InstanceView, InstanceZoneView } from "../admin-api/client-types.ts";
import { ageText } from "./ages.ts";
import { plain, table } from "./output.ts";

/** As much of an id as tells instances apart. */
const ID_CHARACTERS = 8;

const shortId = ({ id }: InstanceView): string => plain(id.slice(0, ID_CHARACTERS));

/** The instances, and below them how far each is with each zone. */
export function instancesText(instances: readonly InstanceView[]): string {
  const rows = instances.map((each) => [
    `${plain(each.name)}${each.self ? " (this)" : ""}`,
    shortId(each),
    plain(each.version),
    ageText(each.uptime),
    each.live ? "live" : "silent",
    `${ageText(each.seenAgo)} ago`,
  ]);
  return [table(["INSTANCE", "ID", "VERSION", "UP", "STATE", "SEEN"], rows), ...zonesText(instances)].join(
    "\n",
  );
}

function zonesText(instances: readonly InstanceView[]): readonly string[] {
  /** Two hosts may have one name. */
  const label = (instance: InstanceView): string => {
    const { length } = instances.filter(({ name }) => name === instance.name);
    return length === 1 ? plain(instance.name) : `${plain(instance.name)} ${shortId(instance)}`;
  };
  const zones = instances.flatMap((instance) => instance.zones.map((zone) => ({ instance, zone })));
  if (zones.length === 0) return [];
  // The instances of a zone below each other: who is behind is seen at a glance.
  const apexes = [...new Set(zones.map(({ zone }) => zone.apex))].sort();
  const rows = apexes.flatMap((apex) =>
    zones
      .filter(({ zone }) => zone.apex === apex)
      .map(({ instance, zone }) => [plain(apex), label(instance), ...zoneCells(zone)]),
  );
  const head = ["ZONE", "INSTANCE", "ANSWERS", "SERIAL", "LAG", "NAMES", "KEYS", "SYNCED", "REMARK"];
  return ["", table(head, rows)];
}

function zoneCells(zone: InstanceZoneView): readonly string[] {
  const { answers, serial, lag, names, keys, syncAge, doubt, failure } = zone;
  const remarks = [
    ...(doubt === null ? [] : [`not taken over: ${doubt}`]),
    ...(failure === null ? [] : [`failed: ${failure}`]),
  ];
  return [
    answers,
    `${serial}`,
    lag === null ? "?" : `${lag}`,
    `${names}`,
    keys === null ? "none" : `${keys.tags.join(" ")} v${keys.version} ${keys.phase}`,
    syncAge === null ? "never" : `${ageText(syncAge)} ago`,
    plain(remarks.join("; ")),
  ];
}
