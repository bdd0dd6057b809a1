import type { Command } from "commander";
import { timeText } from "../zone/time-text.ts";
import { jsonOption } from "./api-options.ts";
import type { CommandContext } from "./context.ts";
import { keepToken, keptToken, writeAnchor } from "./demo-files.ts";
import { DEMO } from "./demo-record.ts";
import { setUpDemo } from "./demo-setup.ts";
import { type Demonstration, demoCommands, demoText } from "./demo-text.ts";
import { dsLines } from "./ds.ts";
import { portNumber } from "./numbers.ts";
import { hostPort, startServer } from "./start.ts";
import type { RunningServer, Surroundings } from "./surroundings.ts";
import { verifiedTxt } from "./verified-answer.ts";

interface DemoFlags {
  readonly port: number;
  readonly adminPort: number;
  readonly data: string;
  readonly once?: boolean;
}

const HOST = "127.0.0.1";
/** RFC 6762 §3: the port of mDNS too, so a desktop may have taken it already. */
const DEFAULT_PORT = 5353;

const HELP = `
Nothing outside this machine is asked or changed; remove the data directory and nothing is left. The zone is made on the
first start, with a key of its own, and kept for the next.

Examples:
  paynamed demo
  paynamed demo --port 5300 --admin-port 8300
  paynamed demo --once          check that it works, and end
`;

export function addDemoCommand(program: Command, { surroundings, output }: CommandContext): void {
  program
    .command("demo")
    .description(`serve ${DEMO.name} on this machine and prove the answer`)
    .option("--port <port>", "where UDP and TCP are answered", portNumber, DEFAULT_PORT)
    .option("--admin-port <port>", "where the admin API listens", portNumber, 8053)
    .option("--data <directory>", "where the demo keeps its zone, its key and its token", "data/demo")
    .option("--once", "end when the answer is verified")
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action(async (flags: DemoFlags) => {
      const ended = flags.once ? undefined : surroundings.untilSignal();
      const server = await start(flags, surroundings);
      try {
        const shown = await demonstrate(server, flags.data, surroundings);
        output.result(shown, () => demoText(shown));
        if (!flags.once) output.note("\nrunning; Ctrl-C ends it");
        await ended;
      } finally {
        await server.stop();
      }
    });
}

async function start(
  { port, adminPort, data }: DemoFlags,
  surroundings: Surroundings,
): Promise<RunningServer> {
  const settings = { listen: [`${HOST}:${port}`], admin: `${HOST}:${adminPort}`, data, logLevel: "warn" };
  return startServer(() => surroundings.serveAlone(settings), {
    dns: port === DEFAULT_PORT ? "--port NUMBER (mDNS services use 5353 too)" : "--port NUMBER",
    admin: "--admin-port NUMBER",
  });
}

async function demonstrate(
  { dns, admin, mintedToken }: RunningServer,
  data: string,
  { now }: Surroundings,
): Promise<Demonstration> {
  if (mintedToken !== undefined) await keepToken(data, mintedToken);
  const { token, file: tokenFile } = await keptToken(data);
  const api = `http://${hostPort(admin)}`;
  const zone = await setUpDemo(api, token);
  const anchor = await writeAnchor(data, zone);
  const server = dns.find(({ transport }) => transport === "udp") ?? dns[0]!;
  const { lines, keyTag, validUntil } = await verifiedTxt(server, DEMO.owner, zone.apex, zone.ds, now());
  return {
    dns: hostPort(server),
    api,
    token,
    tokenFile,
    answer: lines,
    verified: { keyTag, validUntil: timeText(validUntil) },
    ds: dsLines(zone, "2"),
    commands: demoCommands({ server, apex: zone.apex, anchor, api, tokenFile }),
  };
}
