import type { Fault } from "../zone/errors.ts";
import { hasExpired } from "../zone/expiry.ts";
import { accountOf, referenceOf } from "../zone/holder.ts";
import { formatName } from "../zone/name-text.ts";
import { endOfContents } from "../zone/payment/contents.ts";
import { contentsView } from "../zone/payment/contents-view.ts";
import { FaultList } from "../zone/payment/fault.ts";
import { ownerOf, type PaymentName } from "../zone/payment/payment-name.ts";
import type { Warning } from "../zone/payment/publication.ts";
import { readContents } from "../zone/payment/read-contents.ts";
import { txtTexts } from "../zone/rdata/txt.ts";
import type { NameRecord, ZoneRecord } from "../zone/store/port.ts";
import { timeText } from "../zone/time-text.ts";
import type { NameDetails, NameResult, NameView } from "./client-types.ts";

/** A name as callers see it; `serial` is the zone's, `now` is in Unix seconds. */
export const nameView = (
  { domain }: Pick<PaymentName, "domain">,
  record: NameRecord,
  serial: number,
  now: number,
): NameView => ({
  name: `${record.user}@${domain}`,
  owner: formatName(ownerOf({ user: record.user, domain })),
  uri: record.uri,
  txt: txtTexts(record.uri),
  ttl: record.ttl,
  expiresAt: record.expiresAt === null ? null : timeText(record.expiresAt),
  expired: hasExpired(record, now),
  account: accountOf(record.holder),
  holder: referenceOf(record.holder) ?? null,
  revision: record.revision,
  serial,
});

/** A name with what is paid to, read by the rules of today, whether that has ended or not. */
export function nameDetails(zone: ZoneRecord, record: NameRecord, now: number): NameDetails {
  const { contents, faults } = contentsOf(zone, record);
  const errors: Fault[] = faults.map((fault) => ({ pointer: "/uri", ...fault }));
  const end = endOfContents(contents);
  if (end !== null && end <= now) {
    const detail = `what is paid to has ended at ${timeText(end)}: give a new one`;
    errors.push({ code: "instruction-expired", pointer: "/uri", detail });
  }
  return { ...nameView(zone, record, zone.serial, now), ...contentsView(contents), errors };
}

/** What a write has come to; `serial` is the one that it made. */
export const nameResult = (
  zone: ZoneRecord,
  record: NameRecord,
  warnings: readonly Warning[],
  now: number,
): NameResult => ({
  ...nameView(zone, record, record.revision, now),
  ...contentsView(contentsOf(zone, record).contents),
  warnings: [...warnings],
});

function contentsOf({ payment: { network } }: ZoneRecord, { uri }: NameRecord) {
  const faults = new FaultList<string>();
  const contents = readContents(uri, "/uri", { network }, faults);
  return { contents, faults: faults.found };
}
