import type { IncomingHttpHeaders } from "node:http";
import { DomainError, type Fault, isRefusal } from "../zone/errors.ts";
import { hasExpired } from "../zone/expiry.ts";
import type { NameRecord } from "../zone/store/port.ts";
import { registrationInvalid } from "./assessment.ts";
import { ofClaim, successor } from "./claim.ts";
import { createName, type NameWrite, takeExpired } from "./create-name.ts";
import { type EntityTags, matchedRevision, readEntityTags } from "./entity-tag.ts";
import type { NameWriter, Written } from "./name-writer.ts";
import { malformed } from "./request-error.ts";

/** What a PUT expects: a version that is listed, no version at all (`absent`), or nothing. */
export type PutCondition = { readonly listed: EntityTags } | "absent" | undefined;

/** How often a PUT without a condition begins anew because somebody else has written meanwhile. */
const ATTEMPTS = 10;

/** Throws RequestError (400) for tags that are malformed, and for conditions that make no sense together. */
export function readPutCondition(headers: IncomingHttpHeaders): PutCondition {
  const ifMatch = readEntityTags("If-Match", headers["if-match"]);
  const ifNoneMatch = readEntityTags("If-None-Match", headers["if-none-match"]);
  if (ifNoneMatch === undefined) return ifMatch === undefined ? undefined : { listed: ifMatch };
  if (ifNoneMatch === "*" && ifMatch === undefined) return "absent";
  throw malformed("PUT takes either If-Match or `If-None-Match: *`");
}

/** A replacement, which makes the name where there is none. */
export interface NameReplacing extends NameWrite {
  /** What is wrong with the name itself: only a name that is there already may be so. */
  readonly faultsIfNew: readonly Fault[];
}

/**
 * Writes a name under a condition. Throws DomainError `revision-mismatch` where the condition is false, `name-of-another` and
 * `name-held` where the claim does not reach.
 */
export async function conditionalPut(
  names: Pick<NameWriter, "get" | "put">,
  user: string,
  write: NameReplacing,
  condition: PutCondition,
  now: number,
): Promise<Written> {
  for (let left = ATTEMPTS; ; left--) {
    const there = await names.get(user);
    try {
      if (condition !== undefined && condition !== "absent") matchedRevision(condition.listed, there);
      const isNew = there === undefined || condition === "absent" || hasExpired(there, now);
      if (isNew && write.faultsIfNew.length > 0) throw registrationInvalid(write.faultsIfNew);
      if (there === undefined || condition === "absent") return await createName(names, user, write, now);
      if (!isNew) return await replace(names, there, write);
      return await takeExpired(names, there, write, condition === undefined);
    } catch (error) {
      const moved = (["name-taken", "name-unknown", "revision-mismatch"] as const).some((code) =>
        isRefusal(error, code),
      );
      if (!moved) throw error;
      if (condition === undefined && left > 1) continue;
      // RFC 9110 §13.1.1, §13.1.2: a condition that is false makes a 412, whether the name is there or missing.
      throw new DomainError("revision-mismatch", (error as DomainError).message, { cause: error });
    }
  }
}

const replace = (
  names: Pick<NameWriter, "put">,
  there: NameRecord,
  { fields, claim, warnings }: NameWrite,
): Promise<Written> =>
  names.put(
    there.user,
    { ...fields, holder: successor(there, claim) },
    { ifRevision: there.revision, ...ofClaim(claim) },
    { created: false, warnings },
  );
