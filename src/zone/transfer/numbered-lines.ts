import { ExportFileError } from "./export-file-error.ts";

/** A line of a file, its line feed included. */
export interface NumberedLine {
  /** Counts from 1. */
  readonly number: number;
  readonly octets: Uint8Array;
}

/** The longest are those of zones: ten thousand reserved names of 230 characters fit. */
export const MAX_LINE_OCTETS = 1 << 22;

const LINE_FEED = 0x0a;

/**
 * The lines of octets that come in pieces. A piece need hold until the next is asked for only, and so does a line. Throws
 * {@link ExportFileError} for a line that is too long or does not end.
 */
export async function* numberedLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<NumberedLine> {
  let number = 1;
  let begun: Uint8Array[] = [];
  let length = 0;
  const take = (octets: Uint8Array): void => {
    length += octets.length;
    if (length > MAX_LINE_OCTETS) {
      throw new ExportFileError("line-too-long", number, `the line has more than ${MAX_LINE_OCTETS} octets`);
    }
    begun.push(octets);
  };
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(LINE_FEED); end !== -1; end = piece.indexOf(LINE_FEED, from)) {
      take(piece.subarray(from, end + 1));
      yield { number, octets: begun.length === 1 ? begun[0]! : Buffer.concat(begun) };
      from = end + 1;
      number += 1;
      begun = [];
      length = 0;
    }
    // A copy: whoever gave the piece may use its memory again.
    if (from < piece.length) take(Uint8Array.from(piece.subarray(from)));
  }
  if (length > 0) throw new ExportFileError("export-cut-short", number, "the file ends within the line");
}
