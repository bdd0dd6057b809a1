/**
 * Whose a name is: an account, which is a client of the admin API, or one of the account's own customers, written
 * `account/reference`. The account answers for its customers' names; a reference tells one customer from another.
 */
export const holderOf = (account: string, reference?: string): string =>
  reference === undefined ? account : `${account}/${reference}`;

/** An account has no `/` in its name. */
export const accountOf = (holder: string): string => holder.split("/", 1)[0]!;

/** The account's customer, if the holder is one. */
export const referenceOf = (holder: string): string | undefined => {
  const account = accountOf(holder);
  return holder.length > account.length ? holder.slice(account.length + 1) : undefined;
};

/** Whether who comes as `holder` held what `former` released: the very same, or the account for a name of its own. */
export const isFormerHolder = (former: string, holder: string): boolean =>
  former === holder || former === accountOf(holder);
