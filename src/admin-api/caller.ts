import { RequestError } from "./request-error.ts";

/**
 * What a token may do beyond reading everything and registering names for its own account:
 * `profile` to choose another profile than the zone's in a request, `reserved-names` to register reserved users, `held-names`
 * to register what is held back for its former holder, `all-names` to change and delete the names of other accounts, `zones` to
 * set zones up and to change their policy, `tokens` to make and to remove tokens.
 */
export const RIGHTS = Object.freeze([
  "profile",
  "reserved-names",
  "held-names",
  "all-names",
  "zones",
  "tokens",
] as const);
export type Right = (typeof RIGHTS)[number];

/** Whom a request comes from. */
export interface Caller {
  /** Whose names it registers (see holder.ts). */
  readonly account: string;
  readonly rights: ReadonlySet<Right>;
}

/** The account of the admin token. */
export const ADMIN_ACCOUNT = "admin";

/** Who presents the admin token: it has every right. */
export const adminCaller = (): Caller => ({ account: ADMIN_ACCOUNT, rights: new Set(RIGHTS) });

/** `what` is the deed, as the subject of a sentence. Throws {@link RequestError} `forbidden` (403) for want of the right. */
export function demandRight({ rights }: Caller, right: Right, what: string): void {
  if (!rights.has(right)) {
    throw new RequestError("forbidden", `${what} takes a token with the right \`${right}\``);
  }
}
