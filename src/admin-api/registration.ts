import { z } from "zod";
import { DomainError } from "../zone/errors.ts";
import { paymentUri } from "../zone/payment/payment-uri.ts";
import type { NameFields } from "../zone/store/port.ts";
import type { ZoneConfig } from "../zone/zone-config.ts";
import type { NameCreation, NameReplacement } from "./client-types.ts";

/** TTL of a name's TXT record in seconds (BIP-353: short, for what it points to may change). */
const NAME_TTL = Object.freeze({ default: 300, min: 30, max: 86_400 });
/** RFC 3339 §5.6: years have four digits. */
const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;

const instructions = {
  uri: z.string().optional(),
  offer: z.string().optional(),
  address: z.string().optional(),
  silentPayment: z.string().optional(),
  ttl: z.int().optional(),
  expiresAt: z
    .union([z.iso.datetime({ offset: true }), z.int(), z.null()], {
      error: "an RFC 3339 date and time, Unix seconds as an integer, or null",
    })
    .optional(),
};

export const nameReplacement = z.strictObject(instructions) satisfies z.ZodType<NameReplacement>;
export const nameCreation = z.strictObject({
  // Longer than any name: the rules below need not look at it.
  name: z.string().max(1024),
  ...instructions,
}) satisfies z.ZodType<NameCreation>;

/** The record's fields for what a caller wants published in the zone, all rules checked. Throws {@link DomainError}. */
export function nameFields(
  input: NameReplacement,
  now: number,
  { infrastructureTtl }: Pick<ZoneConfig, "infrastructureTtl">,
): NameFields {
  return {
    uri: paymentUri(input),
    ttl: checkTtl(input.ttl ?? NAME_TTL.default, Math.min(NAME_TTL.max, infrastructureTtl)),
    expiresAt: checkExpiry(input.expiresAt ?? null, now),
  };
}

/** BIP-353: a reader caches for no longer than the lowest TTL in the chain; the zone's keys have the infrastructure's. */
function checkTtl(ttl: number, max: number): number {
  if (ttl >= NAME_TTL.min && ttl <= max) return ttl;
  throw new DomainError(
    "ttl-out-of-range",
    `a TTL of ${ttl} seconds is out of range here: ${NAME_TTL.min} to ${max}`,
    { pointer: "/ttl" },
  );
}

function checkExpiry(expiresAt: string | number | null, now: number): number | null {
  if (expiresAt === null) return null;
  const seconds = typeof expiresAt === "number" ? expiresAt : Math.floor(Date.parse(expiresAt) / 1000);
  if (seconds > now && seconds <= LAST_INSTANT) return seconds;
  throw new DomainError(
    "expiry-out-of-range",
    "the expiry has to be in the future and before the year 10000",
    {
      pointer: "/expiresAt",
    },
  );
}
