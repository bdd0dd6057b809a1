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
