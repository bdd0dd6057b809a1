import type { NameRecord } from "../store/port.ts";
import type { Entry } from "../store/transfer-port.ts";
import { LAST_INSTANT } from "../time-text.ts";

/** The line of a name or of a release, without its line feed. */
export function entryLine(entry: Entry): string {
  const { user, holder } = entry;
  if (entry.kind === "release") {
    return JSON.stringify({ release: { user, holder, releasedAt: entry.releasedAt } });
  }
  const { uri, ttl, expiresAt, revision } = entry;
  return JSON.stringify({ name: { user, uri, ttl, expiresAt, holder, revision } });
}

type Check = (value: unknown) => boolean;

const isWithin =
  (first: number, last: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= first && (value as number) <= last;
const isText =
  (longest: number): Check =>
  (value) =>
    typeof value === "string" && value !== "" && value.length <= longest && value.isWellFormed();
const isInstant = isWithin(0, LAST_INSTANT);

/** RFC 1035 §3.3: the RDATA has 65,535 octets at most, of which one in 256 is a length. */
const MAX_URI = 65_279;
/** RFC 4648 and its kind aside, a URI is printable ASCII. */
const isUri: Check = (value) =>
  typeof value === "string" && value.length <= MAX_URI && /^bitcoin:[!-~]*$/i.test(value);

/** An account and a reference of a customer. */
const MAX_HOLDER = 1_024;

const NAME: Readonly<Record<keyof NameRecord, Check>> = {
  user: isText(255),
  uri: isUri,
  // RFC 2181 §8
  ttl: isWithin(0, 2 ** 31 - 1),
  expiresAt: (value) => value === null || isInstant(value),
  holder: isText(MAX_HOLDER),
  revision: isWithin(1, Number.MAX_SAFE_INTEGER),
};
const RELEASE: Readonly<Record<string, Check>> = {
  user: NAME.user,
  holder: NAME.holder,
  releasedAt: isInstant,
};

/**
 * What is wrong with the value of a name's or a release's line, or undefined: every field is there, is of its form, and there is
 * no other. A schema takes several times as long for each of a million.
 */
export function entryFault(kind: Entry["kind"], value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return `"${kind}" is no object`;
  const checks = kind === "name" ? NAME : RELEASE;
  for (const [field, check] of Object.entries(checks)) {
    if (!Object.hasOwn(value, field)) return `"${kind}" has no "${field}"`;
    if (!check((value as Record<string, unknown>)[field]))
      return `"${field}" of "${kind}" is not of its form`;
  }
  return Object.keys(value).length === Object.keys(checks).length
    ? undefined
    : `"${kind}" has a field that this version does not know`;
}
