import type { Config } from "./config.ts";
import type { Store } from "./zone/store/port.ts";
import { openRedisStore, type RedisStoreEvents } from "./zone/store/redis.ts";
import { openSqliteStore } from "./zone/store/sqlite.ts";

/** Opens the store that the configuration names. Rejects with {@link DomainError} `store-format` or `store-unavailable`. */
export const openStore = async ({ redis, files }: Config, events: RedisStoreEvents = {}): Promise<Store> =>
  redis === undefined ? openSqliteStore({ path: files.store }) : openRedisStore({ ...redis, ...events });
