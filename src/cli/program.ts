import { Command, CommanderError } from "commander";
import { DomainError } from "../zone/errors.ts";
import { ExportFileError } from "../zone/transfer/export-file-error.ts";
import type { CommandContext } from "./context.ts";
import { addDemoCommand } from "./demo.ts";
import { addDsCommand } from "./ds.ts";
import { addExportCommand } from "./export.ts";
import { CommandFailure, ExitCode, failed, misused } from "./failure.ts";
import { addHealthCommand } from "./health.ts";
import { addImportCommand } from "./import.ts";
import { addInstancesCommand } from "./instances.ts";
import { addNameCommands } from "./name.ts";
import { createOutput } from "./output.ts";
import { addServeCommand } from "./serve.ts";
import { addStoreCommands } from "./store.ts";
import { SettingFailure, type Surroundings } from "./surroundings.ts";
import { addTokenCommands } from "./token.ts";
import { addValidateCommand } from "./validate.ts";
import { addZoneCommands } from "./zone.ts";

const EXIT_CODES = `
Exit codes:
  0  done
  1  failed, or refused by the server
  2  the command line or a setting cannot be used
  3  the admin API cannot be reached
`;

const EXAMPLES = `
Examples:
  paynamed demo                          see it work on this machine, without root and without a domain
  paynamed serve --data /var/lib/paynamed --listen 192.0.2.1:53
  export PAYNAMED_TOKEN_FILE=/etc/paynamed/token
  paynamed zone add example.com --ns ns1.example.net --ns ns2.example.net
  paynamed validate lno1...              what would be said of it when it is registered
  paynamed name add alice@example.com --offer lno1...
  paynamed ds example.com                what to put into the parent zone
`;

/** The whole command line. Resolves to the exit code; whatever is to be said has been said. */
export async function runProgram(surroundings: Surroundings, argv: readonly string[]): Promise<ExitCode> {
  // Errors of the command line come before it is read.
  let json = argv.includes("--json");
  const output = createOutput(surroundings, () => json);
  const program = new Command("paynamed")
    .description("Authoritative DNS server for Bitcoin payment names (BIP-353), signed with DNSSEC")
    .version(surroundings.version)
    .exitOverride()
    .configureOutput({
      writeOut: surroundings.stdout,
      writeErr: (text) => {
        if (!json) surroundings.stderr(text);
      },
    })
    .showHelpAfterError("(--help shows how to use this command)")
    .addHelpText("after", `${EXAMPLES}${EXIT_CODES}`)
    .hook("preAction", (_, command) => {
      json = command.opts()["json"] === true;
    });
  const context: CommandContext = { surroundings, output };
  for (const add of [
    addServeCommand,
    addDemoCommand,
    addZoneCommands,
    addNameCommands,
    addTokenCommands,
    addStoreCommands,
    addValidateCommand,
    addDsCommand,
    addHealthCommand,
    addInstancesCommand,
    addExportCommand,
    addImportCommand,
  ])
    add(program, context);
  try {
    await program.parseAsync(argv, { from: "user" });
    return ExitCode.OK;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return ExitCode.OK;
      // commander has already said it to people.
      if (json) output.failure(misused(usageMessage(error)));
      return ExitCode.USAGE;
    }
    const failure = failureOf(error);
    output.failure(failure);
    return failure.exitCode;
  }
}

function failureOf(error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error;
  if (error instanceof SettingFailure) return misused(error.message);
  if (error instanceof DomainError) {
    return new CommandFailure(ExitCode.FAILED, error.message, { code: error.code, cause: error });
  }
  if (error instanceof ExportFileError) {
    const { code, line, message } = error;
    return new CommandFailure(ExitCode.FAILED, message, { code, line, cause: error });
  }
  return failed(error instanceof Error ? error.message : String(error));
}

/** commander's messages begin with a word for people; where it shows its help instead, there is no command. */
const usageMessage = ({ code, message }: CommanderError): string =>
  code === "commander.help" ? "a command is missing" : message.replace(/^error: /, "");
