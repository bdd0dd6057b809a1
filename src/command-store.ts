import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { OpenedStore, StoreOpening } from "./cli/surroundings.ts";
import type { Config } from "./config.ts";
import { createKeyStore } from "./dnssec/keys/key-store.ts";
import { KEY_TEXT, type Sealer, sealerOf } from "./dnssec/keys/seal.ts";
import { createDurabilityWatch } from "./durability-watch.ts";
import { isRefusal } from "./zone/errors.ts";
import type { StoredKeySet } from "./zone/store/port.ts";
import { redisTarget } from "./zone/store/redis/target.ts";
import { openRedisStore } from "./zone/store/redis.ts";
import { lockFolder } from "./zone/store/sqlite/folder-lock.ts";
import { openSqliteStore } from "./zone/store/sqlite.ts";
import { guardWrites } from "./zone/store/write-guard.ts";

/**
 * Opens the store that the configuration names for a command, which has an SQLite file for itself while it runs. Undefined
 * where there is no such file, unless it may be made. Rejects with {@link DomainError} `store-format`, `store-unavailable`.
 */
export async function openCommandStore(
  config: Config,
  { mayMake, mayMigrate }: StoreOpening,
): Promise<OpenedStore | undefined> {
  const keySetOpens = (apex: string, keySet: StoredKeySet): Promise<boolean> => opens(config, apex, keySet);
  const { redis, files } = config;
  if (redis !== undefined) {
    const durability = createDurabilityWatch(config.requireDurable, UNTOLD);
    const store = await openRedisStore({ ...redis, onReconnect: durability.doubt });
    await durability.begin(store);
    const close = (): Promise<void> => {
      durability.stop();
      return store.close();
    };
    const addresses = redisTarget(redis).addresses.map(({ host, port }) => `${host}:${port}`);
    const place = `Redis at ${addresses.join(", ")}`;
    return { store: guardWrites(store, durability.demand), place, keySetOpens, close };
  }
  if (!mayMake && !existsSync(files.store)) return undefined;
  const lock = lockFolder(`${files.store}.lock`);
  try {
    const store = openSqliteStore({ path: files.store, mayMigrate });
    const close = async (): Promise<void> => {
      await store.close();
      lock.release();
    };
    return { store, place: files.store, keySetOpens, close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** What a write is refused for says it. */
const UNTOLD = { info: () => undefined, warn: () => undefined };

/** Whether the server of this configuration could use the keys. */
async function opens(config: Config, apex: string, keySet: StoredKeySet): Promise<boolean> {
  const sealer = await sealerIn(config);
  if (sealer === undefined) return false;
  try {
    const none = async (): Promise<never> => {
      throw new Error("nothing is stored");
    };
    createKeyStore({ keySet: none, putKeySet: none }, sealer).open(apex, keySet);
    return true;
  } catch (error) {
    if (isRefusal(error, "key-set-sealed")) return false;
    throw error;
  }
}

async function sealerIn({ keyEncryptionKey, files }: Config): Promise<Sealer | undefined> {
  const text = keyEncryptionKey ?? (await readFile(files.keyEncryptionKey, "latin1").catch(() => ""));
  const key = text.trim();
  return KEY_TEXT.test(key) ? sealerOf(key) : undefined;
}
