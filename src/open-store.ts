import type { Config } from "./config.ts";
import type { DomainError } from "./zone/errors.ts";
import type { Store } from "./zone/store/port.ts";
import { openRedisStore } from "./zone/store/redis.ts";
import { openSqliteStore } from "./zone/store/sqlite.ts";

/**
 * Opens the store that the configuration names. `onFeedFailure` is told of each failure that a feed goes on after. Rejects with
 * {@link DomainError} `store-format` or `store-unavailable`.
 */
export const openStore = async (
  { redis, files }: Config,
  onFeedFailure?: (apex: string, error: DomainError) => void,
): Promise<Store> =>
  redis === undefined
    ? openSqliteStore({ path: files.store })
    : openRedisStore({ ...redis, ...(onFeedFailure === undefined ? {} : { onFeedFailure }) });
