import { newMemory, openMemoryStore } from "../support/memory-store.ts";
import { describeSharedStoreContract } from "./shared-store-contract.ts";
import type { OpenStore } from "./store-contract/subject.ts";
import { describeStoreContract } from "./store-contract.ts";

/** Each store on a memory of its own, which outlives it. */
const inMemory: OpenStore = async (options = {}) => {
  const memory = newMemory();
  let store = openMemoryStore({ memory, ...options });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = openMemoryStore({ memory, ...options });
      return store;
    },
    close: () => store.close(),
  };
};

describeStoreContract("a store in memory", inMemory);
describeSharedStoreContract("a shared store in memory", async () => {
  const memory = newMemory();
  return [openMemoryStore({ memory }), openMemoryStore({ memory })];
});
