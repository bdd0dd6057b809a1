import { DomainError, isRefusal } from "../zone/errors.ts";
import { hasExpired } from "../zone/expiry.ts";
import type { Warning } from "../zone/payment/publication.ts";
import type { NameFields, NameRecord } from "../zone/store/port.ts";
import { type Claim, isHeld, unclaimed } from "./claim.ts";
import type { NameWriter, Written } from "./name-writer.ts";

/** What to do about a name that is held. */
export const HELD_REMEDY = "come as the same holder, or wait";

/** What is published, by what right, and what there is to say of it. */
export interface NameWrite {
  readonly fields: Omit<NameFields, "holder">;
  readonly claim: Claim;
  readonly warnings: readonly Warning[];
}

/**
 * Writes a name that is free: nobody has it, or what was there has expired. Throws DomainError `name-taken`, and `name-held`
 * for a name that is kept for who had it.
 */
export async function createName(
  names: Pick<NameWriter, "get" | "put">,
  user: string,
  write: NameWrite,
  now: number,
): Promise<Written> {
  const { fields, claim, warnings } = write;
  const told = { created: true, warnings };
  try {
    const expect = { ifAbsent: true, ...unclaimed(claim) } as const;
    return await names.put(user, { ...fields, holder: claim.holder }, expect, told);
  } catch (error) {
    if (!isRefusal(error, "name-taken")) throw error;
    const there = await names.get(user);
    if (there === undefined || !hasExpired(there, now)) throw error;
    try {
      return await takeExpired(names, there, write, told.created);
    } catch (late) {
      // Of several who want the place of an expired record one gets it; the others find the name taken.
      throw isRefusal(late, "revision-mismatch") ? error : late;
    }
  }
}

/**
 * Writes a name over the record that has expired there, and makes it the claimant's; the answer says that it is `created`, or
 * not. Throws DomainError `name-held`, and `revision-mismatch` where somebody else was faster.
 */
export async function takeExpired(
  names: Pick<NameWriter, "put">,
  there: NameRecord,
  { fields, claim, warnings }: NameWrite,
  created: boolean,
): Promise<Written> {
  const { user, revision } = there;
  if (isHeld(there, claim)) {
    throw new DomainError("name-held", `"${user}" has expired and is kept for who had it: ${HELD_REMEDY}`);
  }
  const expect = { ifRevision: revision };
  return await names.put(user, { ...fields, holder: claim.holder }, expect, { created, warnings });
}
