import type { PaymentName } from "../payment-name.ts";
import type { Remark } from "./deviation.ts";

/** Where a name is sound, and still more than every wallet resolves. */
export interface NameDeviation extends Remark {
  readonly code: "name-not-one-label" | "name-long-user" | "name-long-domain";
}

/** RFC 1123 §2.1: letters, digits and inner hyphens. */
const HOST_LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const MAX_CHARACTERS = 63;

/** Everything in which a name goes beyond what every wallet resolves. */
export function nameDeviationsOf({ user, domain }: PaymentName): readonly NameDeviation[] {
  const found: NameDeviation[] = [];
  if (!HOST_LABEL.test(user)) {
    const detail =
      "some wallet refuses a user with dots, underscores, or a hyphen at an end: use letters and digits";
    found.push({ code: "name-not-one-label", detail, readers: ["lexe"] });
  }
  if (user.length > MAX_CHARACTERS) {
    const detail = `some wallets refuse a user of more than ${MAX_CHARACTERS} characters`;
    found.push({ code: "name-long-user", detail, readers: ["breez", "breez-liquid", "lexe"] });
  }
  if (domain.length > MAX_CHARACTERS) {
    const detail = `some wallet refuses a domain of more than ${MAX_CHARACTERS} characters`;
    found.push({ code: "name-long-domain", detail, readers: ["breez-liquid"] });
  }
  return found;
}
