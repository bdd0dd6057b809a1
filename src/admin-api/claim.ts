import { accountOf, holderOf, isFormerHolder } from "../zone/holder.ts";
import type { PaymentPolicy } from "../zone/payment/policy.ts";
import type { Expectation, NameRecord, Release } from "../zone/store/port.ts";
import type { Caller } from "./caller.ts";

/** For whom a request writes a name, and whose names it may touch. */
export interface Claim {
  readonly holder: string;
  /**
   * The customer that the request names, of whatever account the name is: what it replaces becomes that customer's, with null
   * the account's own, and with undefined it stays whose it was.
   */
  readonly reference: string | null | undefined;
  /** The only account whose names may be replaced and deleted, or undefined for all. */
  readonly account: string | undefined;
  /** Names that were released, or have expired, after this instant are their former holders'; undefined: they are anybody's. */
  readonly heldSince: number | undefined;
}

/** `reference` is the account's own name for a customer. `now` is in Unix seconds. */
export const claimOf = (
  { account, rights }: Caller,
  reference: string | null | undefined,
  { holdReleased }: Pick<PaymentPolicy, "holdReleased">,
  now: number,
): Claim => ({
  holder: holderOf(account, reference ?? undefined),
  reference,
  account: rights.has("all-names") ? undefined : account,
  heldSince: rights.has("held-names") ? undefined : now - holdReleased,
});

/** What a write over a name expects, so that it stays within the claim. */
export const ofClaim = ({ account }: Claim): Expectation =>
  account === undefined ? {} : { ifAccount: account };

/** What the making of a name expects. */
export const unclaimed = ({ heldSince }: Claim): Expectation =>
  heldSince === undefined ? {} : { ifNotReleasedSince: heldSince };

/** Whether a name that was released is still kept for who had it. */
export const isReleaseHeld = ({ holder, releasedAt }: Release, claim: Claim): boolean =>
  claim.heldSince !== undefined && releasedAt > claim.heldSince && !isFormerHolder(holder, claim.holder);

/** Whether a name that has expired is still kept for who had it. */
export const isHeld = ({ holder, expiresAt }: NameRecord, claim: Claim): boolean =>
  expiresAt !== null && isReleaseHeld({ holder, releasedAt: expiresAt }, claim);

/** Who holds a name after the claim has replaced it. */
export const successor = ({ holder }: NameRecord, { reference }: Claim): string =>
  reference === undefined ? holder : holderOf(accountOf(holder), reference ?? undefined);
