import { Command, CommanderError } from "commander";
import type { CommandContext } from "./context.ts";
import { addDemo } from "./demo.ts";
import { addDs } from "./ds.ts";
import { CommandFailure, ExitCode, failed, misused } from "./failure.ts";
import { addHealth } from "./health.ts";
import { addName } from "./name.ts";
import { createOutput } from "./output.ts";
import { addServe } from "./serve.ts";
import { SettingFailure, type Surroundings } from "./surroundings.ts";
import { addZone } from "./zone.ts";

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
  paynamed name add alice@example.com --offer lno1...
  paynamed ds example.com                what to put into the parent zone
`;

/** The whole command line. Resolves to the exit code; whatever is to be said has been said. */
export async function runProgram(surroundings: Surroundings, argv: readonly string[]): Promise<ExitCode> {
  let json = false;
  const output = createOutput(surroundings, () => json);
  const program = new Command("paynamed")
    .description("Authoritative DNS server for Bitcoin payment names (BIP-353), signed with DNSSEC")
    .version(surroundings.version)
    .exitOverride()
    .configureOutput({ writeOut: surroundings.stdout, writeErr: surroundings.stderr })
    .showHelpAfterError("(--help shows how to use this command)")
    .addHelpText("after", `${EXAMPLES}${EXIT_CODES}`)
    .hook("preAction", (_, command) => {
      json = command.opts()["json"] === true;
    });
  const context: CommandContext = { surroundings, output };
  for (const add of [addServe, addDemo, addZone, addName, addDs, addHealth]) add(program, context);
  try {
    await program.parseAsync(argv, { from: "user" });
    return ExitCode.OK;
  } catch (error) {
    // commander has already said what it had to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.OK : ExitCode.USAGE;
    const failure = failureOf(error);
    output.failure(failure);
    return failure.exitCode;
  }
}

function failureOf(error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error;
  if (error instanceof SettingFailure) return misused(error.message);
  return failed(error instanceof Error ? error.message : String(error));
}
