import { randomBytes } from "node:crypto";
import { userSkeleton } from "../../payment/user-skeleton.ts";
import type { Write } from "../port.ts";
import { type WritePointer, type WriteRefusalCode, writeRefusal, zoneUnknown } from "../refusal.ts";
import type { Connection } from "./connection.ts";
import { zoneKeys } from "./keys.ts";
import { positionOf } from "./position.ts";
import { checkInstant, foreign, recordRest } from "./record.ts";
import { WRITE } from "./write-script.ts";

/** How many old releases a deletion drops: more than it adds, so that they grow fewer, and few, for scripts hold everybody. */
const FORGOTTEN_AT_ONCE = 16;

/** See `mark` in keys.ts. */
export const newMark = (): string => randomBytes(6).toString("base64url");

type Done = readonly ["done", serial: string] | readonly ["known", outcome: string];
type Reply =
  | Done
  | readonly ["zone-unknown"]
  | readonly ["foreign", what: string]
  | readonly [code: WriteRefusalCode, index: number, found: string];

interface Applying {
  /** How many changes the feed reaches back. */
  readonly changesKept: number;
  readonly pointer: WritePointer;
}

/** Applies writes, all or none; resolves to the zone's serial after the last. Rejects with {@link DomainError}s. */
export async function applyWrites(
  connection: Connection,
  apex: string,
  writes: readonly Write[],
  applying: Applying,
): Promise<number> {
  const [, serial] = await sendWrites(connection, apex, writes, applying);
  return Number(serial);
}

/** The same; but where what came of `once` (see {@link encodedOnce}) is known it changes nothing, and resolves to that. */
export async function sendWrites(
  connection: Connection,
  apex: string,
  writes: readonly Write[],
  { changesKept, pointer }: Applying,
  once?: string,
): Promise<Done> {
  const { zone, names, users, expiries, skeletons, releases, released, changes } = zoneKeys(apex);
  const { outcomes, outcomeTimes } = zoneKeys(apex);
  const keys = [zone, names, users, expiries, skeletons, releases, released, changes];
  // The entry before the oldest one that is kept tells whether a feed that goes on there is at a place of this history.
  const args = [JSON.stringify(writes.map(encoded)), newMark(), changesKept + 1, FORGOTTEN_AT_ONCE];
  if (once !== undefined) {
    keys.push(outcomes, outcomeTimes);
    args.push(once);
  }
  const reply = (await connection.write(WRITE, keys, args)) as Reply;
  switch (reply[0]) {
    case "done":
    case "known":
      return reply;
    case "zone-unknown":
      throw zoneUnknown(apex);
    case "foreign":
      throw foreign(`"${reply[1]}"`);
    default: {
      const [code, index, found] = reply;
      throw writeRefusal(code, writes[index]!, Number(found), pointer(index));
    }
  }
}

/** A write as the script reads it. Only a put has `rest`, which its record is made of; holders and accounts are JSON texts. */
function encoded(write: Write): object {
  const { user, expect = {} } = write;
  const { ifFollows, ifAbsent, ifRevision, ifAccount, ifNotReleasedSince: since } = expect;
  const skeleton = userSkeleton(user);
  const common = {
    user,
    skeleton: skeleton === user ? undefined : skeleton,
    // What is no position is no place of any history.
    ifFollows: ifFollows === undefined ? undefined : (positionOf(ifFollows) ?? {}),
    ifAbsent,
    ifRevision,
    ifAccount: ifAccount === undefined ? undefined : JSON.stringify(ifAccount),
  };
  if (write.kind === "put") {
    const { fields } = write;
    const holder = JSON.stringify(fields.holder);
    return { ...common, rest: recordRest(fields), ends: fields.expiresAt ?? undefined, holder, since };
  }
  checkInstant(write.release.releasedAt);
  return { ...common, ...write.release };
}
