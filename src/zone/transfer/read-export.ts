import { createHash } from "node:crypto";
import type { TokenRecord } from "../store/port.ts";
import type { Entry, ImportedZone } from "../store/transfer-port.ts";
import { ExportFileError } from "./export-file-error.ts";
import type { Counts } from "./line-forms.ts";
import { numberedLines } from "./numbered-lines.ts";
import { readLine } from "./read-line.ts";
import { openSequence } from "./sequence.ts";

/** What a file tells, piece by piece. */
export type ExportPart =
  | { readonly kind: "zone"; readonly zone: ImportedZone }
  /** Of the zone that came last. */
  | { readonly kind: "entry"; readonly entry: Entry }
  /** That zone is complete. `digest` is SHA-256, in lower-case hex, of all octets up to here. */
  | { readonly kind: "zone-end"; readonly digest: string }
  | { readonly kind: "token"; readonly token: TokenRecord }
  /** The file is complete. `digest` is that of all octets. */
  | { readonly kind: "end"; readonly counts: Counts; readonly digest: string };

/**
 * Reads an export line by line and checks all of it. What comes before the end may be out of a file that was cut short or
 * changed: that shows at the end. Throws {@link ExportFileError}.
 */
export async function* readExport(octets: AsyncIterable<Uint8Array>): AsyncGenerator<ExportPart> {
  const hash = createHash("sha256");
  const sequence = openSequence();
  const digest = (): string => hash.copy().digest("hex");
  let last = 0;
  let end: Counts | undefined;
  for await (const numbered of numberedLines(octets)) {
    const { number } = numbered;
    if (end !== undefined)
      throw new ExportFileError("export-changed", number, "the file goes on after its end");
    const line = readLine(numbered);
    if (sequence.endsZone(line, number)) yield { kind: "zone-end", digest: digest() };
    if (line.kind === "end" && line.sha256 !== digest()) {
      throw new ExportFileError(
        "export-changed",
        number,
        "the octets before are not those that were written",
      );
    }
    sequence.take(line, number);
    hash.update(numbered.octets);
    last = number;
    if (line.kind === "end") end = line.counts;
    else if (line.kind !== "header") yield line;
  }
  if (end === undefined) {
    const code = last === 0 ? "export-foreign" : "export-cut-short";
    throw new ExportFileError(
      code,
      last + 1,
      last === 0 ? "the file is empty" : "the file ends before its end",
    );
  }
  yield { kind: "end", counts: end, digest: digest() };
}
