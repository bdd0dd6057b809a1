/** Whether a record's time has come. Unix seconds; null is never. */
export const hasExpired = ({ expiresAt }: { readonly expiresAt: number | null }, now: number): boolean =>
  expiresAt !== null && expiresAt <= now;
