import type { NameFields } from "../../src/zone/store/port.ts";
import { makeOffer } from "../../test/support/offer-text.ts";
import { TTL, uriOf } from "../names.ts";

/** How many names one call of a store takes in. */
export const BATCH = 500;

/** What a registration with the `index`th URI says; URIs have 256 to 350 octets. */
export const fieldsOf = (index: number): NameFields => ({
  uri: uriOf(index),
  ttl: TTL,
  expiresAt: null,
  holder: "admin",
});

/** An offer that passes all rules, with which a URI has some 300 octets: what the API is given. */
export const OFFER = makeOffer({ description: "a payment to whoever measures this server, ".repeat(3) });
