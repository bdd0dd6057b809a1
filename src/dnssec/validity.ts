import { foldOctet, type Name } from "../zone/name.ts";
import { SigningError } from "./errors.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** How long signatures hold, in seconds. */
export interface ValidityPolicy {
  /** How far inception lies before the moment of signing, at least: readers allow no clock slack. */
  readonly inceptionOffset: number;
  /** From the start of a window to expiration. A signature is renewed at half of it. */
  readonly lifetime: number;
}

export const VALIDITY_LIMITS = Object.freeze({
  inceptionOffset: { default: DAY, min: 3 * HOUR, max: 7 * DAY },
  // Half of it, the least that is left of any signature, has to outlast the longest TTL of a day (RFC 4035 §5.3.3).
  lifetime: { default: 5 * DAY, min: 2 * DAY, max: 30 * DAY },
});

export const DEFAULT_VALIDITY: ValidityPolicy = Object.freeze({
  inceptionOffset: VALIDITY_LIMITS.inceptionOffset.default,
  lifetime: VALIDITY_LIMITS.lifetime.default,
});

/** A signature's times in Unix seconds. */
export interface ValidityWindow {
  readonly inception: number;
  readonly expiration: number;
  /** When the next window begins and the signature is to be made anew. */
  readonly refreshAt: number;
}

/** Seconds between the beginnings of two windows. */
export const renewalPeriod = ({ lifetime }: ValidityPolicy): number => Math.floor(lifetime / 2);

/**
 * The window that holds `now` for `owner`. Windows are half a lifetime apart and begin at an offset drawn from the name, so
 * all instances choose the same one, and renewals spread evenly instead of coming in a storm. At least half a lifetime is
 * left of every window, unless the record's own end, `expiresAt` (0 for none), comes first. Throws {@link SigningError}
 * `no-validity` when that end has come.
 */
export function validityWindow(
  policy: ValidityPolicy,
  owner: Name,
  now: number,
  expiresAt = 0,
): ValidityWindow {
  if (expiresAt !== 0 && expiresAt <= now) throw new SigningError("no-validity");
  const period = renewalPeriod(policy);
  const jitter = jitterOf(owner) % period;
  const start = Math.floor((now - jitter) / period) * period + jitter;
  const end = start + policy.lifetime;
  return {
    inception: start - policy.inceptionOffset,
    expiration: expiresAt === 0 ? end : Math.min(end, expiresAt),
    refreshAt: start + period,
  };
}

/** FNV-1a of the name in lower case: the same on every instance. */
function jitterOf(owner: Name): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < owner.length; i++) hash = Math.imul(hash ^ foldOctet(owner[i]!), 0x01000193);
  // FNV's low bits are the least mixed.
  return (hash ^ (hash >>> 15)) >>> 0;
}
