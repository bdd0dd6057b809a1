import { freePort, type RedisServer, replicates, startRedis, until } from "./redis-server.ts";

const SLOTS = 16_384;

export interface RedisCluster {
  readonly url: string;
  /** Their slots are thirds, in this order, to begin with. */
  readonly masters: readonly RedisServer[];
  /** The replica of each master, if there are any. */
  readonly replicas: readonly RedisServer[];
  /** The node that has a key at the moment, as some node that is up knows it. */
  readonly nodeOf: (key: string) => Promise<RedisServer>;
  /** Begins to move the slot of a key; until `finish` was called its keys are partly here and partly there. */
  readonly migrate: (key: string, to: RedisServer) => Promise<Migration>;
  readonly flush: () => Promise<void>;
  /** Stops all for good. */
  readonly close: () => Promise<void>;
}

export interface Migration {
  /** Moves the keys of the slot over. */
  readonly moveKeys: (...keys: readonly string[]) => Promise<void>;
  /** Moves what is left, and gives the slot to its new node. */
  readonly finish: () => Promise<void>;
}

/** Starts a Cluster of three masters, each with a replica if asked for. `config` as for {@link startRedis}. */
export async function startCluster(
  { withReplicas = false } = {},
  ...config: readonly string[]
): Promise<RedisCluster> {
  const settings = ["--cluster-enabled", "yes", "--cluster-node-timeout", "1000", ...config];
  const startNode = async (): Promise<RedisServer & { readonly bus: number }> => {
    const bus = await freePort();
    const further = ["--cluster-port", `${bus}`, "--repl-diskless-sync-delay", "0"];
    return { ...(await startRedis(...settings, ...further)), bus };
  };
  const count = withReplicas ? 6 : 3;
  const nodes = await Promise.all(Array.from({ length: count }, startNode));
  const [masters, replicas] = [nodes.slice(0, 3), nodes.slice(3)];

  const idOf = async (node: RedisServer): Promise<string> => (await node.cli("CLUSTER", "MYID")).trim();
  const everywhere = (holds: (node: RedisServer) => Promise<boolean>): Promise<void> =>
    until(async () => (await Promise.all(nodes.map(holds))).every(Boolean));
  for (const [i, node] of masters.entries()) {
    const [first, end] = [i, i + 1].map((third) => Math.floor((SLOTS * third) / 3));
    await node.cli("CLUSTER", "SET-CONFIG-EPOCH", `${i + 1}`);
    await node.cli("CLUSTER", "ADDSLOTSRANGE", `${first}`, `${end! - 1}`);
  }
  const [seed] = nodes;
  for (const { port, bus } of nodes.slice(1)) {
    await seed!.cli("CLUSTER", "MEET", "127.0.0.1", `${port}`, `${bus}`);
  }
  const info = (node: RedisServer): Promise<string> => node.cli("CLUSTER", "INFO");
  await everywhere(async (node) => (await info(node)).includes(`cluster_known_nodes:${count}\r`));
  for (const [i, replica] of replicas.entries()) {
    const master = await idOf(masters[i]!);
    await until(async () => (await replica.cli("CLUSTER", "REPLICATE", master)).startsWith("OK"));
    await replicates(masters[i]!, replica);
  }
  await everywhere(async (node) => (await info(node)).includes("cluster_state:ok"));

  /** What the first node that is up prints. */
  const ask = (...args: readonly string[]): Promise<string> =>
    Promise.any(nodes.map((node) => node.cli(...args)));
  const slotOf = async (key: string): Promise<number> => Number(await ask("CLUSTER", "KEYSLOT", key));
  const nodeOf: RedisCluster["nodeOf"] = async (key) => {
    const slot = await slotOf(key);
    for (const line of (await ask("CLUSTER", "NODES")).split("\n")) {
      const [, address, flags, , , , , , ...ranges] = line.split(" ");
      if (address === undefined || !flags?.includes("master") || flags.includes("fail")) continue;
      const has = ranges.some((range) => {
        const [first, last = first] = range.split("-").map(Number);
        return first! <= slot && slot <= last!;
      });
      const port = Number(/:(\d+)@/.exec(address)?.[1]);
      if (has) return nodes.find((node) => node.port === port)!;
    }
    throw new Error(`no node has the slot ${slot}`);
  };
  const migrate: RedisCluster["migrate"] = async (key, to) => {
    const slot = `${await slotOf(key)}`;
    const from = await nodeOf(key);
    const [source, target] = [await idOf(from), await idOf(to)];
    await to.cli("CLUSTER", "SETSLOT", slot, "IMPORTING", source);
    await from.cli("CLUSTER", "SETSLOT", slot, "MIGRATING", target);
    const moveKeys = async (...keys: readonly string[]): Promise<void> => {
      if (keys.length > 0) {
        await from.cli("MIGRATE", "127.0.0.1", `${to.port}`, "", "0", "5000", "KEYS", ...keys);
      }
    };
    const finish = async (): Promise<void> => {
      // A write that was let in meanwhile may have made another key.
      for (;;) {
        const left = (await from.cli("CLUSTER", "GETKEYSINSLOT", slot, "1000")).split("\n").filter(Boolean);
        if (left.length === 0) break;
        await moveKeys(...left);
      }
      for (const node of [to, from, ...masters]) {
        await node.cli("CLUSTER", "SETSLOT", slot, "NODE", target).catch(() => undefined);
      }
    };
    return { moveKeys, finish };
  };
  return {
    url: `redis+cluster://${masters.map(({ port }) => `127.0.0.1:${port}`).join(",")}`,
    masters,
    replicas,
    nodeOf,
    migrate,
    flush: async () => {
      await Promise.all(masters.map((node) => node.cli("FLUSHALL")));
    },
    close: async () => {
      await Promise.all(nodes.map((node) => node.close()));
    },
  };
}
