import type { IncomingHttpHeaders } from "node:http";
import { DomainError, type DomainErrorCode } from "../zone/errors.ts";
import type { NameFields, NameRecord } from "../zone/store/port.ts";
import { type EntityTags, matchedRevision, readEntityTags } from "./entity-tag.ts";
import type { ZoneStore } from "./ports.ts";
import { malformed } from "./request-error.ts";

/** What a PUT expects: a version that is listed, no version at all (`absent`), or nothing. */
export type PutCondition = { readonly listed: EntityTags } | "absent" | undefined;

/** Throws RequestError (400) for tags that are malformed, and for conditions that make no sense together. */
export function readPutCondition(headers: IncomingHttpHeaders): PutCondition {
  const ifMatch = readEntityTags("If-Match", headers["if-match"]);
  const ifNoneMatch = readEntityTags("If-None-Match", headers["if-none-match"]);
  if (ifNoneMatch === undefined) return ifMatch === undefined ? undefined : { listed: ifMatch };
  if (ifNoneMatch === "*" && ifMatch === undefined) return "absent";
  throw malformed("PUT takes either If-Match or `If-None-Match: *`");
}

/** Writes a name under a condition. Throws DomainError `revision-mismatch` where the condition is false. */
export async function conditionalPut(
  store: Pick<ZoneStore, "get" | "put">,
  apex: string,
  user: string,
  fields: NameFields,
  condition: PutCondition,
  now: number,
): Promise<{ record: NameRecord; created: boolean }> {
  try {
    if (condition !== undefined && condition !== "absent") {
      const ifRevision = matchedRevision(condition.listed, await store.get(apex, user));
      return { record: await store.put(apex, user, fields, { ifRevision }), created: false };
    }
    return { record: await createName(store, apex, user, fields, now), created: true };
  } catch (error) {
    if (condition === undefined) {
      if (!refused(error, "name-taken")) throw error;
      // If the name was deleted since, this is a creation after all; it is still one write, and the client's.
      return { record: await store.put(apex, user, fields), created: false };
    }
    // RFC 9110 §13.1.1, §13.1.2: a condition that is false makes a 412, whether the name is there or missing.
    if (!refused(error, "name-taken") && !refused(error, "name-unknown")) throw error;
    throw new DomainError("revision-mismatch", error.message, { cause: error });
  }
}

/** Writes a name that is free: nobody has it, or what was there has expired. Throws DomainError `name-taken`. */
export async function createName(
  store: Pick<ZoneStore, "get" | "put">,
  apex: string,
  user: string,
  fields: NameFields,
  now: number,
): Promise<NameRecord> {
  try {
    return await store.put(apex, user, fields, { ifAbsent: true });
  } catch (error) {
    if (!refused(error, "name-taken")) throw error;
    const record = await store.get(apex, user);
    if (record === undefined || record.expiresAt === null || record.expiresAt > now) throw error;
    return await replaceExpired(store, apex, record, fields, error);
  }
}

/** Of several who want the place of an expired record one gets it; the others find the name taken. */
async function replaceExpired(
  store: Pick<ZoneStore, "put">,
  apex: string,
  { user, revision }: NameRecord,
  fields: NameFields,
  taken: DomainError,
): Promise<NameRecord> {
  try {
    return await store.put(apex, user, fields, { ifRevision: revision });
  } catch (error) {
    throw refused(error, "revision-mismatch") ? taken : error;
  }
}

const refused = (error: unknown, code: DomainErrorCode): error is DomainError =>
  error instanceof DomainError && error.code === code;
