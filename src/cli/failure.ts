import type { Problem } from "../admin-api/client-types.ts";

/** What a command ends with. */
export const ExitCode = { OK: 0, FAILED: 1, USAGE: 2, UNREACHABLE: 3 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

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

  constructor(
    exitCode: ExitCode,
    message: string,
    {
      hint,
      faults = [],
      problem,
      cause,
    }: { hint?: string; faults?: readonly string[]; problem?: Problem; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.exitCode = exitCode;
    this.hint = hint;
    this.faults = faults;
    this.problem = problem;
  }
}

/** A failure that is the server's or the world's. */
export const failed = (message: string, hint?: string): CommandFailure =>
  new CommandFailure(ExitCode.FAILED, message, hint === undefined ? {} : { hint });

/** A command line, or a setting, that cannot be used. */
export const misused = (message: string, hint?: string): CommandFailure =>
  new CommandFailure(ExitCode.USAGE, message, hint === undefined ? {} : { hint });
