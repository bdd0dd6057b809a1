import { Redis } from "ioredis";
import { pause } from "../pause.ts";
import { clientOptions } from "./client-options.ts";
import { withoutCommand } from "./failure.ts";
import { retryDelay } from "./retry-delay.ts";
import { SLOTS } from "./slot.ts";
import type { Address, Target } from "./target.ts";

/** Which master has which slot, as far as was heard. An address is text here, `host:port`, so that it can be a key. */
export interface ClusterMap {
  /** Resolves when the Cluster was asked for the first time, whether or not it has replied. */
  readonly opened: Promise<void>;
  masterOf(slot: number): string | undefined;
  /** In no promised order; empty for as long as no node has replied. */
  masters(): readonly string[];
  /** Why no node has replied. */
  failure(): unknown;
  /** What a node has said of one slot. */
  learn(slot: number, address: string): void;
  /** Has the Cluster asked anew soon. */
  doubt(): void;
  /** Calls back whenever the masters may have changed; stops to when what it returns is called. */
  watch(listener: () => void): () => void;
  close(): void;
}

/** Milliseconds: so long may masters go unnoticed that come or leave while nothing fails. */
const REFRESH_MILLISECONDS = 10_000;
/** Milliseconds between two questions: an outage makes no storm of them. */
const DOUBT_MILLISECONDS = 200;
/** Milliseconds that a node is given to reply before others are asked. */
const PATIENCE_MILLISECONDS = 1_000;
const ASKED_AT_ONCE = 3;

export const addressText = ({ host, port }: Address): string => `${host}:${port}`;

export function addressOf(text: string): Address {
  const colon = text.lastIndexOf(":");
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}

/** Starts to ask the Cluster, and goes on to. */
export function openClusterMap(target: Target, commandTimeout: number): ClusterMap {
  const closing = new AbortController();
  const { signal } = closing;
  const listeners = new Set<() => void>();
  let slots: readonly (string | undefined)[] = [];
  let masters: readonly string[] = [];
  let failure: unknown;
  let doubted = new AbortController();

  const refresh = async (): Promise<boolean> => {
    const candidates = [...shuffled(masters.map(addressOf)), ...shuffled(target.addresses)];
    try {
      slots = await firstOf(candidates, (node) =>
        slotsOf(target, node, Math.min(commandTimeout, PATIENCE_MILLISECONDS)),
      );
    } catch (error) {
      failure = error;
      return false;
    }
    masters = [...new Set(slots.filter((each) => each !== undefined))];
    for (const listener of listeners) listener();
    return true;
  };
  let settle: () => void;
  const opened = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const keepAsking = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted; ) {
      doubted = new AbortController();
      failures = (await refresh()) ? 0 : failures + 1;
      settle();
      await pause(failures === 0 ? DOUBT_MILLISECONDS : retryDelay(failures), signal);
      if (failures === 0) await pause(REFRESH_MILLISECONDS, AbortSignal.any([signal, doubted.signal]));
    }
  };
  void keepAsking();

  return {
    opened,
    masterOf: (slot) => slots[slot],
    masters: () => masters,
    failure: () => failure,
    learn: (slot, address) => {
      slots = slots.with(slot, address);
    },
    doubt: () => doubted.abort(),
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => closing.abort(),
  };
}

/** What the first of the nodes says that says something. Rejects as the one did that was asked last. */
async function firstOf<T>(nodes: readonly Address[], ask: (node: Address) => Promise<T>): Promise<T> {
  let failure: unknown;
  for (let i = 0; i < nodes.length; i += ASKED_AT_ONCE) {
    try {
      return await Promise.any(nodes.slice(i, i + ASKED_AT_ONCE).map(ask));
    } catch (error) {
      failure = (error as AggregateError).errors.at(-1);
    }
  }
  throw failure;
}

/** From first to last slot, and the nodes that have them, the master first. */
type Range = readonly [first: number, last: number, master: readonly [host: string | null, port: number]];

/** Asks on a connection of its own: those that are there may wait for something, or for a node that has gone. */
async function slotsOf(
  target: Target,
  node: Address,
  patience: number,
): Promise<readonly (string | undefined)[]> {
  const client = new Redis({ ...clientOptions(target, node, patience), retryStrategy: () => null });
  let reason: unknown;
  client.on("error", (error) => {
    reason ??= error;
  });
  try {
    await client.connect();
    // CLUSTER SHARDS, which takes its place in Redis 7, is not in 6.2.
    const ranges = (await client.cluster("SLOTS")) as readonly unknown[] as readonly Range[];
    if (ranges.length === 0) throw new Error("the node has no part in a Cluster that has slots");
    const slots = new Array<string | undefined>(SLOTS);
    for (const [first, last, [host, port]] of ranges) {
      // "NULL means that the client should send the next request to the same endpoint it used to send the current command";
      // "?" is a host that the node does not know. https://redis.io/docs/latest/commands/cluster-slots/
      if (host !== "?") slots.fill(addressText({ host: host || node.host, port }), first, last + 1);
    }
    return slots;
  } catch (error) {
    throw withoutCommand(reason ?? error);
  } finally {
    client.disconnect();
  }
}

const shuffled = <T>(values: readonly T[]): T[] =>
  values
    .map((value) => ({ value, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
