import { createHash } from "node:crypto";
import type { Store, TokenRecord } from "../../../src/zone/store/port.ts";
import type { TransferStore } from "../../../src/zone/store/transfer-port.ts";
import { testZone } from "../../support/store-model.ts";

export type AnyStore = Store & TransferStore;

interface OpenedStore {
  readonly store: AnyStore;
  /** Closes the store and opens it anew on the same data. */
  reopen(): Promise<AnyStore>;
  close(): Promise<void>;
}

/** Opens an empty store. `changesKept`: how many changes of a zone the feed reaches back, or a few more. */
export type OpenStore = (options?: { readonly changesKept?: number }) => Promise<OpenedStore>;

/** What the tests work on; opened before each, with {@link zone} in it. */
export interface Subject {
  readonly open: OpenStore;
  opened: OpenedStore;
  store: AnyStore;
}

export const zone = testZone("example.com");
export const other = testZone("example.org");
export const { apex } = zone;

/** A token whose digest belongs to its name. */
export const aToken = (name: string, changes: Partial<TokenRecord> = {}): TokenRecord => ({
  name,
  digest: createHash("sha256").update(name).digest("hex"),
  account: "shop",
  rights: [],
  createdAt: 1_700_000_000,
  ...changes,
});
