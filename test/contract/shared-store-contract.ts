import { afterEach, beforeEach, describe } from "vitest";
import type { SharedStore } from "../../src/zone/store/shared-port.ts";
import { describeInstances } from "./shared-store-contract/instances.ts";
import type { SharedSubject } from "./shared-store-contract/subject.ts";
import { describeTakeovers } from "./shared-store-contract/takeovers.ts";

/** Opens an empty store, and the same once more as another instance does. */
type OpenSharedStore = () => Promise<readonly [SharedStore, SharedStore]>;

/** The contract of `SharedStore` beyond that of `Store`. */
export function describeSharedStoreContract(name: string, open: OpenSharedStore): void {
  describe(name, () => {
    const subject = {} as SharedSubject;
    beforeEach(async () => {
      [subject.store, subject.another] = await open();
    });
    afterEach(async () => {
      await subject.store.close();
      await subject.another.close();
    });

    describeInstances(subject);
    describeTakeovers(subject);
  });
}
