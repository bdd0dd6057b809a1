import { formatName } from "../zone/name-text.ts";
import { ownerOf, type PaymentName } from "../zone/payment/payment-name.ts";
import { txtStrings } from "../zone/rdata/txt.ts";
import type { NameRecord } from "../zone/store/port.ts";
import type { NameView } from "./client-types.ts";

/** RFC 3339 text of Unix seconds. */
const instant = (seconds: number): string => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");

/** A name as callers see it; `serial` is the zone's. */
export const nameView = (
  { domain }: Pick<PaymentName, "domain">,
  record: NameRecord,
  serial: number,
): NameView => ({
  name: `${record.user}@${domain}`,
  owner: formatName(ownerOf({ user: record.user, domain })),
  uri: record.uri,
  txt: txtStrings(record.uri).map((octets) => Buffer.from(octets).toString("latin1")),
  ttl: record.ttl,
  expiresAt: record.expiresAt === null ? null : instant(record.expiresAt),
  revision: record.revision,
  serial,
});
