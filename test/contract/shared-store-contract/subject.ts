import type { InstanceRecord, SharedStore, ZoneStanding } from "../../../src/zone/store/shared-port.ts";

/** What the tests work on; opened before each. */
export interface SharedSubject {
  store: SharedStore;
  /** The same store as another instance sees it. */
  another: SharedStore;
}

export const aStanding = (changes: Partial<ZoneStanding> = {}): ZoneStanding => ({
  apex: "_bitcoin-payment.example.com",
  answers: "store",
  generation: "one",
  serial: 7,
  position: "one:7",
  names: 6,
  syncedAt: 1_700_000_100,
  keySetVersion: 1,
  keyTags: [12_345],
  doubt: null,
  failure: null,
  ...changes,
});

export const anInstance = (id: string, changes: Partial<InstanceRecord> = {}): InstanceRecord => ({
  id,
  name: "a",
  version: "0.1.0",
  startedAt: 1_700_000_000,
  announcedAt: 1_700_000_100,
  zones: [aStanding()],
  ...changes,
});
