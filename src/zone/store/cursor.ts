import { DomainError } from "../errors.ts";

/** The first octet of every cursor: a cursor of another format is refused, not misread. */
const VERSION = 1;

/** The cursor of the page that follows `user`: opaque to callers, the same in every store. */
export const cursorAfter = (user: string): string =>
  Buffer.concat([Uint8Array.of(VERSION), Buffer.from(user)]).toString("base64url");

/** The user that a cursor's page begins after. Throws {@link DomainError} `cursor-invalid`. */
export function userBefore(cursor: string): string {
  const octets = Buffer.from(cursor, "base64url");
  const user = octets.toString("utf8", 1);
  // Node decodes base64url and UTF-8 leniently; only what {@link cursorAfter} makes comes back the same.
  if (octets[0] !== VERSION || user === "" || cursorAfter(user) !== cursor) {
    throw new DomainError("cursor-invalid", "the cursor is not one that this server gave", {
      pointer: "/cursor",
    });
  }
  return user;
}
