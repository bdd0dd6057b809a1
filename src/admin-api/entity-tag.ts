import { DomainError } from "../zone/errors.ts";
import type { NameRecord } from "../zone/store/port.ts";
import { malformed } from "./request-error.ts";

/** What `If-Match` or `If-None-Match` lists: any version, or tags as they were written, `W/` included. */
export type EntityTags = "*" | readonly string[];

/** RFC 9110 §8.8.3: quotes around anything but quotes, white space and controls. */
const TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;
const TAG_LIST = new RegExp(`^${TAG.source}(?:[ \\t]*,[ \\t]*${TAG.source})*$`);

/** The strong tag of a version: its revision in quotes. */
export const entityTag = (revision: number): string => `"${revision}"`;

/** The tags of a header, or undefined if it was not sent. Throws RequestError (400) for anything that is not a list of tags. */
export function readEntityTags(field: string, header: string | undefined): EntityTags | undefined {
  if (header === undefined || header === "*") return header;
  if (!TAG_LIST.test(header)) throw malformed(`${field} is neither * nor a list of entity tags in quotes`);
  return header.match(TAG) ?? [];
}

/** RFC 9110 §13.1.2: If-None-Match compares weakly. */
export const listsRevision = (tags: EntityTags, revision: number): boolean =>
  tags === "*" || tags.some((tag) => tag.replace(/^W\//, "") === entityTag(revision));

/**
 * The revision that a write under `If-Match` has to find, given the current version: the store then holds the write to it.
 * Tags are compared strongly (RFC 9110 §13.1.1). Throws {@link DomainError} `revision-mismatch`.
 */
export function matchedRevision(tags: EntityTags, current: NameRecord | undefined): number {
  if (current === undefined) throw new DomainError("revision-mismatch", "the name does not exist");
  const tag = entityTag(current.revision);
  if (tags !== "*" && !tags.includes(tag)) {
    throw new DomainError("revision-mismatch", `the name is at ${tag} and not at what If-Match lists`);
  }
  return current.revision;
}
