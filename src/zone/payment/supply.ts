/** There will never be more bitcoin: no amount is above it. */
export const SUPPLY_BITCOIN = 21_000_000n;
