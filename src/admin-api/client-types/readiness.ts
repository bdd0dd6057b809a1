/** The answer of `GET /readyz`. */
export interface Readiness {
  /** Whether queries are answered. */
  ready: boolean;
  /** Whether something is amiss: not ready, or the store is away, or not followed. */
  degraded: boolean;
  /** Seconds since the store last said that all of it is answered; null if it never has. */
  syncAge: number | null;
  /** Whether what the store acknowledges is on the disk and stays there, as it was read last; null where that is not known. */
  durable: boolean | null;
  checks: { name: string; ok: boolean }[];
}
