import { ADMIN_ACCOUNT, type Caller, demandRight } from "./caller.ts";
import type { ProblemDetail } from "./client-types.ts";
import { RequestError } from "./request-error.ts";
import { RIGHTS, type Right } from "./rights.ts";

/** What a token acts for, and what it may do. */
interface Grant {
  readonly account: string;
  readonly rights: readonly Right[];
}

/** Who acts for an account changes its names, and registers again what is held back for it. */
const TO_ACT_FOR_ANOTHER: readonly Right[] = ["all-names", "held-names"];

/**
 * Nobody gets by a token that he makes what he does not have. Throws {@link RequestError} `forbidden` with everything in the
 * grant that the caller has no right to give; pointers are into the body of `POST /v1/tokens`.
 */
export function demandGrantable(caller: Caller, { account, rights }: Grant): void {
  const errors: ProblemDetail[] = [];
  const missing = rightsToActFor(account, caller).filter((right) => !caller.rights.has(right));
  if (missing.length > 0) {
    const detail = `to make a token for the account ${account} your own lacks ${missing.join(", ")}`;
    errors.push({ pointer: "/account", detail });
  }
  for (const [i, right] of rights.entries()) {
    if (caller.rights.has(right)) continue;
    errors.push({ pointer: `/rights/${i}`, detail: `your own token does not have the right ${right}` });
  }
  if (errors.length > 0) {
    throw new RequestError("forbidden", "a token gives no more than its maker has: see errors", { errors });
  }
}

/** Nobody takes away what he could not have given. Throws {@link RequestError} `forbidden`. */
export function demandRemovable(caller: Caller, { account, rights }: Grant): void {
  if (account !== caller.account) demandRight(caller, "all-names", "removing the token of another account");
  const missing = rights.filter((right) => !caller.rights.has(right));
  if (missing.length === 0) return;
  const what = "removing a token takes one with every right that it has";
  throw new RequestError("forbidden", `${what}: your own lacks ${missing.join(", ")}`);
}

function rightsToActFor(account: string, caller: Caller): readonly Right[] {
  if (account === ADMIN_ACCOUNT) return RIGHTS;
  return account === caller.account ? [] : TO_ACT_FOR_ANOTHER;
}
