import { DomainError, type Fault } from "../zone/errors.ts";
import type { PaymentName } from "../zone/payment/payment-name.ts";
import { nameDeviationsOf } from "../zone/payment/profile/name-deviations.ts";
import type { Profile } from "../zone/payment/profile/profile.ts";
import { type Publication, publicationOf, type Warning } from "../zone/payment/publication.ts";
import { isReserved } from "../zone/payment/reserved-names.ts";
import type { NameFields } from "../zone/store/port.ts";
import { LAST_INSTANT, timeText } from "../zone/time-text.ts";
import type { ZoneConfig } from "../zone/zone-config.ts";
import { type Caller, demandRight } from "./caller.ts";
import type { NameReplacement } from "./client-types.ts";

/** TTL of a name's TXT record in seconds (BIP-353: short, for what it points to may change). */
const NAME_TTL = Object.freeze({ default: 300, min: 30, max: 86_400 });

/** The rules of the zone that a registration is held against. */
export type RegistrationZone = Pick<ZoneConfig, "infrastructureTtl" | "payment">;

/** A registration by all rules that need no store. */
export interface Assessment {
  readonly publication: Publication;
  readonly profile: Profile;
  /** The record's fields; only to be stored where there are no faults. */
  readonly fields: Omit<NameFields, "holder">;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Warning[];
}

/**
 * Holds what a caller wants published against the rules of the zone. `now` is in Unix seconds. Throws RequestError
 * `forbidden` for a profile that the caller may not choose; everything else is in the result.
 */
export function assess(
  input: NameReplacement,
  { infrastructureTtl, payment }: RegistrationZone,
  caller: Caller,
  now: number,
): Assessment {
  const { network, profile: usual } = payment;
  const { profile = usual, ttl = NAME_TTL.default, expiresAt = null, holder: _, ...instructions } = input;
  if (profile !== usual)
    demandRight(caller, "profile", `a profile other than the zone's, which is ${usual},`);
  const publication = publicationOf(instructions, { network, profile, now });
  const faults: Fault[] = [...publication.faults];
  const warnings: Warning[] = [...publication.warnings];

  // BIP-353: a reader caches for no longer than the lowest TTL in the chain; the zone's keys have the infrastructure's.
  const longest = Math.min(NAME_TTL.max, infrastructureTtl);
  if (ttl < NAME_TTL.min || ttl > longest) {
    const detail = `a TTL of ${ttl} seconds is out of range here: ${NAME_TTL.min} to ${longest}`;
    faults.push({ code: "ttl-out-of-range", pointer: "/ttl", detail });
  }
  const given = typeof expiresAt === "string" ? Math.floor(Date.parse(expiresAt) / 1000) : expiresAt;
  const isPossible = given === null || (given > now && given <= LAST_INSTANT);
  if (!isPossible) {
    const detail = "the expiry has to be in the future and before the year 10000";
    faults.push({ code: "expiry-out-of-range", pointer: "/expiresAt", detail });
  }
  const wished = isPossible ? given : null;
  const end = Math.min(wished ?? Infinity, publication.endsAt ?? Infinity);
  const endsAt = Number.isFinite(end) ? end : null;
  if (endsAt !== null && endsAt !== wished) {
    const detail = `the name ends with what is paid to, at ${timeText(endsAt)}: register it anew before`;
    warnings.push({ code: "expiry-of-instruction", pointer: "", detail, readers: [] });
  }
  return { publication, profile, fields: { uri: publication.uri, ttl, expiresAt: endsAt }, faults, warnings };
}

/** What there is to say of a name by itself. Who has the right to a reserved name is warned; for others it is a fault. */
export function assessName(
  name: PaymentName,
  { payment }: Pick<RegistrationZone, "payment">,
  { rights }: Caller,
  pointer: string,
): { faults: Fault[]; warnings: Warning[] } {
  const warnings: Warning[] = nameDeviationsOf(name).map((deviation) => ({ ...deviation, pointer }));
  const faults: Fault[] = [];
  if (isReserved(name.user, payment)) {
    const reserved = { code: "name-reserved", pointer, detail: `"${name.user}" is a reserved name here` };
    if (rights.has("reserved-names")) warnings.push({ ...reserved, readers: [] });
    else
      faults.push({
        ...reserved,
        detail: `${reserved.detail}: it takes a token with the right \`reserved-names\``,
      });
  }
  return { faults, warnings };
}

/** The refusal of a registration, with everything that is wrong with it. */
export const registrationInvalid = (faults: readonly Fault[]): DomainError =>
  new DomainError("registration-invalid", summary(faults), { faults });

const summary = (faults: readonly Fault[]): string =>
  faults.length === 1
    ? faults[0]!.detail
    : `${faults.length} things are wrong with the registration: see errors`;
