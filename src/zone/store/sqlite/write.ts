import { DomainError } from "../../errors.ts";
import { accountOf, isFormerHolder } from "../../holder.ts";
import { timeText } from "../../time-text.ts";
import type { Release, Write } from "../port.ts";
import type { Held, Statements } from "./statements.ts";

/** How many old releases a deletion drops: more than it adds, so that they grow fewer, and few, for writes hold the thread. */
const FORGOTTEN_AT_ONCE = 16;

/** Where in the caller's input the write at `index` stands, as the options of a {@link DomainError}. */
export type WritePointer = (index: number) => { readonly pointer?: string };

/**
 * Applies writes one after the other, each with a serial of its own: the record, the release, the change entry, and at the
 * end the zone's serial and count. To be called inside a write transaction, which a throw must roll back. Returns the serial
 * after the last write. `changesKept` bounds the zone's change entries. Throws {@link DomainError}.
 */
export function applyWrites(
  statements: Statements,
  apex: string,
  writes: readonly Write[],
  { changesKept, pointer }: { readonly changesKept: number; readonly pointer: WritePointer },
): number {
  let { serial, names } = tallyOf(statements, apex);
  for (const [index, write] of writes.entries()) {
    const { user } = write;
    const held = statements.held.get(apex, user);
    const release = held ? undefined : statements.release.get(apex, user);
    refuse(write, held, release, pointer(index));
    serial += 1;
    if (write.kind === "put") {
      const { uri, ttl, expiresAt, holder } = write.fields;
      statements.putName.run(apex, user, uri, ttl, expiresAt, holder, serial);
      statements.recordChange.run(apex, serial, user, uri, ttl, expiresAt, holder);
      if (release) statements.dropRelease.run(apex, user);
      if (!held) names += 1;
    } else {
      const { holder, expiresAt } = held!;
      const { forgetBefore } = write.release;
      const releasedAt = Math.min(write.release.releasedAt, expiresAt ?? Infinity);
      statements.deleteName.run(apex, user);
      statements.recordChange.run(apex, serial, user, null, null, null, null);
      if (releasedAt > forgetBefore) statements.addRelease.run(apex, user, holder, releasedAt);
      statements.forgetReleases.run(apex, forgetBefore, FORGOTTEN_AT_ONCE);
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

type At = { readonly pointer?: string };

/** Holds a write against what it expects: `held` is what is there of the name, `release` what a name that was there left. */
function refuse(write: Write, held: Held | undefined, release: Release | undefined, at: At): void {
  const { kind, user, expect = {} } = write;
  if (held) refuseOver(held, write, at);
  else if (kind === "delete" || expect.ifRevision !== undefined) {
    throw new DomainError("name-unknown", `there is no name "${user}"`, at);
  } else if (release) refuseAfter(release, write, at);
}

function refuseOver(held: Held, { user, expect = {} }: Write, at: At): void {
  const { ifAbsent, ifRevision, ifAccount } = expect;
  if (ifAbsent) throw new DomainError("name-taken", `the name "${user}" is taken`, at);
  if (ifRevision !== undefined && ifRevision !== held.revision) {
    const message = `"${user}" is at revision ${held.revision}, not ${ifRevision}`;
    throw new DomainError("revision-mismatch", message, at);
  }
  if (ifAccount !== undefined && ifAccount !== accountOf(held.holder)) {
    throw new DomainError("name-of-another", `the name "${user}" is somebody else's`, at);
  }
}

function refuseAfter(
  { holder, releasedAt }: Release,
  { user, fields, expect = {} }: Extract<Write, { kind: "put" }>,
  at: At,
): void {
  const { ifNotReleasedSince: since } = expect;
  if (since === undefined || releasedAt <= since || isFormerHolder(holder, fields.holder)) return;
  const when = timeText(releasedAt);
  throw new DomainError("name-held", `"${user}" was somebody else's and was released at ${when}`, at);
}
