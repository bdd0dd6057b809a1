import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ForeignProcess, run, startProcess } from "./foreign-process.ts";
import { answers, freePort, type RedisServer, startRedis, startReplica, until } from "./redis-server.ts";

const NAME = "payment-names";

export interface Sentinel {
  readonly port: number;
  readonly cli: (...args: readonly string[]) => Promise<string>;
  readonly signal: ForeignProcess["signal"];
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface SentinelSet {
  readonly url: string;
  /** The master and the replica to begin with. */
  readonly servers: readonly [RedisServer, RedisServer];
  readonly sentinels: readonly Sentinel[];
  /** The server that the Sentinels take for the master at the moment. */
  readonly master: () => Promise<RedisServer>;
  /** Has the replica take over though the master is well; resolves when it has. */
  readonly failOver: () => Promise<void>;
  /** Stops all for good. */
  readonly close: () => Promise<void>;
}

/** `config` is further lines of the configuration file, which a Sentinel writes to. */
export async function startSentinel(config: readonly string[]): Promise<Sentinel> {
  const directory = mkdtempSync(join(tmpdir(), "paynamed-sentinel-"));
  const port = await freePort();
  const file = join(directory, "sentinel.conf");
  writeFileSync(file, [`port ${port}`, "bind 127.0.0.1", `dir ${directory}`, ...config, ""].join("\n"));
  let running: ForeignProcess | undefined;
  const start = async (): Promise<void> => {
    running = await startProcess("redis-server", [file, "--sentinel"], () => answers(port));
  };
  const signal: Sentinel["signal"] = (name) => running?.signal(name);
  const stop = async (): Promise<void> => {
    signal("SIGCONT");
    await running?.stop();
  };
  await start();
  return {
    port,
    cli: (...args) => run("redis-cli", ["-p", `${port}`, ...args]),
    signal,
    stop,
    start,
    close: async () => {
      await stop();
      rmSync(directory, { recursive: true });
    },
  };
}

/** Starts a master with a replica, and one or three Sentinels that watch them. `config` as for {@link startRedis}. */
export async function startSentinelSet(
  { sentinels: count = 1, further = [] as readonly string[] } = {},
  ...config: readonly string[]
): Promise<SentinelSet> {
  const master = await startRedis(...config);
  const replica = await startReplica(master, ...config);
  const settings = [
    `sentinel monitor ${NAME} 127.0.0.1 ${master.port} ${Math.floor(count / 2) + 1}`,
    // A Sentinel takes a second to connect to a new master: with less it would depose it at once.
    `sentinel down-after-milliseconds ${NAME} 1500`,
    `sentinel failover-timeout ${NAME} 3000`,
    ...further,
  ];
  const sentinels = await Promise.all(Array.from({ length: count }, () => startSentinel(settings)));
  const known = async ({ cli }: Sentinel): Promise<boolean> => {
    const text = await cli("SENTINEL", "MASTER", NAME);
    return new RegExp(`num-slaves\\n1\\nnum-other-sentinels\\n${count - 1}\\n`).test(text);
  };
  await until(async () => (await Promise.all(sentinels.map(known))).every(Boolean));

  const current: SentinelSet["master"] = async () => {
    const address = await Promise.any(
      sentinels.map(({ cli }) => cli("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME)),
    );
    const port = Number(address.split("\n")[1]);
    return port === master.port ? master : replica;
  };
  return {
    url: `redis+sentinel://${sentinels.map(({ port }) => `127.0.0.1:${port}`).join(",")}/${NAME}`,
    servers: [master, replica],
    sentinels,
    master: current,
    failOver: async () => {
      const before = await current();
      await until(async () => (await sentinels[0]!.cli("SENTINEL", "FAILOVER", NAME)).startsWith("OK"));
      await until(async () => (await current()) !== before);
    },
    close: async () => {
      await Promise.all([...sentinels, master, replica].map((each) => each.close()));
    },
  };
}
