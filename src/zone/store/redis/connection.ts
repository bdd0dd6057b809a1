import type { Redis } from "ioredis";
import { type Confirmation, confirmedWrites } from "./confirmed-writes.ts";
import { storeFailure } from "./failure.ts";
import type { Line } from "./line.ts";
import type { Deployment, MastersOptions } from "./masters.ts";
import { ask, run, type Script, type ScriptArguments, type ScriptCall } from "./script.ts";

/**
 * Lines to the masters, which are made anew whenever they are lost, for as long as the connection is not closed. What is asked
 * while there is none is refused at once. Rejections are {@link DomainError}s `store-unavailable`, `outcome-unknown` and
 * `store-format`.
 */
export interface Connection {
  /** Sends commands that change nothing to the master that has the key. They may be sent again, to another. */
  read<T>(key: string, send: (client: Redis) => Promise<T>): Promise<T>;
  /** Runs a script that changes nothing. */
  query(script: Script, keys: readonly string[], args: ScriptArguments): Promise<unknown>;
  /** Runs a script that changes something. Where the reply is lost, or not confirmed, the rejection is `outcome-unknown`. */
  write(script: Script, keys: readonly string[], args: ScriptArguments): Promise<unknown>;
  /** Runs a script that changes something which is said again before long: its loss harms nobody. */
  note(script: Script, keys: readonly string[], args: ScriptArguments): Promise<unknown>;
  /** Sends commands that concern a server and no key to every master: a Cluster has several. */
  eachMaster<T>(send: (master: Redis) => Promise<T>): Promise<readonly T[]>;
  /** Waits for replies that are due, then closes. May be called twice. */
  close(): Promise<void>;
}

interface ConnectionOptions extends MastersOptions {
  /** Of every write before it is acknowledged; nothing: that Redis says that it is done. */
  readonly confirmation?: Confirmation | undefined;
  /** Closes the connection at once when it aborts. */
  readonly signal?: AbortSignal;
}

/** Resolves when the first attempt to connect has succeeded or failed; in both cases it goes on from there. */
export async function openConnection(
  deployment: Deployment,
  { signal, confirmation, ...options }: ConnectionOptions,
): Promise<Connection> {
  const masters = deployment.open(options);
  // Redis holds up a connection that waits for replicas, and all that is sent on it after.
  const writing = confirmation === undefined ? masters : deployment.open(options);
  const abandon = (): void => {
    masters.abandon();
    writing.abandon();
  };
  signal?.addEventListener("abort", abandon, { once: true });
  if (signal?.aborted) abandon();
  else await Promise.all([masters.opened, writing.opened]);

  const plain: Runner = (line, call, asking) => line.send((client) => run(client, call, asking));
  const confirmed = confirmation === undefined ? plain : confirmedRunner(confirmation);
  const query: Connection["query"] = (script, keys, args) =>
    masters.at(keys[0]!, (line, asking) => plain(line, { script, keys, args }, asking)).catch(rethrow(false));
  return {
    read: (key, send) =>
      masters
        .at(key, (line, asking) =>
          line.send((client) => {
            if (asking) ask(client);
            return send(client);
          }),
        )
        .catch(rethrow(false)),
    query,
    write: (script, keys, args) =>
      writing
        .at(keys[0]!, (line, asking) => confirmed(line, { script, keys, args }, asking))
        .catch(rethrow(true)),
    note: query,
    eachMaster: (send) => masters.each((line) => line.send(send)).catch(rethrow(false)),
    close: async () => {
      await Promise.all([masters.close(), writing.close()]);
    },
  };
}

type Runner = (line: Line, call: ScriptCall, asking: boolean) => Promise<unknown>;

function confirmedRunner(confirmation: Confirmation): Runner {
  const writers = new WeakMap<Line, ReturnType<typeof confirmedWrites>>();
  return (line, call, asking) => {
    const writer = writers.get(line) ?? confirmedWrites(line, confirmation);
    writers.set(line, writer);
    return writer(call, asking);
  };
}

const rethrow =
  (changes: boolean) =>
  (error: unknown): never => {
    throw storeFailure(error, changes);
  };
