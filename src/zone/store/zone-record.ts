import type { ZoneConfig } from "../zone-config.ts";
import type { ZoneRecord } from "./port.ts";

/** A zone as a store's medium has it. `config` is JSON. */
export interface ZoneRow {
  readonly apex: string;
  readonly config: string;
  readonly generation: string;
  readonly serial: number;
  readonly names: number;
}

interface Parsed {
  readonly text: string;
  readonly config: ZoneConfig;
}

/**
 * Reads rows of zones. A configuration has up to 64 KB of reserved names, is asked for at every request and seldom changes:
 * the last of each zone is kept, frozen, for as long as its text is the same. Throws a SyntaxError for what is no JSON.
 */
export function zoneReader(): (row: ZoneRow) => ZoneRecord {
  const known = new Map<string, Parsed>();
  return ({ apex, config: text, generation, serial, names }) => {
    let parsed = known.get(apex);
    if (parsed?.text !== text) {
      parsed = { text, config: JSON.parse(text, frozen) as ZoneConfig };
      known.set(apex, parsed);
    }
    return { ...parsed.config, generation, serial, names };
  };
}

/** JSON.parse calls it for what is within first. */
const frozen = (_key: string, value: unknown): unknown => Object.freeze(value);
