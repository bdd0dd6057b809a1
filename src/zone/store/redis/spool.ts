import { randomUUID } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Entry } from "../transfer-port.ts";

/** Entries on the disk: what was written is read again from any place. */
export interface Spool {
  /** Octets that were written so far. */
  readonly length: number;
  write(entries: readonly Entry[]): Promise<void>;
  /** The entries that were written from octet `start` to octet `end`, in batches. */
  read(start: number, end: number): AsyncGenerator<readonly Entry[]>;
  close(): Promise<void>;
}

const READ_OCTETS = 1 << 16;
const LINE_FEED = 0x0a;

/**
 * Makes a file in the folder, for this user alone. It has no name from the beginning: however the process ends, nothing is
 * left.
 */
export async function openSpool(folder: string): Promise<Spool> {
  const path = join(folder, `.paynamed-${randomUUID()}`);
  const file = await open(path, "wx+", 0o600);
  await rm(path);
  let length = 0;
  return {
    get length() {
      return length;
    },
    write: async (entries) => {
      const octets = Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
      await file.appendFile(octets);
      length += octets.length;
    },
    read: (start, end) => entriesBetween(file, start, end),
    close: () => file.close(),
  };
}

async function* entriesBetween(
  file: FileHandle,
  start: number,
  end: number,
): AsyncGenerator<readonly Entry[]> {
  let rest: Buffer = Buffer.alloc(0);
  for (let at = start; at < end; ) {
    const wanted = Math.min(READ_OCTETS, end - at);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(wanted), 0, wanted, at);
    if (bytesRead === 0) throw new Error("the file of the copy ends too early");
    at += bytesRead;
    const octets = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
    const last = octets.lastIndexOf(LINE_FEED) + 1;
    rest = octets.subarray(last);
    const lines = octets.toString("utf8", 0, last).split("\n").slice(0, -1);
    if (lines.length > 0) yield lines.map((line) => JSON.parse(line) as Entry);
  }
}
