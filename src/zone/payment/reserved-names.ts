import type { PaymentPolicy } from "./policy.ts";
import { userSkeleton } from "./user-skeleton.ts";

/** Users that a payer takes for the domain's owner, or that a domain owes to a service (RFC 2142). */
export const RESERVED_NAMES: readonly string[] = Object.freeze([
  ...[
    "abuse",
    "admin",
    "administrator",
    "api",
    "autoconfig",
    "autodiscover",
    "billing",
    "bitcoin",
    "contact",
  ],
  ...[
    "donate",
    "donation",
    "donations",
    "finance",
    "ftp",
    "help",
    "helpdesk",
    "hostmaster",
    "info",
    "invoice",
  ],
  ...["legal", "localhost", "mail", "mailer-daemon", "marketing", "moderator", "news", "nobody", "no-reply"],
  ...[
    "noc",
    "official",
    "operator",
    "owner",
    "pay",
    "payment",
    "payments",
    "payroll",
    "postmaster",
    "privacy",
  ],
  ...[
    "refund",
    "refunds",
    "root",
    "sales",
    "security",
    "service",
    "ssladmin",
    "staff",
    "support",
    "sysadmin",
  ],
  ...["system", "team", "tips", "treasury", "usenet", "uucp", "webmaster", "www"],
]);

const DEFAULT_SKELETONS: ReadonlySet<string> = new Set(RESERVED_NAMES.map(userSkeleton));

/** Whether a user is on the zone's list, be it with other dots, hyphens and underscores than there. */
export function isReserved(user: string, { reservedNames }: Pick<PaymentPolicy, "reservedNames">): boolean {
  const skeleton = userSkeleton(user);
  if (reservedNames === null) return DEFAULT_SKELETONS.has(skeleton);
  return reservedNames.some((name) => userSkeleton(name) === skeleton);
}
