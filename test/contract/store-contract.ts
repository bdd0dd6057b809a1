import { afterEach, beforeEach, describe } from "vitest";
import { describeBatches } from "./store-contract/batches.ts";
import { describeChanges } from "./store-contract/changes.ts";
import { describeKeySets } from "./store-contract/key-sets.ts";
import { describeLists } from "./store-contract/lists.ts";
import { describeNames } from "./store-contract/names.ts";
import { describeProperties } from "./store-contract/properties.ts";
import { type OpenStore, type Subject, zone } from "./store-contract/subject.ts";
import { describeZones } from "./store-contract/zones.ts";

/** The contract of `Store`: whatever keeps names must pass, and nothing here knows what does. */
export function describeStoreContract(name: string, open: OpenStore): void {
  describe(name, () => {
    const subject = { open } as Subject;
    beforeEach(async () => {
      subject.opened = await open();
      subject.store = subject.opened.store;
      await subject.store.createZone(zone);
    });
    afterEach(() => subject.opened.close());

    describeZones(subject);
    describeNames(subject);
    describeBatches(subject);
    describeLists(subject);
    describeChanges(subject);
    describeKeySets(subject);
    describeProperties(subject);
  });
}
