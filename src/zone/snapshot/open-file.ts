import { type FileHandle, open } from "node:fs/promises";
import { DomainError } from "../errors.ts";

const CHUNK_OCTETS = 2 ** 18;
/** No line is longer: a file that somebody made up must not fill the memory. */
const MAX_LINE_OCTETS = 2 ** 26;
const NEWLINE = 0x0a;

/** A snapshot's file while it is read. Offsets are octets from its beginning. */
export class OpenFile {
  readonly size: number;
  readonly #path: string;
  readonly #handle: FileHandle;

  /** Rejects with the system's error. */
  static async open(path: string): Promise<OpenFile> {
    const handle = await open(path, "r");
    try {
      return new OpenFile(path, handle, (await handle.stat()).size);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  private constructor(path: string, handle: FileHandle, size: number) {
    this.#path = path;
    this.#handle = handle;
    this.size = size;
  }

  /** The octets of `[from, to)` piece by piece; a piece holds until the next is asked for. Rejects where there are fewer. */
  async *chunks(from: number, to: number): AsyncGenerator<Buffer, void> {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_OCTETS, Math.max(to - from, 0)));
    for (let at = from; at < to; ) {
      const { bytesRead } = await this.#handle.read(chunk, 0, Math.min(chunk.length, to - at), at);
      if (bytesRead === 0) throw this.damaged("it is cut short");
      yield chunk.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  /** The text of `[from, to)`. */
  async text(from: number, to: number): Promise<string> {
    if (to - from > MAX_LINE_OCTETS) throw this.damaged("a line is too long");
    const chunks: Buffer[] = [];
    for await (const chunk of this.chunks(from, to)) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString();
  }

  /** The lines in `[from, to)`, without their ends. */
  async *lines(from: number, to: number): AsyncGenerator<string, void> {
    let begun: Buffer[] = [];
    let length = 0;
    for await (const chunk of this.chunks(from, to)) {
      let at = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, at)) {
        yield Buffer.concat([...begun, chunk.subarray(at, end)]).toString();
        begun = [];
        length = 0;
        at = end + 1;
      }
      begun.push(Buffer.from(chunk.subarray(at)));
      length += chunk.length - at;
      if (length > MAX_LINE_OCTETS) throw this.damaged("a line is too long");
    }
    if (length > 0) throw this.damaged("a line has no end");
  }

  damaged(detail: string): DomainError {
    return new DomainError("snapshot-damaged", `the snapshot ${this.#path} is damaged: ${detail}`);
  }

  /** Of another version than this program's. */
  foreign(version: string): DomainError {
    const message = `the snapshot ${this.#path} is of version ${version}, which this program does not know`;
    return new DomainError("snapshot-format", message);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
