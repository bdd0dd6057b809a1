import { RequestError } from "./request-error.ts";
import { RIGHTS, type Right } from "./rights.ts";

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
