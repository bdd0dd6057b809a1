import type { Command } from "commander";
import { jsonOption } from "./api-options.ts";
import type { CommandContext } from "./context.ts";
import { fields } from "./output.ts";
import { hostPort, startServer } from "./start.ts";
import type { RunningServer, ServerSettings } from "./surroundings.ts";

interface ServeFlags extends ServerSettings {
  readonly config?: string;
}

const HELP = `
Every setting is a variable too. A flag goes before its variable, a variable before the file:

  PAYNAMED_LISTEN, PAYNAMED_ADMIN, PAYNAMED_DATA, PAYNAMED_CONFIG, PAYNAMED_LOG_LEVEL,
  PAYNAMED_REQUIRE_DURABLE
      the flags above
  PAYNAMED_ADMIN_TOKEN_FILE, PAYNAMED_KEY_ENCRYPTION_KEY_FILE
      files elsewhere than in the data folder; PAYNAMED_KEY_ENCRYPTION_KEY: the key itself, 64 hex digits
  PAYNAMED_SIGNATURE_LIFETIME, PAYNAMED_SIGNATURE_INCEPTION_OFFSET
      of signatures, in seconds
  REDIS_URL, or PAYNAMED_REDIS_URL
      names are kept in this Redis, which several instances may share, and not in the data folder
  PAYNAMED_REDIS_USERNAME, PAYNAMED_REDIS_PASSWORD_FILE
  PAYNAMED_REDIS_SENTINEL_USERNAME, PAYNAMED_REDIS_SENTINEL_PASSWORD_FILE
  PAYNAMED_REDIS_TLS_CA_FILE, PAYNAMED_REDIS_TLS_CERT_FILE, PAYNAMED_REDIS_TLS_KEY_FILE
      what is shown to Redis and to Sentinels, and what they are trusted by
  PAYNAMED_REDIS_REPLICAS, PAYNAMED_REDIS_REPLICA_TIMEOUT (milliseconds), PAYNAMED_REDIS_WAIT_FSYNC
      what a write waits for before it is acknowledged
  PAYNAMED_INSTANCE_NAME
      what this instance is called (the host's name)
  PAYNAMED_SNAPSHOT_INTERVAL
      seconds between two snapshots of what is answered, with Redis (300)
  PAYNAMED_MAX_SHRINK
      the share of a zone's names, 0 to 1, that may vanish between two loads without an operator's word (0.1)

The first start makes the admin token and shows it, once, on standard output. Logs go to standard error.

Examples:
  paynamed serve --listen 192.0.2.1:53 --listen [2001:db8::1]:53 --data /var/lib/paynamed
  paynamed serve --listen 127.0.0.1:5353 --log-level warn
  REDIS_URL=rediss://redis.example.net:6379 paynamed serve --listen 192.0.2.1:53 --require-durable
`;

export function addServeCommand(program: Command, { surroundings, output }: CommandContext): void {
  program
    .command("serve")
    .description("answer DNS queries and take registrations, until a signal ends it")
    .option("--listen <address>", "where UDP and TCP are answered; may be repeated (0.0.0.0:53)", addresses)
    .option("--admin <address>", "where the admin API listens (127.0.0.1:8053)")
    .option("--data <directory>", "where names and keys are kept (data)")
    .option("--config <file>", "settings as JSON")
    .option("--log-level <level>", "fatal, error, warn, info, debug, trace or silent (info)")
    .option("--require-durable", "write nothing that the store could lose, and do not start on such a store")
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action(async ({ config, listen, admin, data, logLevel, requireDurable }: ServeFlags) => {
      const ended = surroundings.untilSignal();
      const settings = { listen, admin, data, logLevel, requireDurable };
      const server = await startServer(() => surroundings.serve(settings, config), {
        dns: "--listen HOST:PORT",
        admin: "--admin HOST:PORT",
      });
      const { dns, admin: bound, mintedToken } = server;
      output.result({ dns, admin: bound, mintedToken: mintedToken ?? null }, () => greeting(server));
      await ended;
      await server.stop();
    });
}

const addresses = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...value.split(","),
];

function greeting({ dns, admin, mintedToken }: RunningServer): string {
  const where = [
    ...dns.map((address) => ["dns", `${hostPort(address)} ${address.transport}`] as const),
    ["admin api", `http://${hostPort(admin)}`] as const,
  ];
  const token =
    mintedToken === undefined ? "" : `\nadmin token, shown this once; keep it:\n\n  ${mintedToken}\n`;
  return `${fields(where)}\n${token}`;
}
