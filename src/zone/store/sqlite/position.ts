/**
 * The serial of a position, which is that of the write that it follows, as text. NaN, which no serial equals or follows, for what
 * is not a position of this store.
 */
export const serialAt = (position: string): number =>
  /^[1-9]\d{0,15}$/.test(position) ? Number(position) : NaN;
