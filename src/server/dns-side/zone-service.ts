import type { PendingZone, SignedZone } from "../../dnssec/signed-zone.ts";
import { hasExpired } from "../../zone/expiry.ts";
import { formatName, parseName } from "../../zone/name-text.ts";
import { ownerBelow } from "../../zone/payment/payment-name.ts";
import type { Address } from "../../zone/replica/slabs.ts";
import type { Zone } from "../../zone/zone.ts";
import type { Difference } from "../../zone/zone-difference.ts";
import { ZoneSet } from "../../zone/zone-set.ts";
import { createRespond, type Respond } from "../respond.ts";
import { pageOf } from "./answered-names.ts";
import { compareZones } from "./compare-zones.ts";
import { type KeyedZone, keyedZone, type Load, putRecord, signOwnRecords } from "./keyed-zone.ts";
import type { AnsweredName, Command, SideCheck } from "./messages.ts";
import { checkZone } from "./self-check.ts";
import { startSignAhead } from "./sign-ahead.ts";

type Change = Extract<Command, { kind: "change" }>;

/** The zones in service and those that are being loaded, by their apex as text. */
export interface ZoneService {
  readonly respond: Respond;
  /** Whether all zones have been named; they have not at the start (see messages.ts, for what follows too). */
  catalogue(complete: boolean): void;
  expect(apex: string): void;
  load(load: Load): void;
  names(apex: string, records: readonly AnsweredName[]): void;
  /** Takes a zone into service at once; resolves when all of its names have been signed ahead. */
  loaded(apex: string): Promise<void>;
  discard(apex: string): void;
  compare(apex: string, examples: number): Promise<Difference>;
  page(apex: string, after: string | null, limit: number): readonly AnsweredName[];
  count(apex: string): number;
  change(change: Change): void;
  check(): readonly SideCheck[];
  close(): void;
}

/** `now` is in Unix seconds; `onFailure` hears of every signature that could not be made, once. */
export function createZoneService(now: () => number, onFailure: (error: unknown) => void): ZoneService {
  const answered = new ZoneSet<SignedZone | PendingZone>();
  const inService = new Map<string, KeyedZone>();
  const pending = new Set<string>();
  const loading = new Map<string, KeyedZone>();
  const respond = createRespond(answered, onFailure);
  const closing = new AbortController();
  const signAhead = startSignAhead(() => [...inService.values()].map(({ signed }) => signed), now, onFailure);

  /** One record that cannot be answered, from whatever hand, must not keep all others from being answered. */
  const putOrReport = (zone: Zone, record: AnsweredName): Address | undefined => {
    try {
      return putRecord(zone, record);
    } catch (error) {
      onFailure(
        new Error(`record of "${record.user}" at revision ${record.revision} refused`, { cause: error }),
      );
      return undefined;
    }
  };

  /** The same of a user that is no name. */
  const ownerOrReport = (
    zone: Zone,
    user: string,
    serial: number,
  ): ReturnType<typeof ownerBelow> | undefined => {
    try {
      return ownerBelow(user, zone.userBase);
    } catch (error) {
      onFailure(new Error(`change ${serial} of "${user}" refused`, { cause: error }));
      return undefined;
    }
  };

  const loadingZone = (apex: string): KeyedZone => {
    const zone = loading.get(apex);
    if (zone === undefined) throw new Error(`zone ${apex} is not being loaded`);
    return zone;
  };

  const servedZone = (apex: string): SignedZone => {
    const zone = inService.get(apex)?.signed;
    if (zone === undefined) throw new Error(`zone ${apex} is not served`);
    return zone;
  };

  return {
    respond,
    catalogue: (complete) => {
      answered.isComplete = complete;
    },
    expect: (apex) => {
      if (inService.has(apex)) return;
      pending.add(apex);
      answered.put({ apex: parseName(apex), ready: false });
    },
    load: (load) => {
      loading.set(load.config.apex, keyedZone(load, onFailure));
    },
    names: (apex, records) => {
      const { zone } = loadingZone(apex).signed;
      for (const record of records) if (!hasExpired(record, now())) putOrReport(zone, record);
    },
    loaded: (apex) => {
      const zone = loadingZone(apex);
      signOwnRecords(zone, now());
      loading.delete(apex);
      pending.delete(apex);
      inService.set(apex, zone);
      answered.put(zone.signed);
      return signAhead.begin(zone.signed);
    },
    discard: (apex) => {
      loading.delete(apex);
    },
    compare: async (apex, examples) => {
      const found = loadingZone(apex).signed.zone;
      return compareZones(inService.get(apex)?.signed.zone, found, examples, now, closing.signal);
    },
    page: (apex, after, limit) => pageOf(servedZone(apex).zone, after, limit, now()),
    count: (apex) => inService.get(apex)?.signed.zone.replica.names ?? 0,
    change: ({ apex, serial, user, record }) => {
      const signed = servedZone(apex);
      const { zone } = signed;
      zone.setSerial(serial);
      const owner = ownerOrReport(zone, user, serial);
      if (owner === undefined || record === "unreadable") return;
      // A snapshot may be ahead of the feed position that it came with: what it brought is not taken back.
      if (zone.replica.revision(owner) > serial) return;
      const at = now();
      if (record === null || hasExpired(record, at)) zone.replica.remove(owner);
      else {
        const node = putOrReport(zone, record);
        // What it was to replace is no longer what the name stands for.
        if (node === undefined) zone.replica.remove(owner);
        else signed.signName(node, at);
      }
    },
    check: () => [
      ...[...pending].map((apex) => ({
        name: `zone ${formatName(parseName(apex))}`,
        ok: false,
        detail: "not loaded",
      })),
      ...[...inService.values()].map((zone) => checkZone(zone, respond, now())),
    ],
    close: () => {
      closing.abort();
      signAhead.close();
    },
  };
}
