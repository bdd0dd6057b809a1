const MAX_BITS_SHOWN = 8;

/** Feature bits for a sentence: the first few, and how many more there are. */
export function shownBits(bits: readonly number[]): string {
  const rest = bits.length - MAX_BITS_SHOWN;
  return `${bits.slice(0, MAX_BITS_SHOWN).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
