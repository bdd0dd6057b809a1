import { DomainError } from "../../errors.ts";
import { pause } from "../pause.ts";
import { storeClosed } from "../refusal.ts";
import { clientOptions } from "./client-options.ts";
import { addressOf, addressText, type ClusterMap, openClusterMap } from "./cluster-map.ts";
import { isReply } from "./failure.ts";
import { type Line, openLine } from "./line.ts";
import type { Attempt, Deployment, Masters, MastersOptions } from "./masters.ts";
import { redirectionOf } from "./redirection.ts";
import { retryDelay } from "./retry-delay.ts";
import { slotOf } from "./slot.ts";
import type { Target } from "./target.ts";

/**
 * A Cluster. The Cluster client of ioredis is not used: it chooses by itself what it sends again, and by which connection a command
 * goes. Here a command is sent again only where a node has replied that it did not carry it out.
 */
export function clusterMasters(target: Target, commandTimeout: number): Deployment {
  const map = openClusterMap(target, commandTimeout);
  return { open: (options) => openMasters(target, map, options), close: () => map.close() };
}

function openMasters(
  target: Target,
  map: ClusterMap,
  { commandTimeout, waiting, onReconnect }: MastersOptions,
): Masters {
  const lines = new Map<string, Line>();
  let closed = false;

  const lineTo = (address: string): Line => {
    if (closed) throw storeClosed();
    const present = lines.get(address);
    if (present !== undefined) return present;
    const line = openLine({
      client: clientOptions(target, addressOf(address), commandTimeout),
      onReady: () => onReconnect?.(),
      onLost: () => {
        map.doubt();
        onReconnect?.();
      },
    });
    if (waiting) keepOnly([]);
    lines.set(address, line);
    return line;
  };
  const keepOnly = (addresses: readonly string[]): void => {
    for (const [address, line] of lines) {
      if (addresses.includes(address)) continue;
      lines.delete(address);
      // What waits there waits in vain; everything else has its reply coming, or the reply that it is elsewhere.
      if (waiting) line.abandon();
      else void line.close();
    }
  };
  const follow = (): void => {
    const masters = map.masters();
    keepOnly(masters);
    if (!waiting) for (const address of masters) lineTo(address);
  };
  const unwatch = map.watch(follow);
  follow();

  const absent = (): DomainError => {
    const message = "no node of the Redis Cluster says where the data is";
    return new DomainError("store-unavailable", message, { cause: map.failure() });
  };
  const stop = (): void => {
    closed = true;
    unwatch();
  };
  return {
    opened: (async () => {
      await map.opened;
      await Promise.all([...lines.values()].map((line) => line.opened));
    })(),
    at: async (key, attempt) => {
      if (closed) throw storeClosed();
      if (map.masters().length === 0) throw absent();
      return followed(map, lineTo, slotOf(key), attempt, commandTimeout);
    },
    each: async (attempt) => {
      if (closed) throw storeClosed();
      const masters = map.masters();
      if (masters.length === 0) throw absent();
      return Promise.all(masters.map((address) => attempt(lineTo(address))));
    },
    close: async () => {
      stop();
      await Promise.all([...lines.values()].map((line) => line.close()));
    },
    abandon: () => {
      stop();
      for (const line of lines.values()) line.abandon();
    },
  };
}

/** Attempts for as long as nodes reply that it is to be elsewhere, or later, and so many milliseconds are not over. */
async function followed<T>(
  map: ClusterMap,
  lineTo: (address: string) => Line,
  slot: number,
  attempt: Attempt<T>,
  milliseconds: number,
): Promise<T> {
  // Few commands come to need it.
  let signal: AbortSignal | undefined;
  const patience = (): AbortSignal => {
    signal ??= AbortSignal.timeout(milliseconds);
    return signal;
  };
  let asked: string | undefined;
  for (let attempts = 1; ; attempts++) {
    const address = asked ?? map.masterOf(slot);
    if (address === undefined) {
      if (patience().aborted) throw new DomainError("store-unavailable", "the Redis Cluster is down");
      map.doubt();
      await pause(retryDelay(attempts), patience());
      continue;
    }
    const line = lineTo(address);
    await line.opened;
    try {
      return await attempt(line, asked !== undefined);
    } catch (error) {
      const redirection = redirectionOf(error, addressOf(address));
      // A connection that is not there or was lost may be for want of a newer map as well.
      if (redirection !== undefined || !isReply(error)) map.doubt();
      if (redirection === undefined || patience().aborted) throw error;
      asked = redirection.kind === "ask" ? addressText(redirection.address) : undefined;
      if (redirection.kind === "moved") map.learn(slot, addressText(redirection.address));
      // Nodes that do not agree yet send from one to the other and back.
      if (redirection.kind === "later" || attempts > 2) await pause(retryDelay(attempts), patience());
    }
  }
}
