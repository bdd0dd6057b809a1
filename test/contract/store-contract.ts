import { afterEach, beforeEach, describe } from "vitest";
import { describeBatches } from "./store-contract/batches.ts";
import { describeChanges } from "./store-contract/changes.ts";
import { describeCopies } from "./store-contract/copies.ts";
import { describeDurability } from "./store-contract/durability.ts";
import { describeImports } from "./store-contract/imports.ts";
import { describeKeySets } from "./store-contract/key-sets.ts";
import { describeLists } from "./store-contract/lists.ts";
import { describeNames } from "./store-contract/names.ts";
import { describeOutcomes } from "./store-contract/outcomes.ts";
import { describePolicies } from "./store-contract/policies.ts";
import { describeProperties } from "./store-contract/properties.ts";
import { describeQueries } from "./store-contract/queries.ts";
import { describeReleases } from "./store-contract/releases.ts";
import { type OpenStore, type Subject, zone } from "./store-contract/subject.ts";
import { describeTokens } from "./store-contract/tokens.ts";
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
    describePolicies(subject);
    describeNames(subject);
    describeReleases(subject);
    describeOutcomes(subject);
    describeBatches(subject);
    describeLists(subject);
    describeQueries(subject);
    describeChanges(subject);
    describeKeySets(subject);
    describeTokens(subject);
    describeCopies(subject);
    describeImports(subject);
    describeDurability(subject);
    describeProperties(subject);
  });
}
