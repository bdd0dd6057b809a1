import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore, type SqliteStoreOptions } from "../../src/zone/store/sqlite.ts";
import type { OpenStore } from "./store-contract/subject.ts";
import { describeStoreContract } from "./store-contract.ts";

/** Each store in a file of its own. */
const inFile =
  (settings: Omit<SqliteStoreOptions, "path">): OpenStore =>
  async (options = {}) => {
    const directory = mkdtempSync(join(tmpdir(), "paynamed-store-"));
    const path = join(directory, "store.sqlite");
    let store = openSqliteStore({ path, ...settings, ...options });
    const opened = {
      store,
      reopen: async () => {
        await store.close();
        store = openSqliteStore({ path, ...settings, ...options });
        return store;
      },
      close: async () => {
        await store.close();
        rmSync(directory, { recursive: true });
      },
    };
    return opened;
  };

describeStoreContract("an SQLite store", inFile({}));
// Pages so small that every read spans several of them, with writes in between.
describeStoreContract("an SQLite store that reads three rows at a time", inFile({ batchSize: 3 }));
