import { Redis, type RedisOptions } from "ioredis";
import { DomainError } from "../../errors.ts";
import { storeClosed } from "../refusal.ts";
import { isReadOnly, storeFailure, withoutCommand } from "./failure.ts";
import { run, type Script, type ScriptArguments } from "./script.ts";

export interface ConnectionOptions {
  /** `redis://` or, with TLS, `rediss://`, as in https://www.iana.org/assignments/uri-schemes/prov/redis. */
  readonly url: string;
  /** Milliseconds that a reply, or a connection, is waited for. */
  readonly commandTimeout: number;
  /** Closes the connection at once when it aborts. */
  readonly signal?: AbortSignal;
}

/**
 * A connection that is made anew whenever it is lost, for as long as it is not closed. What is asked while there is none is
 * refused at once. Rejections are {@link DomainError}s `store-unavailable`, `outcome-unknown` and `store-format`.
 */
export interface Connection {
  /** Sends commands that change nothing to the master that has the key. They may be sent again, to another. */
  read<T>(key: string, send: (client: Redis) => Promise<T>): Promise<T>;
  /** Runs a script that changes nothing. */
  query(script: Script, keys: readonly string[], args: ScriptArguments): Promise<unknown>;
  /** Runs a script that changes something. Where the reply is lost, the rejection is `outcome-unknown`. */
  write(script: Script, keys: readonly string[], args: ScriptArguments): Promise<unknown>;
  /** Runs a script that changes something which is said again before long: its loss harms nobody. */
  note(script: Script, keys: readonly string[], args: ScriptArguments): Promise<unknown>;
  /** Sends commands that concern a server and no key to every master: a Cluster has several. */
  eachMaster<T>(send: (master: Redis) => Promise<T>): Promise<readonly T[]>;
  /** Waits for replies that are due, then closes. May be called twice. */
  close(): Promise<void>;
}

const FIRST_RETRY_MILLISECONDS = 50;
const LAST_RETRY_MILLISECONDS = 2_000;

/** How long to wait before attempt `times`, which counts from 1. Instances that lost one Redis do not come back in step. */
export function retryDelay(times: number): number {
  const delay = Math.min(FIRST_RETRY_MILLISECONDS * 2 ** Math.min(times - 1, 16), LAST_RETRY_MILLISECONDS);
  return delay * (0.75 + Math.random() / 2);
}

/** Resolves when the first attempt to connect has succeeded or failed; in both cases it goes on from there. */
export async function openConnection({
  url,
  commandTimeout,
  signal,
}: ConnectionOptions): Promise<Connection> {
  const client = new Redis(url, {
    ...SETTINGS,
    commandTimeout,
    connectTimeout: commandTimeout,
    socketTimeout: 2 * commandTimeout,
  });
  let failure: unknown;
  let closed = false;
  client.on("error", (error) => {
    failure = withoutCommand(error);
  });
  const abandon = (): void => {
    closed = true;
    client.disconnect();
  };
  signal?.addEventListener("abort", abandon, { once: true });
  if (signal?.aborted) abandon();
  else await client.connect().catch(() => undefined);

  const send = async <T>(work: (client: Redis) => Promise<T>, changes: boolean): Promise<T> => {
    if (closed) throw storeClosed();
    if (client.status !== "ready") throw disconnected(failure);
    try {
      return await work(client);
    } catch (error) {
      throw isUnsent(error) ? disconnected(error) : storeFailure(error, changes);
    }
  };
  return {
    read: (_, work) => send(work, false),
    query: (...script) => send((redis) => run(redis, ...script), false),
    write: (...script) => send((redis) => run(redis, ...script), true),
    note: (...script) => send((redis) => run(redis, ...script), false),
    eachMaster: async (work) => [await send(work, false)],
    close: async () => {
      if (closed) return;
      closed = true;
      if (client.status === "ready") await client.quit().catch(() => undefined);
      abandon();
    },
  };
}

const SETTINGS = {
  lazyConnect: true,
  // Milliseconds that the other side has to agree to the end of a connection.
  disconnectTimeout: 200,
  retryStrategy: retryDelay,
  // What was sent and got no reply may have been carried out: it is not sent twice, and its caller is told at once.
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  // A Redis that is loading says so itself, in words that reach the caller.
  enableReadyCheck: false,
  disableClientInfo: true,
  protocol: 2,
  // Behind the address there may be a new master by now.
  reconnectOnError: isReadOnly,
} satisfies RedisOptions;

const isUnsent = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith("Stream isn't writeable");

const disconnected = (cause: unknown): DomainError =>
  new DomainError("store-unavailable", "there is no connection to Redis", { cause });
