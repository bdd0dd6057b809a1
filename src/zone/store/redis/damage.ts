import type { DomainError } from "../../errors.ts";

/** Told of what cannot be read where it is passed over. */
export type OnDamage = (apex: string, error: DomainError) => void;

/** How many are remembered: then what is damaged yet is told again. */
const REMEMBERED = 10_000;

/** Tells of each thing once, however often it is met. */
export function onceEach(onDamage: OnDamage): OnDamage {
  const told = new Set<string>();
  return (apex, error) => {
    const thing = `${apex} ${error.message}`;
    if (told.has(thing)) return;
    if (told.size >= REMEMBERED) told.clear();
    told.add(thing);
    onDamage(apex, error);
  };
}
