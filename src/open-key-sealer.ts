import type { Config } from "./config.ts";
import { openSealer, type Sealer, sealerOf } from "./dnssec/keys/seal.ts";
import { DomainError, isRefusal } from "./zone/errors.ts";
import type { Store } from "./zone/store/port.ts";

/** What seals the key sets of the store. */
interface KeyStorage {
  readonly config: Pick<Config, "keyEncryptionKey"> & {
    readonly files: Pick<Config["files"], "keyEncryptionKey">;
  };
  readonly store: Pick<Store, "zones">;
  /** Whether other instances read the store too. */
  readonly isShared: boolean;
  readonly log: { warn(fields: object, sentence: string): void };
}

/**
 * The sealer of the configuration's key-encryption key. A new key is made only for a store that holds nothing that another
 * one has sealed. Rejects with {@link DomainError} `key-set-sealed`, or `store-unavailable` where a key is missing and
 * nobody knows whether one may be made.
 */
export async function openKeySealer({ config, store, isShared, log }: KeyStorage): Promise<Sealer> {
  if (config.keyEncryptionKey !== undefined) return sealerOf(config.keyEncryptionKey);
  const path = config.files.keyEncryptionKey;
  let isMade = false;
  const sealer = await openSealer(path, async () => {
    isMade = await hasNoZones(store, path);
    return isMade;
  });
  if (isMade && isShared)
    log.warn({ path }, "a key-encryption key was made: give its file to the other instances");
  return sealer;
}

async function hasNoZones(store: Pick<Store, "zones">, path: string): Promise<boolean> {
  try {
    return (await store.zones()).length === 0;
  } catch (cause) {
    if (!isRefusal(cause, "store-unavailable")) throw cause;
    const remedy = "bring the key of the other instances, or start Redis";
    const message = `${path} is missing, and whether one may be made is not known while Redis is away: ${remedy}`;
    throw new DomainError("store-unavailable", message, { cause });
  }
}
