import { DatabaseSync } from "node:sqlite";
import { DomainError } from "../../errors.ts";
import { createPrivately } from "./database.ts";
import { isBusy, storeFailure } from "./failure.ts";

/** Holds what one server alone may use, until it is released or the process ends in whatever way. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes the lock file at `path`, which is made if it is missing: an SQLite file in an exclusive transaction, since the system
 * gives such locks back when a process dies. Throws {@link DomainError} `store-unavailable` where another process holds it.
 */
export function lockFolder(path: string): FolderLock {
  createPrivately(path);
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    db.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    db.close();
    if (!isBusy(error)) throw storeFailure(error);
    const message = `another server is running on this data folder: it holds ${path}`;
    throw new DomainError("store-unavailable", message, { cause: error });
  }
  return { release: () => db.close() };
}
