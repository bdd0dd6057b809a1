import { DomainError } from "../errors.ts";
import { NETWORKS, type Network } from "./network.ts";
import { userFaults } from "./payment-name.ts";
import { PROFILES, type Profile } from "./profile/profile.ts";

/** What may be registered in a zone. */
export interface PaymentPolicy {
  /** Which chain's money is paid; it stays as it is. */
  readonly network: Network;
  /** Whose readers a record is made for. */
  readonly profile: Profile;
  /** Users that only a token with the right may register; null for {@link RESERVED_NAMES}. */
  readonly reservedNames: readonly string[] | null;
  /** Seconds that a name stays with its holder after it was deleted or has expired. */
  readonly holdReleased: number;
}

/** What a caller gives; the rest is as in {@link DEFAULT_POLICY}. */
export type PolicyInput = { readonly [K in keyof PaymentPolicy]?: PaymentPolicy[K] | undefined };

const DAY = 86_400;
/** Seconds. */
export const HOLD_LIMITS = Object.freeze({ default: 30 * DAY, min: 0, max: 3650 * DAY });
export const MAX_RESERVED_NAMES = 10_000;

export const DEFAULT_POLICY: PaymentPolicy = Object.freeze({
  network: "mainnet",
  profile: "universal",
  reservedNames: null,
  holdReleased: HOLD_LIMITS.default,
});

const invalid = (pointer: string, message: string): DomainError =>
  new DomainError("zone-invalid", message, { pointer });

/** A checked policy. Throws {@link DomainError} `zone-invalid`; its pointer begins with `pointer`. */
export function paymentPolicy(input: PolicyInput = {}, pointer = "/payment"): PaymentPolicy {
  const {
    network = DEFAULT_POLICY.network,
    profile = DEFAULT_POLICY.profile,
    reservedNames = DEFAULT_POLICY.reservedNames,
    holdReleased = DEFAULT_POLICY.holdReleased,
  } = input;
  oneOf(NETWORKS, network, `${pointer}/network`);
  oneOf(PROFILES, profile, `${pointer}/profile`);
  if (!Number.isInteger(holdReleased) || holdReleased < HOLD_LIMITS.min || holdReleased > HOLD_LIMITS.max) {
    const range = `${HOLD_LIMITS.min} to ${HOLD_LIMITS.max}`;
    throw invalid(`${pointer}/holdReleased`, `${holdReleased} seconds is out of range: ${range}`);
  }
  if (reservedNames !== null) checkReserved(reservedNames, `${pointer}/reservedNames`);
  return Object.freeze({ network, profile, reservedNames, holdReleased });
}

function oneOf(words: readonly string[], word: string, pointer: string): void {
  if (!words.includes(word)) throw invalid(pointer, `"${word}" is none of ${words.join(", ")}`);
}

function checkReserved(names: readonly string[], pointer: string): void {
  if (names.length > MAX_RESERVED_NAMES) {
    throw invalid(pointer, `${names.length} names are too many: ${MAX_RESERVED_NAMES} at most`);
  }
  const odd = names.findIndex((name) => userFaults(name).length > 0);
  if (odd >= 0) throw invalid(`${pointer}/${odd}`, `"${names[odd]}" is no user part of a payment name`);
}
