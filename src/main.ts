#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import type { Logger } from "pino";
import { runProgram } from "./cli/program.ts";
import {
  AddressFailure,
  type RunningServer,
  type ServerSettings,
  SettingFailure,
  type Surroundings,
} from "./cli/surroundings.ts";
import { monotonicMilliseconds, unixSeconds } from "./clock.ts";
import { type Config, ConfigError, clientSettings, loadConfig } from "./config.ts";
import type { ListenError } from "./daemon.ts";

/** The lowest major version of Node that has what this needs, as `engines` in package.json says. */
const NODE = 24;
// What is imported above loads on older ones too, so that this line is reached.
if (Number.parseInt(process.versions.node, 10) < NODE) {
  process.stderr.write(`paynamed needs Node ${NODE} or newer; this is v${process.versions.node}\n`);
  process.exit(1);
}

/** Beside `src` and beside `dist`. */
const PACKAGE = new URL("../package.json", import.meta.url);
const VERSION: string = JSON.parse(readFileSync(PACKAGE, "utf8")).version;

let log: Logger | undefined;

function withSettings<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof ConfigError ? new SettingFailure(error.message) : error;
  }
}

async function serve(config: Config): Promise<RunningServer> {
  // Loaded here: commands that only ask a running server begin in half the time without it.
  const [{ ListenError, startDaemon }, { destination, pino }] = await Promise.all([
    import("./daemon.ts"),
    import("pino"),
  ]);
  // Standard output is for results.
  log = pino({ level: config.logLevel }, destination(2));
  try {
    return await startDaemon(config, log, VERSION);
  } catch (error) {
    throw error instanceof ListenError ? addressFailure(error, config) : error;
  }
}

/** Node's messages end with the address, without the port where the system was to choose it. */
function addressFailure({ code, message }: ListenError, { admin }: Config): AddressFailure {
  const address = message.slice(message.lastIndexOf(" ") + 1);
  const isAdmin = address === `${admin.host}:${admin.port}`;
  return new AddressFailure(code, isAdmin ? "admin" : "dns", address);
}

/** A terminal sends Ctrl-C to everyone in front, and npm passes its own on: so many milliseconds later it is the same one. */
const SAME_SIGNAL = 500;

/** The first signal asks for an orderly end; with the second the process is gone. */
function untilSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let first: number | undefined;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      const now = monotonicMilliseconds();
      first ??= now;
      // 128 + n is how a shell reports an end by signal n.
      if (now - first > SAME_SIGNAL) process.exit(128 + constants.signals[signal]);
      resolve();
    });
  }
  return promise;
}

const writeOctets = (octets: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(octets, (error) => (error == null ? resolve() : reject(error)));
  });

const surroundings: Surroundings = {
  version: VERSION,
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  octets: { input: () => process.stdin, output: writeOctets },
  terminal: () => (process.stderr.isTTY ? process.stderr.columns : undefined),
  now: unixSeconds,
  monotonic: monotonicMilliseconds,
  client: (api) => withSettings(() => clientSettings(api)),
  serve: async (settings: ServerSettings, file) => serve(withSettings(() => loadConfig(settings, file))),
  serveAlone: async (settings: ServerSettings) =>
    serve(withSettings(() => loadConfig(settings, undefined, {}))),
  openStore: async (settings, file, options) => {
    const config = withSettings(() => loadConfig(settings, file));
    const { openCommandStore } = await import("./command-store.ts");
    return openCommandStore(config, options);
  },
  untilSignal,
};

process.on("uncaughtException", (error) => {
  if (log === undefined) console.error(error);
  else log.fatal({ err: error }, "this is a bug");
  process.exit(1);
});
// Whoever read our output may be gone; that ends neither a server nor a command.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

process.exitCode = await runProgram(surroundings, process.argv.slice(2));
