import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../free-port.ts";
import type { RunningServer, Workspace } from "../workspace.ts";
import { folderOctets } from "./folder-octets.ts";

/** How long it may take to read its log, in milliseconds. */
const PATIENCE = 600_000;

/** A Redis of our own with an append-only file in the workspace's folder. */
export interface RedisServer {
  readonly url: string;
  /** Runs a command and resolves to what redis-cli prints, without the line's end. */
  readonly ask: (...command: readonly string[]) => Promise<string>;
  /** A number of INFO. */
  readonly info: (field: string) => Promise<number>;
  /** Octets of its files. */
  readonly diskOctets: () => number;
  /** Seconds to rewrite its log. */
  readonly rewrite: () => Promise<number>;
  /** Stops it and starts it again; resolves to the seconds from the start until it has read its log. */
  readonly restart: () => Promise<number>;
  readonly stop: () => Promise<void>;
  /** Leads its session. */
  readonly pid: () => number;
}

/** Starts it with `appendfsync always`. */
export async function startRedis(workspace: Workspace): Promise<RedisServer> {
  const port = await freePort();
  const dir = join(workspace.folder, `redis-${port}`);
  mkdirSync(dir);
  const log = { appendonly: "yes", appendfsync: "always" };
  const settings = { port: `${port}`, bind: "127.0.0.1", dir, save: "", ...log };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  let server: RunningServer;
  const ask = async (...command: readonly string[]): Promise<string> =>
    (await workspace.run("redis-cli", ["-p", `${port}`, ...command])).trimEnd();
  const start = async (): Promise<number> => {
    const since = performance.now();
    server = workspace.start({ program: "redis-server", args });
    while ((await ask("PING").catch(() => "")) !== "PONG") {
      if (server.ended() || performance.now() - since > PATIENCE)
        throw new Error(`redis-server does not come up:\n${server.log()}`);
      await delay(20);
    }
    return (performance.now() - since) / 1_000;
  };
  const info = async (field: string): Promise<number> => {
    const found = new RegExp(`^${field}:([\\d.]+)`, "m").exec(await ask("INFO", "everything"));
    if (!found) throw new Error(`INFO has no number ${field}`);
    return Number(found[1]);
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    ask,
    info,
    diskOctets: () => folderOctets(dir),
    rewrite: async () => {
      const isRewriting = async (): Promise<boolean> => (await info("aof_rewrite_in_progress")) === 1;
      // The one that its growth began comes first.
      while (await isRewriting()) await delay(100);
      const since = performance.now();
      await ask("BGREWRITEAOF");
      while (await isRewriting()) await delay(20);
      return (performance.now() - since) / 1_000;
    },
    restart: async () => {
      await server.stop();
      return start();
    },
    stop: () => server.stop(),
    pid: () => server.pid,
  };
}
