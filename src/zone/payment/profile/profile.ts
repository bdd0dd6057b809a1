/**
 * Whose readers a record is made for: `universal` is what every wallet that was read accepts, `spec` is everything that
 * BIP-321 and BIP-353 allow.
 */
export const PROFILES = Object.freeze(["universal", "spec"] as const);
export type Profile = (typeof PROFILES)[number];
