import { DomainError } from "../../errors.ts";
import type { Write } from "../port.ts";
import type { Statements } from "./statements.ts";

/** Where in the caller's input the write at `index` stands, as the options of a {@link DomainError}. */
export type WritePointer = (index: number) => { readonly pointer?: string };

/**
 * Applies writes one after the other, each with a serial of its own: the record, the change entry, and at the end the
 * zone's serial and count. To be called inside a write transaction, which a throw must roll back. Returns the serial after
 * the last write. `changesKept` bounds the zone's change entries. Throws {@link DomainError}.
 */
export function applyWrites(
  statements: Statements,
  apex: string,
  writes: readonly Write[],
  { changesKept, pointer }: { readonly changesKept: number; readonly pointer: WritePointer },
): number {
  let { serial, names } = tallyOf(statements, apex);
  for (const [index, write] of writes.entries()) {
    const held = statements.revision.get(apex, write.user)?.revision;
    refuse(write, held, pointer(index));
    serial += 1;
    if (write.kind === "put") {
      const { uri, ttl, expiresAt } = write.fields;
      statements.putName.run(apex, write.user, uri, ttl, expiresAt, serial);
      statements.recordChange.run(apex, serial, write.user, uri, ttl, expiresAt);
      if (held === undefined) names += 1;
    } else {
      statements.deleteName.run(apex, write.user);
      statements.recordChange.run(apex, serial, write.user, null, null, null);
      names -= 1;
    }
  }
  statements.updateTally.run(serial, names, apex);
  // One entry a serial: what lies `changesKept` behind is found without counting, and is usually as much as was added.
  statements.pruneChanges.run(apex, serial - changesKept);
  return serial;
}

/** A zone's serial and count of names. Throws {@link DomainError} `zone-unknown`. */
export function tallyOf(statements: Statements, apex: string): { serial: number; names: number } {
  const tally = statements.tally.get(apex);
  if (tally === undefined) throw zoneUnknown(apex);
  return tally;
}

export const zoneUnknown = (apex: string): DomainError =>
  new DomainError("zone-unknown", `there is no zone ${apex}`);

/** Holds a write against what it expects. `held` is the revision of the name's record, or undefined: there is none. */
function refuse(
  { kind, user, expect: { ifAbsent, ifRevision } = {} }: Write,
  held: number | undefined,
  at: { readonly pointer?: string },
): void {
  if (held === undefined) {
    if (kind === "put" && ifRevision === undefined) return;
    throw new DomainError("name-unknown", `there is no name "${user}"`, at);
  }
  if (ifAbsent) throw new DomainError("name-taken", `the name "${user}" is taken`, at);
  if (ifRevision === undefined || ifRevision === held) return;
  throw new DomainError("revision-mismatch", `"${user}" is at revision ${held}, not ${ifRevision}`, at);
}
