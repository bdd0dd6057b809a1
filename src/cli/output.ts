import { type CommandFailure, ExitCode } from "./failure.ts";
import type { Surroundings } from "./surroundings.ts";

/** Where a command's results and its remarks go. */
export interface Output {
  /** Writes the result to standard output: `value` as JSON on one line, or what `text` makes of it for people. */
  result(value: unknown, text: () => string): void;
  /** Tells people something on standard error; with `--json` nobody is told. */
  note(text: string): void;
  /** Says on standard error why the command failed. */
  failure(error: CommandFailure): void;
}

const lines = (text: string): string => (text === "" || text.endsWith("\n") ? text : `${text}\n`);

/** `isJson` is asked at every call: the command line is read after this is made. */
export function createOutput(
  { stdout, stderr }: Pick<Surroundings, "stdout" | "stderr">,
  isJson: () => boolean,
): Output {
  return {
    result: (value, text) => stdout(isJson() ? jsonLine(value) : lines(text())),
    note: (text) => {
      if (!isJson()) stderr(lines(text));
    },
    failure: (error) => {
      if (isJson()) stderr(jsonLine(failureAsJson(error)));
      else stderr(lines(failureAsText(error)));
    },
  };
}

const failureAsJson = ({ problem, code, line, message, faults, hint, exitCode }: CommandFailure): object =>
  problem ?? {
    code: code ?? CODES[exitCode],
    detail: message,
    ...(line === undefined ? {} : { line }),
    ...(faults.length === 0 ? {} : { errors: faults }),
    ...(hint === undefined ? {} : { hint }),
  };

const CODES: Readonly<Record<ExitCode, string>> = {
  [ExitCode.OK]: "ok",
  [ExitCode.FAILED]: "failed",
  [ExitCode.USAGE]: "usage",
  [ExitCode.UNREACHABLE]: "api-unreachable",
};

const failureAsText = ({ message, faults, hint }: CommandFailure): string =>
  [
    `paynamed: ${message}`,
    ...faults.map((fault) => `  error  ${fault}`),
    ...(hint === undefined ? [] : [`  ${hint}`]),
  ].join("\n");

/** Columns as wide as their widest cell, two spaces apart, no spaces at the ends of lines. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** A name and its value on each line, the values below each other. */
export function fields(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${value}`.trimEnd()).join("\n");
}

/** What moves the cursor, breaks a line or turns the order of letters. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/** One line of a text that somebody else wrote, fit for a terminal. */
export const plain = (text: string): string => text.replace(UNSAFE, " ");

/** A value on one line: the same to programs as any JSON of it, and fit for a terminal. JSON alone escapes U+0000 to U+001F. */
const jsonLine = (value: unknown): string => `${JSON.stringify(value).replace(UNSAFE, escaped)}\n`;

const escaped = (unsafe: string): string =>
  [...unsafe].map((each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
