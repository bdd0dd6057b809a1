import { DomainError, isRefusal } from "../zone/errors.ts";
import { hasExpired } from "../zone/expiry.ts";
import type { NameFields, NameRecord } from "../zone/store/port.ts";
import { type Claim, isHeld, unclaimed } from "./claim.ts";
import type { ZoneStore } from "./ports.ts";

/** What to do about a name that is held. */
export const HELD_REMEDY = "come as the same holder, or wait";

/** What is published, and by what right. */
export interface NameWrite {
  readonly fields: Omit<NameFields, "holder">;
  readonly claim: Claim;
}

/**
 * Writes a name that is free: nobody has it, or what was there has expired. Throws DomainError `name-taken`, and `name-held`
 * for a name that is kept for who had it.
 */
export async function createName(
  store: Pick<ZoneStore, "get" | "put">,
  apex: string,
  user: string,
  { fields, claim }: NameWrite,
  now: number,
): Promise<NameRecord> {
  try {
    return await store.put(
      apex,
      user,
      { ...fields, holder: claim.holder },
      { ifAbsent: true, ...unclaimed(claim) },
    );
  } catch (error) {
    if (!isRefusal(error, "name-taken")) throw error;
    const there = await store.get(apex, user);
    if (there === undefined || !hasExpired(there, now)) throw error;
    try {
      return await takeExpired(store, apex, there, { fields, claim });
    } catch (late) {
      // Of several who want the place of an expired record one gets it; the others find the name taken.
      throw isRefusal(late, "revision-mismatch") ? error : late;
    }
  }
}

/**
 * Writes a name over the record that has expired there, and makes it the claimant's. Throws DomainError `name-held`, and
 * `revision-mismatch` where somebody else was faster.
 */
export async function takeExpired(
  store: Pick<ZoneStore, "put">,
  apex: string,
  there: NameRecord,
  { fields, claim }: NameWrite,
): Promise<NameRecord> {
  const { user, revision } = there;
  if (isHeld(there, claim)) {
    throw new DomainError("name-held", `"${user}" has expired and is kept for who had it: ${HELD_REMEDY}`);
  }
  return await store.put(apex, user, { ...fields, holder: claim.holder }, { ifRevision: revision });
}
