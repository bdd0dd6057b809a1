import type { Problem } from "../admin-api/client-types.ts";

/** What a command ends with. */
export const ExitCode = { OK: 0, FAILED: 1, USAGE: 2, UNREACHABLE: 3 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

interface FailureOptions {
  readonly hint?: string;
  readonly faults?: readonly string[];
  readonly problem?: Problem;
  readonly code?: string;
  readonly line?: number;
  readonly cause?: unknown;
}

/** A command that did not do what it was asked to, in words for the person who asked. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
  readonly exitCode: ExitCode;
  /** What to do about it. */
  readonly hint: string | undefined;
  /** What is wrong, one by one, where the message does not say it. */
  readonly faults: readonly string[];
  /** The API's own words, where it refused. */
  readonly problem: Problem | undefined;
  /** For programs, where the exit code does not say it. */
  readonly code: string | undefined;
  /** Of a file that cannot be used; counts from 1. */
  readonly line: number | undefined;

  constructor(
    exitCode: ExitCode,
    message: string,
    { hint, faults = [], problem, code, line, cause }: FailureOptions = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.exitCode = exitCode;
    this.hint = hint;
    this.faults = faults;
    this.problem = problem;
    this.code = code;
    this.line = line;
  }
}

/** A failure that is the server's or the world's. */
export const failed = (message: string, hint?: string): CommandFailure =>
  new CommandFailure(ExitCode.FAILED, message, hint === undefined ? {} : { hint });

/** A command line, or a setting, that cannot be used. */
export const misused = (message: string, hint?: string): CommandFailure =>
  new CommandFailure(ExitCode.USAGE, message, hint === undefined ? {} : { hint });
