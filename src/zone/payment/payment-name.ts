import { DomainError } from "../errors.ts";
import { MAX_LABEL_OCTETS, type Name, nameOf } from "../name.ts";
import { userBase } from "../zone-config.ts";

/** `user@domain` in lower case, without the `₿` that people may write before it (BIP-353). */
export interface PaymentName {
  readonly user: string;
  readonly domain: string;
}

/** BIP-353: `user.user._bitcoin-payment.domain.` and its length octets fit in 255: user and domain share 230 characters. */
const MAX_USER_AND_DOMAIN = 230;

/** The octets that every payer accepts (BOLT 12, invreq_bip_353_name), upper case aside. */
const USER = /^[a-z0-9._-]+$/;
const SIGN = /^(₿|%e2%82%bf)/;

const refuse = (message: string): DomainError =>
  new DomainError("payment-name-invalid", message, { pointer: "/name" });

/** Reads `user@domain`; a leading `₿` (or its percent-encoded form) is stripped. Throws {@link DomainError}. */
export function parsePaymentName(text: string): PaymentName {
  // Only US-ASCII letters fold, as in the DNS: toLowerCase() would make a "k" of the Kelvin sign.
  const name = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replace(SIGN, "");
  const at = name.indexOf("@");
  const domain = name.slice(at + 1).replace(/\.$/, "");
  if (at <= 0 || domain === "" || domain.includes("@")) {
    throw refuse(`"${text}" is not a payment name: write it as user@domain`);
  }
  const user = checkUser(name.slice(0, at));
  if (user.length + domain.length > MAX_USER_AND_DOMAIN) {
    throw new DomainError(
      "payment-name-too-long",
      `user and domain have ${user.length + domain.length} characters together; ${MAX_USER_AND_DOMAIN} fit in a DNS name`,
      { pointer: "/name" },
    );
  }
  return { user, domain };
}

/** The user part, checked: BIP-353's alphabet, labels of 1 to 63 characters between the dots. Throws {@link DomainError}. */
export function checkUser(user: string): string {
  if (!USER.test(user)) {
    throw refuse(`"${user}" may hold a–z, 0–9, ".", "_" and "-" only; write other letters as punycode`);
  }
  for (const label of user.split(".")) {
    if (label === "") throw refuse(`"${user}" begins or ends with a dot, or has two in a row`);
    if (label.length > MAX_LABEL_OCTETS)
      throw refuse(`a part of "${user}" is longer than ${MAX_LABEL_OCTETS} characters`);
  }
  return user;
}

/** The owner name of a user's TXT RRset. A dotted user makes a label of each part (BIP-353). */
export const ownerOf = ({ user, domain }: PaymentName): Name => ownerBelow(user, userBase(domain));

/** The same where the domain's {@link userBase} is at hand. */
export const ownerBelow = (user: string, base: Name): Name =>
  nameOf(
    user.split(".").map((label) => Buffer.from(label, "latin1")),
    base,
  );
