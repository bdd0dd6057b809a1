import type { ZoneView } from "../admin-api/client-types.ts";
import { durationText } from "./durations.ts";

/** A zone's policy for people, as pairs for `fields`. */
export const policyFields = ({
  network,
  profile,
  reservedNames,
  holdReleased,
}: ZoneView["payment"]): (readonly [string, string])[] => [
  ["network", network],
  ["profile", profile],
  ["reserved", reservedText(reservedNames)],
  ["hold", durationText(holdReleased)],
];

function reservedText(names: ZoneView["payment"]["reservedNames"]): string {
  if (names === null) return "the default list";
  return names.length === 0 ? "none" : `${names.length} of its own`;
}
