import type { Redis } from "ioredis";
import type { Durability } from "../durability.ts";
import type { Confirmation } from "./confirmed-writes.ts";
import type { Connection } from "./connection.ts";
import { judgeRedis, type RedisFacts, type RedisServerFacts } from "./durability-judgement.ts";
import { isForbidden } from "./failure.ts";
import type { Target } from "./target.ts";

/** Asked one by one: Redis 6.2 takes one parameter a command. */
const PARAMETERS = [
  "appendonly",
  "appendfsync",
  "no-appendfsync-on-rewrite",
  "maxmemory",
  "maxmemory-policy",
  "min-replicas-to-write",
] as const;

type OwnFacts = Pick<RedisFacts, "redisReplicas" | "redisWaitFsync">;
type Values = ReadonlyMap<string, string>;

/** What a store has to know of itself. */
interface OwnSettings {
  readonly kind: Target["kind"];
  /** What is waited for before a write is acknowledged. */
  readonly confirmation: Confirmation | undefined;
}

/** See `Store.durability`. What it resolves to depends on what it has seen before: ask the same one again. */
export function durabilityReader(
  connection: Connection,
  { kind, confirmation }: OwnSettings,
): () => Promise<Durability> {
  /** The runs of Redis whose append-only file has been seen whole. */
  const whole = new Set<string>();
  const own: OwnFacts = {
    redisReplicas: confirmation?.replicas ?? 0,
    redisWaitFsync: confirmation?.onDisk ? "yes" : "no",
  };
  return async () =>
    judgeRedis(
      kind === "server" ? "standalone" : kind,
      await connection.eachMaster((client) => factsOf(client, own, whole)),
    );
}

async function factsOf(client: Redis, own: OwnFacts, whole: Set<string>): Promise<RedisServerFacts> {
  const [info, settings] = await Promise.all([infoOf(client), settingsOf(client)]);
  const server = addressOf(client);
  const enabled = info.get("aof_enabled");
  const appendonly = settings.get("appendonly") ?? (enabled === undefined ? null : yesOrNo(enabled));
  const run = info.get("run_id") ?? server;
  const isRewriting = ["aof_rewrite_in_progress", "aof_rewrite_scheduled"].some(
    (key) => info.get(key) === "1",
  );
  // Nothing that Redis tells makes a difference between the first rewrite and the others but what came before.
  if (appendonly !== "yes") whole.delete(run);
  else if (!isRewriting) whole.add(run);
  return {
    server,
    isUnfinished: !whole.has(run),
    facts: {
      version: versionOf(info),
      role: info.get("role") ?? null,
      connected_slaves: numberOf(info.get("connected_slaves")),
      "min-replicas-to-write": numberOf(settings.get("min-replicas-to-write")),
      appendonly,
      appendfsync: settings.get("appendfsync") ?? null,
      "no-appendfsync-on-rewrite": settings.get("no-appendfsync-on-rewrite") ?? null,
      maxmemory: numberOf(settings.get("maxmemory") ?? info.get("maxmemory")),
      "maxmemory-policy": settings.get("maxmemory-policy") ?? info.get("maxmemory_policy") ?? null,
      ...own,
    },
  };
}

/** https://redis.io/docs/latest/commands/info/: lines `name:value`, and headings that begin with `#`. */
async function infoOf(client: Redis): Promise<Values> {
  const text = await permitted(client.info(), "");
  return new Map(
    text.split("\r\n").flatMap((line) => {
      const at = line.indexOf(":");
      return at < 0 || line.startsWith("#") ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
    }),
  );
}

async function settingsOf(client: Redis): Promise<Values> {
  const found = await Promise.all(
    PARAMETERS.map(async (name) => (await permitted(client.config("GET", name), [])) as readonly string[]),
  );
  return new Map(
    found.flatMap(([name, value]) => (name === undefined || value === undefined ? [] : [[name, value]])),
  );
}

/** The reply, or `otherwise` where Redis does not let this be asked. */
async function permitted<T>(reply: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await reply;
  } catch (error) {
    if (isForbidden(error)) return otherwise;
    throw error;
  }
}

/** Of the server that is behind the connection now, whatever name led to it. */
function addressOf({ stream, options }: Redis): string {
  const { remoteAddress = options.host ?? "", remotePort = options.port } = stream;
  return remoteAddress.includes(":") ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`;
}

/** Valkey says in `redis_version` which Redis it can stand in for. */
function versionOf(info: Values): string | null {
  const [valkey, redis] = [info.get("valkey_version"), info.get("redis_version")];
  if (valkey !== undefined) return `Valkey ${valkey}`;
  return redis === undefined ? null : `Redis ${redis}`;
}

const yesOrNo = (flag: string): string => (flag === "1" ? "yes" : "no");

function numberOf(text: string | undefined): number | null {
  const number = Number(text ?? NaN);
  return Number.isFinite(number) ? number : null;
}
