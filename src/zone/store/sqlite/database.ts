import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DomainError } from "../../errors.ts";
import { isBusy, storeFailure } from "./failure.ts";
import { MIGRATIONS } from "./migration.ts";
import { APPLICATION_ID, FORMAT, SCHEMA } from "./schema.ts";

/** Milliseconds between attempts to switch a new file to write-ahead logging. */
const SWITCH_RETRY = 10;

/**
 * Opens the store's file, made if it is missing and brought to this format if it is older, for writes that survive a loss of
 * power. `busyTimeout` is how many milliseconds it waits for another process to finish a write of its own. One that
 * is older is refused unless it `mayMigrate`. Throws
 * {@link DomainError} `store-format` or `store-unavailable`.
 */
export function openDatabase(path: string, busyTimeout: number, mayMigrate: boolean): DatabaseSync {
  // Absolute, so that SQLite sees neither ":memory:" nor a "file:" URI in it.
  const file = resolve(path);
  createPrivately(file);
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { timeout: busyTimeout, enableForeignKeyConstraints: true });
    const opened = db;
    transact(opened, () => reachFormat(opened, file, mayMigrate));
    useWriteAheadLog(opened, file, busyTimeout);
    // From here on the caller waits for others by itself.
    opened.exec("PRAGMA busy_timeout = 0");
    return opened;
  } catch (error) {
    db?.close();
    throw storeFailure(error);
  }
}

/**
 * Makes a file that is for this user alone. Sealed keys are in the store's. SQLite gives its `-wal` and `-shm` files the
 * mode of the file that they belong to.
 */
export function createPrivately(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, "a", 0o600));
  } catch (cause) {
    throw new DomainError("store-unavailable", `the store's file ${file} cannot be made or opened`, {
      cause,
    });
  }
}

/** Inside a write transaction: of processes that open a file at once one makes or migrates it, and the others find it done. */
function reachFormat(db: DatabaseSync, file: string, mayMigrate: boolean): void {
  const pragma = (name: "application_id" | "user_version") =>
    Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
  const application = pragma("application_id");
  const format = pragma("user_version");
  const blank = db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
  if (application === 0 && format === 0 && blank) {
    db.exec(SCHEMA);
    return;
  }
  if (application !== APPLICATION_ID) {
    throw new DomainError("store-format", `${file} is an SQLite file, but not a store of this server`);
  }
  if (format === FORMAT) return;
  const migration = MIGRATIONS.get(format);
  if (migration === undefined) {
    throw new DomainError(
      "store-format",
      `${file} has format ${format}; this version reads format ${FORMAT} and older`,
    );
  }
  if (!mayMigrate) {
    const message = `${file} has format ${format}, and is brought to format ${FORMAT} when a server opens it: not now`;
    throw new DomainError("store-format", message);
  }
  db.exec(migration);
}

function useWriteAheadLog(db: DatabaseSync, file: string, busyTimeout: number): void {
  if (switchToWal(db, busyTimeout) !== "wal") {
    throw new DomainError(
      "store-unavailable",
      `${file} is on a file system that SQLite cannot share memory on`,
    );
  }
  // https://www.sqlite.org/pragma.html#pragma_synchronous: in WAL mode only FULL syncs the log at every commit.
  db.exec("PRAGMA synchronous = FULL");
  // macOS: fsync leaves the data in the disk's own cache. Elsewhere this does nothing.
  db.exec("PRAGMA fullfsync = ON");
}

/** The journal mode after the attempt. A file keeps its mode, so only a new one is really switched. */
function switchToWal(db: DatabaseSync, busyTimeout: number): unknown {
  for (let waited = 0; ; waited += SWITCH_RETRY) {
    try {
      return db.prepare("PRAGMA journal_mode = WAL").get()?.["journal_mode"];
    } catch (error) {
      // Of processes that switch a new file at once SQLite refuses all but one without asking the busy handler.
      if (!isBusy(error) || waited >= busyTimeout) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SWITCH_RETRY);
    }
  }
}

/** Runs `work` in one write transaction: what it threw has changed nothing, what it returned is durable. */
export function transact<T>(db: DatabaseSync, work: () => T): T {
  // IMMEDIATE: the lock is taken, and waited for, before anything is read.
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    // https://www.sqlite.org/lang_transaction.html: after I/O errors SQLite may have rolled back already.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
