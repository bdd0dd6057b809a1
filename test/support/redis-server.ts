import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describeInstalled } from "./describe-installed.ts";
import { type ForeignProcess, run, startProcess } from "./foreign-process.ts";

const COMMAND = "redis-server";

export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Runs redis-cli on it and resolves to what it prints. */
  readonly cli: (...args: readonly string[]) => Promise<string>;
  /** Stops it, and starts it again on its port with the data it saved, if it did. */
  readonly stop: () => Promise<void>;
  readonly start: (...config: readonly string[]) => Promise<void>;
  readonly signal: (name: "SIGSTOP" | "SIGCONT" | "SIGKILL") => void;
  /** Stops it for good and removes its folder. */
  readonly close: () => Promise<void>;
}

/** A loopback port that nobody listens on at the moment. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

/** Whether a Redis, or a Sentinel, answers there that has loaded its data, or that wants a password first. */
export const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    const done = (up: boolean): void => {
      socket.destroy();
      resolve(up);
    };
    socket.once("data", (reply) => done(/^(\+PONG|-NOAUTH)/.test(reply.toString())));
    socket.once("error", () => done(false));
  });

/** Starts a Redis of its own on a free port, in memory. `config` is further directives, as on its command line: `--name value`. */
export async function startRedis(...config: readonly string[]): Promise<RedisServer> {
  const directory = mkdtempSync(join(tmpdir(), "paynamed-redis-"));
  const port = await freePort();
  const settings = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", directory, "--save", "", ...config];
  let running: ForeignProcess | undefined;
  const start = async (...further: readonly string[]): Promise<void> => {
    running = await startProcess(COMMAND, [...settings, ...further], () => answers(port));
  };
  const signal: RedisServer["signal"] = (name) => running?.signal(name);
  const stop = async (): Promise<void> => {
    // A process that stands still does not hear of its end.
    signal("SIGCONT");
    await running?.stop();
  };
  await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    cli: (...args) => run("redis-cli", ["-p", `${port}`, ...args]),
    start,
    stop,
    signal,
    close: async () => {
      await stop();
      rmSync(directory, { recursive: true });
    },
  };
}

/** Starts a replica of a server and resolves when it has all that its master has. `config` as for {@link startRedis}. */
export async function startReplica(master: RedisServer, ...config: readonly string[]): Promise<RedisServer> {
  await master.cli("CONFIG", "SET", "repl-diskless-sync-delay", "0");
  const replica = await startRedis("--replicaof", "127.0.0.1", `${master.port}`, ...config);
  await replicates(master, replica);
  return replica;
}

/** Resolves when a replica has all that its master has, and the master knows it. */
export const replicates = (master: RedisServer, replica: RedisServer): Promise<void> =>
  until(async () => {
    const text = await master.cli("INFO", "replication");
    const offset = /master_repl_offset:(\d+)/.exec(text)?.[1];
    return text.includes(`port=${replica.port},state=online,offset=${offset},`);
  });

/** Resolves when `holds` does so to true. Bounds a hang, measures nothing. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const patience = AbortSignal.timeout(60_000);
  while (!(await holds())) {
    patience.throwIfAborted();
    await delay(20);
  }
}

/** A `describe` for tests that need a Redis, see {@link describeInstalled}. */
export const describeRedis = (title: string, body: () => void): void =>
  describeInstalled([COMMAND, "redis-cli"], title, body);
