import { accountOf, isFormerHolder } from "../../holder.ts";
import type { Release, Write } from "../port.ts";
import { type WritePointer, writeRefusal, zoneUnknown } from "../refusal.ts";
import { serialAt } from "./position.ts";
import type { Held, Statements } from "./statements.ts";

/** How many old releases a deletion drops: more than it adds, so that they grow fewer, and few, for writes hold the thread. */
const FORGOTTEN_AT_ONCE = 16;

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
    if (!hasPlace(serial, write.expect?.ifFollows))
      throw writeRefusal("zone-doubted", write, 0, pointer(index));
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

/** A file's history is never another: what a position is says position.ts. */
const hasPlace = (serial: number, position: string | undefined): boolean =>
  position === undefined || serialAt(position) <= serial;

type At = ReturnType<WritePointer>;

/** Holds a write against what it expects: `held` is what is there of the name, `release` what a name that was there left. */
function refuse(write: Write, held: Held | undefined, release: Release | undefined, at: At): void {
  if (held) refuseOver(held, write, at);
  else if (write.kind === "delete" || write.expect?.ifRevision !== undefined) {
    throw writeRefusal("name-unknown", write, 0, at);
  } else if (release) refuseAfter(release, write, at);
}

function refuseOver({ revision, holder }: Held, write: Write, at: At): void {
  const { ifAbsent, ifRevision, ifAccount } = write.expect ?? {};
  if (ifAbsent) throw writeRefusal("name-taken", write, revision, at);
  if (ifRevision !== undefined && ifRevision !== revision) {
    throw writeRefusal("revision-mismatch", write, revision, at);
  }
  if (ifAccount !== undefined && ifAccount !== accountOf(holder)) {
    throw writeRefusal("name-of-another", write, revision, at);
  }
}

function refuseAfter({ holder, releasedAt }: Release, write: Extract<Write, { kind: "put" }>, at: At): void {
  const since = write.expect?.ifNotReleasedSince;
  if (since === undefined || releasedAt <= since || isFormerHolder(holder, write.fields.holder)) return;
  throw writeRefusal("name-held", write, releasedAt, at);
}
