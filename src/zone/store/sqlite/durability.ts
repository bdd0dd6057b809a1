import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { DomainError } from "../../errors.ts";
import { type Durability, isDurable, type Remark, type Worth } from "../durability.ts";

/** What was read of an SQLite file. */
export type SqliteFacts = {
  readonly version: string;
  readonly journal_mode: string;
  /** 0 OFF, 1 NORMAL, 2 FULL, 3 EXTRA. */
  readonly synchronous: number;
  /** Whether the file's folder is in memory. */
  readonly file_system: "memory" | "disk";
};

/** statfs(2): TMPFS_MAGIC and RAMFS_MAGIC. Elsewhere than on Linux nothing has these numbers. */
const IN_MEMORY: readonly number[] = [0x01021994, 0x858458f6];
const FULL = 2;

type Pragmas = Pick<SqliteFacts, "version" | "journal_mode" | "synchronous">;

/** What SQLite says of an open file. */
export function pragmasOf(db: DatabaseSync): Pragmas {
  const value = (query: string): unknown => Object.values(db.prepare(query).get() ?? {})[0];
  return {
    version: `SQLite ${value("SELECT sqlite_version()")}`,
    journal_mode: String(value("PRAGMA journal_mode")),
    synchronous: Number(value("PRAGMA synchronous")),
  };
}

/** See `Store.durability`. Throws {@link DomainError} `store-unavailable` where the file's folder is gone. */
export async function sqliteDurability(path: string, pragmas: Pragmas): Promise<Durability> {
  const { type } = await statfs(dirname(path)).catch((cause: unknown) => {
    throw new DomainError("store-unavailable", "the folder of the store's file cannot be read", { cause });
  });
  return judgeSqlite(path, { ...pragmas, file_system: IN_MEMORY.includes(type) ? "memory" : "disk" });
}

/** Judges what was read of the file at `path`. */
export function judgeSqlite(path: string, facts: SqliteFacts): Durability {
  const remark = remarkOn(facts);
  const worth = remark?.atMost ?? "disk";
  return {
    kind: "sqlite",
    topology: null,
    worth,
    isDurable: isDurable(worth),
    servers: [{ server: path, facts }],
    remarks: remark === undefined ? [] : [{ code: remark.code, detail: remark.detail }],
  };
}

function remarkOn(facts: SqliteFacts): (Remark & { readonly atMost: Worth }) | undefined {
  const { file_system: fileSystem, journal_mode: mode, synchronous } = facts;
  if (fileSystem === "memory" || mode === "memory") {
    const detail = "the file is in memory, and lost with the machine; let `data` name a folder on a disk";
    return { code: "file-in-memory", atMost: "memory", detail };
  }
  // https://www.sqlite.org/pragma.html#pragma_synchronous: in WAL mode, NORMAL loses what was committed last with the power.
  if (synchronous < FULL || mode === "off") {
    const detail = `journal_mode is ${mode} and synchronous is ${synchronous}: what was committed last is lost with the machine; this server sets them otherwise`;
    return { code: "not-synchronous", atMost: "later", detail };
  }
  return undefined;
}
