import type { Command } from "commander";
import type { Readiness } from "../admin-api/client-types.ts";
import { type ApiFlags, apiClient, apiOption, jsonOption } from "./api-options.ts";
import type { CommandContext } from "./context.ts";
import { CommandFailure, ExitCode, failed } from "./failure.ts";
import { fields } from "./output.ts";

const HELP = `
Made for HEALTHCHECK of a container: it needs no token, and the exit code is 0 if the server is ready and 1 if it is
not, also if it cannot be reached. Without --api and PAYNAMED_API the address comes from PAYNAMED_ADMIN.
`;

export function addHealthCommand(program: Command, { surroundings, output }: CommandContext): void {
  program
    .command("health")
    .description("tell whether the server is ready for queries and registrations")
    .addOption(apiOption())
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action(async (flags: ApiFlags) => {
      const readiness = await apiClient(flags, surroundings)
        .readiness()
        .catch((error: unknown) => {
          // Docker reserves exit codes above 1.
          throw error instanceof CommandFailure && error.exitCode === ExitCode.UNREACHABLE
            ? failed(error.message, error.hint)
            : error;
        });
      output.result(readiness, () =>
        fields(readiness.checks.map(({ name, ok }) => [name, ok ? "ok" : "failed"])),
      );
      if (readiness.ready && readiness.degraded) output.note(degradedText(readiness));
      if (!readiness.ready) throw failed("the server is not ready");
    });
}

function degradedText({ checks, syncAge }: Readiness): string {
  if (checks.some(({ name, ok }) => name === "doubt" && !ok)) {
    return "names are answered, but what the store has of a zone is in doubt: see `paynamed instances`";
  }
  const since = syncAge === null ? "never followed it" : `followed it last ${syncAge} seconds ago`;
  return `names are answered, but the store is away or not taken over: this server ${since}`;
}
