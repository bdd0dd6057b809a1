import type { Redis } from "ioredis";
import { storeFailure } from "./failure.ts";
import type { Deployment, MastersOptions } from "./masters.ts";
import { ask, run, type Script, type ScriptArguments } from "./script.ts";

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
  /** Runs a script that changes something. Where the reply is lost, the rejection is `outcome-unknown`. */
  write(script: Script, keys: readonly string[], args: ScriptArguments): Promise<unknown>;
  /** Runs a script that changes something which is said again before long: its loss harms nobody. */
  note(script: Script, keys: readonly string[], args: ScriptArguments): Promise<unknown>;
  /** Sends commands that concern a server and no key to every master: a Cluster has several. */
  eachMaster<T>(send: (master: Redis) => Promise<T>): Promise<readonly T[]>;
  /** Waits for replies that are due, then closes. May be called twice. */
  close(): Promise<void>;
}

interface ConnectionOptions extends MastersOptions {
  /** Closes the connection at once when it aborts. */
  readonly signal?: AbortSignal;
}

/** Resolves when the first attempt to connect has succeeded or failed; in both cases it goes on from there. */
export async function openConnection(
  deployment: Deployment,
  { signal, ...options }: ConnectionOptions,
): Promise<Connection> {
  const masters = deployment.open(options);
  signal?.addEventListener("abort", () => masters.abandon(), { once: true });
  if (signal?.aborted) masters.abandon();
  else await masters.opened;

  const query: Connection["query"] = (script, keys, args) =>
    masters
      .at(keys[0]!, (line, asking) => line.send((client) => run(client, script, keys, args, asking)))
      .catch(rethrow(false));
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
      masters
        .at(keys[0]!, (line, asking) => line.send((client) => run(client, script, keys, args, asking)))
        .catch(rethrow(true)),
    note: query,
    eachMaster: (send) => masters.each((line) => line.send(send)).catch(rethrow(false)),
    close: () => masters.close(),
  };
}

const rethrow =
  (changes: boolean) =>
  (error: unknown): never => {
    throw storeFailure(error, changes);
  };
