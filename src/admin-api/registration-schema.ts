import { z } from "zod";
import { NETWORKS } from "../zone/payment/network.ts";
import { PROFILES } from "../zone/payment/profile/profile.ts";
import type { NameCreation, NameReplacement, NameTrial } from "./client-types.ts";

/** More than any value may have: what is longer is refused before the rules look at it. */
const text = z.string().max(8192);

/** An account's own reference to a customer; null is the account itself. */
const reference = z
  .string()
  .regex(/^[\x21-\x2e\x30-\x7e]{1,128}$/, "1 to 128 printable ASCII characters, without spaces and slashes")
  .nullable();

const EXPIRY = "an RFC 3339 date and time such as 2030-01-01T00:00:00Z, Unix seconds as an integer, or null";

const replacement = {
  uri: text.optional(),
  offer: text.optional(),
  address: text.optional(),
  silentPayment: text.optional(),
  invoice: text.optional(),
  amount: z.string('decimal bitcoin as text, such as "0.0015"').max(8192).optional(),
  label: text.optional(),
  message: text.optional(),
  profile: z.enum(PROFILES).optional(),
  holder: reference.optional(),
  ttl: z.int().optional(),
  expiresAt: z
    .union([z.iso.datetime({ offset: true, error: EXPIRY }), z.int(EXPIRY), z.null()], EXPIRY)
    .optional(),
};

export const nameReplacement = z.strictObject(replacement) satisfies z.ZodType<NameReplacement>;
export const nameCreation = z.strictObject({
  // Longer than any name: the rules need not look at it.
  name: z.string().max(1024),
  ...replacement,
}) satisfies z.ZodType<NameCreation>;
export const nameTrial = nameCreation
  .partial({ name: true })
  .extend({ network: z.enum(NETWORKS).optional() }) satisfies z.ZodType<NameTrial>;
