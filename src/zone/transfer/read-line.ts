import type { z } from "zod";
import { DomainError } from "../errors.ts";
import { quoted } from "../quoted.ts";
import type { TokenRecord } from "../store/port.ts";
import type { Entry, ImportedZone } from "../store/transfer-port.ts";
import { entryFault } from "./entry-form.ts";
import { ExportFileError } from "./export-file-error.ts";
import {
  type Counts,
  endForm,
  FORMAT,
  headerForm,
  importedZone,
  tokenForm,
  VERSION,
  zoneForm,
} from "./line-forms.ts";
import type { NumberedLine } from "./numbered-lines.ts";

/** A line that is of its form. */
export type ExportLine =
  | { readonly kind: "header" }
  | { readonly kind: "zone"; readonly zone: ImportedZone }
  | { readonly kind: "entry"; readonly entry: Entry }
  | { readonly kind: "token"; readonly token: TokenRecord }
  | { readonly kind: "end"; readonly counts: Counts; readonly sha256: string };

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads a line. The first is the header. Throws {@link ExportFileError}. */
export function readLine(line: NumberedLine): ExportLine {
  const { number } = line;
  const value = objectIn(line);
  if (number === 1) return header(value);
  const [[kind, content] = ["", undefined], ...more] = Object.entries(value);
  if (more.length > 0) throw invalid(number, "a line has one thing");
  switch (kind) {
    case "name":
    case "release": {
      const fault = entryFault(kind, content);
      if (fault !== undefined) throw invalid(number, fault);
      return { kind: "entry", entry: { kind, ...(content as object) } as Entry };
    }
    case "zone":
      return { kind, zone: zoneOf(formed(zoneForm, kind, content, number), number) };
    case "token":
      return { kind, token: formed(tokenForm, kind, content, number) };
    case "end": {
      const { sha256, ...counts } = formed(endForm, kind, content, number);
      return { kind, counts, sha256 };
    }
    default:
      throw invalid(number, `this version does not know what ${quoted(kind)} is`);
  }
}

const invalid = (number: number, message: string): ExportFileError =>
  new ExportFileError("line-invalid", number, message);

function objectIn({ number, octets }: NumberedLine): object {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(octets));
  } catch {
    const isFirst = number === 1;
    throw isFirst ? foreign() : invalid(number, "the line is not JSON in UTF-8");
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw number === 1 ? foreign() : invalid(number, "the line is no object");
}

const foreign = (): ExportFileError =>
  new ExportFileError("export-foreign", 1, "the file is no export of paynamed");

function header(value: object): ExportLine {
  if (!("format" in value) || value.format !== FORMAT) throw foreign();
  if (!("version" in value) || value.version !== VERSION) {
    throw new ExportFileError(
      "export-version",
      1,
      `this version of paynamed reads exports of version ${VERSION}`,
    );
  }
  formed(headerForm, "the header", value, 1);
  return { kind: "header" };
}

function formed<Form extends z.ZodType>(
  form: Form,
  what: string,
  value: unknown,
  number: number,
): z.output<Form> {
  const { success, data, error } = form.safeParse(value);
  if (success) return data;
  const { path, message } = error.issues[0]!;
  throw invalid(number, `${[what, ...path.map(String)].join(".")}: ${message}`);
}

function zoneOf(value: z.output<typeof zoneForm>, number: number): ImportedZone {
  try {
    return importedZone(value);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new ExportFileError("zone-invalid", number, `${error.message} (${error.pointer ?? "/config"})`);
  }
}
