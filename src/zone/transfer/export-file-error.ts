/** What can be wrong with a file that is to be imported. */
export type ExportFileErrorCode =
  | "export-foreign"
  | "export-version"
  | "export-cut-short"
  | "export-changed"
  | "line-too-long"
  | "line-invalid"
  | "line-order"
  | "zone-invalid"
  | "name-invalid"
  | "count-mismatch";

/** An export that is not as it should be. Nothing of it is imported. `line` counts from 1. */
export class ExportFileError extends Error {
  override readonly name = "ExportFileError";
  readonly code: ExportFileErrorCode;
  readonly line: number;

  constructor(code: ExportFileErrorCode, line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.code = code;
    this.line = line;
  }
}
