import { DomainError } from "../../errors.ts";
import { LAST_INSTANT } from "../../time-text.ts";
import type { NameFields, NameRecord, Release } from "../port.ts";

/** RFC 2181 §8: "a value between zero and 2147483647 inclusive". */
const LAST_TTL = 2 ** 31 - 1;

const isWithin = (value: unknown, last: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= last;
export const isInstant = (value: unknown): value is number => isWithin(value, LAST_INSTANT);

/** Throws a RangeError for what no date can be made of: it would fail every listing that it is in. */
export function checkInstant(instant: number): void {
  if (!isInstant(instant)) throw new RangeError(`${instant} is no instant that can be kept`);
}

/**
 * What follows the revision in the text of a record. The text is a JSON array, `[revision, expiresAt, holder, ttl, uri]`, with a
 * newline after each comma. JSON has no newline inside a string, so the scripts find a record's parts without decoding the URI.
 * Throws a RangeError for a TTL or an instant that a reader of it would refuse.
 */
export function recordRest({ expiresAt, holder, ttl, uri }: NameFields): string {
  if (expiresAt !== null) checkInstant(expiresAt);
  if (!isWithin(ttl, LAST_TTL)) throw new RangeError(`${ttl} is no TTL`);
  return `,\n${expiresAt},\n${JSON.stringify(holder)},\n${ttl},\n${JSON.stringify(uri)}]`;
}

/** What a put has made, without what else the caller's object may hold. */
export const recordWith = (
  user: string,
  { uri, ttl, expiresAt, holder }: NameFields,
  revision: number,
): NameRecord => ({ user, uri, ttl, expiresAt, holder, revision });
/** The text of a record. Throws as {@link recordRest}. */
export const recordText = (record: NameFields & Pick<NameRecord, "revision">): string =>
  `[${record.revision}${recordRest(record)}`;

/** The text of a release, see {@link releaseOf}. */
export const releaseText = ({ holder, releasedAt }: Release): string =>
  `[${releasedAt},\n${JSON.stringify(holder)}]`;

/** The record of a text. Throws {@link DomainError} `store-format`. */
export const recordOf = (user: string, text: string): NameRecord => recordOfJson(user, jsonOf(text));

/** The record of a text that has been parsed. Throws {@link DomainError} `store-format`. */
export function recordOfJson(user: string, value: unknown): NameRecord {
  const [revision, expiresAt, holder, ttl, uri] = elementsOf(value, 5);
  const sound =
    isWithin(revision, Number.MAX_SAFE_INTEGER) &&
    (expiresAt === null || isInstant(expiresAt)) &&
    typeof holder === "string" &&
    isWithin(ttl, LAST_TTL) &&
    typeof uri === "string";
  if (!sound) throw foreign(`the record of "${user}"`);
  return { user, uri, ttl, expiresAt, holder, revision };
}

/** The release of a text, `[releasedAt, holder]`. Throws {@link DomainError} `store-format`. */
export function releaseOf(user: string, text: string): Release {
  const [releasedAt, holder] = elementsOf(jsonOf(text), 2);
  if (!isInstant(releasedAt) || typeof holder !== "string") throw foreign(`the release of "${user}"`);
  return { holder, releasedAt };
}

/** The elements of an array of that length; none where it is something else. */
export const elementsOf = (value: unknown, length: number): readonly unknown[] =>
  Array.isArray(value) && value.length === length ? value : [];

/** Undefined where the text is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What stands where this store keeps its data and was not written by it. */
export const foreign = (what: string, cause?: unknown): DomainError =>
  new DomainError("store-format", `${what} in Redis has a form that this server does not write`, { cause });
