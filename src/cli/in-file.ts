import { randomUUID } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { misused } from "./failure.ts";

/** Octets that can be read more than once. */
export interface InFile {
  readonly size: number;
  /** All octets, piece by piece; `position` is told how many were read. A piece holds until the next is asked for. */
  octets(position?: (octets: number) => void): AsyncGenerator<Uint8Array>;
  close(): Promise<void>;
}

const PIECE_OCTETS = 1 << 18;

/**
 * Opens a file to read it. What can be read once only, `-` for standard input or a pipe, is first written to a file without
 * a name. Rejects with CommandFailure where it cannot be read.
 */
export async function openInFile(path: string, input: () => AsyncIterable<Uint8Array>): Promise<InFile> {
  if (path === "-") return spooled(input());
  const file = await open(path, "r").catch((error: Error) => {
    throw misused(`the file cannot be read: ${error.message}`);
  });
  const stat = await file.stat();
  if (stat.isFile()) return inFile(file, stat.size);
  if (stat.isDirectory()) {
    await file.close();
    throw misused(`${path} is a folder`);
  }
  return spooled(file.createReadStream());
}

async function spooled(pieces: AsyncIterable<Uint8Array>): Promise<InFile> {
  const path = join(tmpdir(), `.paynamed-${randomUUID()}`);
  const file = await open(path, "wx+", 0o600);
  await rm(path);
  let size = 0;
  try {
    for await (const piece of pieces) {
      await file.writeFile(piece);
      size += piece.length;
    }
  } catch (error) {
    await file.close();
    throw error;
  }
  return inFile(file, size);
}

const inFile = (file: FileHandle, size: number): InFile => ({
  size,
  octets: async function* (position) {
    const buffer = Buffer.allocUnsafe(PIECE_OCTETS);
    for (let at = 0; ; ) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      position?.(at);
      yield buffer.subarray(0, bytesRead);
    }
  },
  close: () => file.close(),
});
