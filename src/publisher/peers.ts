import type { ZoneRecord } from "../zone/store/port.ts";
import { isLive, type SeenInstance } from "../zone/store/shared-port.ts";

/**
 * Why another instance's word speaks against what the store has of a zone; undefined where none does. An instance that starts has
 * no memory of its own, or an old one: what the others answer was there. They must have been asked before the store was.
 */
export function peerDoubt(
  instances: readonly SeenInstance[],
  ownId: string,
  { apex, generation, serial }: Pick<ZoneRecord, "apex" | "generation" | "serial">,
): string | undefined {
  for (const instance of instances) {
    const { id, name, zones } = instance;
    const standing = zones.find((zone) => zone.apex === apex);
    if (id === ownId || !isLive(instance) || standing === undefined) continue;
    if (standing.answers === "nothing") continue;
    if (standing.doubt !== null) return `instance ${name} does not take it over: ${standing.doubt}`;
    if (standing.generation !== generation) return `instance ${name} answers another zone of the same name`;
    if (standing.serial > serial) {
      return `instance ${name} answers serial ${standing.serial}, and the store is at ${serial}`;
    }
  }
  return undefined;
}
