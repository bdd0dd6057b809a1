import type { Name } from "./name.ts";
import { parseName } from "./name-text.ts";

/** The label below a domain that BIP-353 keeps its names under. */
export const PAYMENT_LABEL = "_bitcoin-payment";
/** Where BIP-353 puts users: `<user>.user._bitcoin-payment.<domain>`. */
export const USER_LABELS = `user.${PAYMENT_LABEL}`;

/** `user._bitcoin-payment.<domain>`: every payment name of the domain lies below it (BIP-353). */
export const userBase = (domain: string): Name => parseName(`${USER_LABELS}.${domain}`);
