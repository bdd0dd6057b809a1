import { randomUUID } from "node:crypto";
import { lstat, open, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { misused } from "./failure.ts";

/** A file that is written whole or not at all. */
export interface OutFile {
  write(octets: Uint8Array): Promise<void>;
  /** Makes the content durable and gives it its name, in the place of what had it. */
  commit(): Promise<void>;
  /** Leaves everything as it was; nothing where it is committed. */
  abandon(): Promise<void>;
}

/** Begins a file for this user alone, beside where it is to be. Rejects with CommandFailure where that cannot be. */
export async function openOutFile(path: string): Promise<OutFile> {
  const target = resolve(path);
  const present = await lstat(target).catch(() => undefined);
  if (present !== undefined && !present.isFile()) {
    throw misused(`--out: ${path} is no file`, "leave --out away to write to standard output");
  }
  const draft = `${target}.${randomUUID()}.part`;
  const file = await open(draft, "wx", 0o600).catch((error: Error) => {
    throw misused(`--out: the file cannot be made: ${error.message}`);
  });
  let isOpen = true;
  return {
    write: async (octets) => {
      await file.writeFile(octets);
    },
    commit: async () => {
      await file.sync();
      await file.close();
      isOpen = false;
      await rename(draft, target);
      const directory = await open(dirname(target), "r");
      try {
        await directory.sync();
      } finally {
        await directory.close();
      }
    },
    abandon: async () => {
      if (isOpen) await file.close();
      isOpen = false;
      await rm(draft, { force: true });
    },
  };
}
