import { networkInterfaces } from "node:os";
import { listenTcp } from "../tcp/listen.ts";
import type { Answer, Listener } from "../transport.ts";
import { listenUdp } from "../udp/dgram.ts";
import type { BoundAddress, ListenAddress } from "./messages.ts";

/** The sockets of all listen addresses. */
export interface Listeners {
  /** Binds UDP and TCP on each address, or none: rejects with the system's error, which names address and port. */
  open(addresses: readonly ListenAddress[]): Promise<readonly BoundAddress[]>;
  /** How many sockets are bound. */
  readonly bound: number;
  close(): Promise<void>;
}

/**
 * TCP and UDP answer the same way; `monotonic` is in milliseconds. `onFailure` hears of what `answer` threw, which it promises
 * not to do.
 */
export function createListeners(
  answer: Answer,
  monotonic: () => number,
  onFailure: (error: unknown) => void,
): Listeners {
  const heard = (reason: string, cause: unknown): void => {
    if (reason === "failed") onFailure(cause);
  };
  let open: Listener[] = [];
  const closeAll = async (listeners: readonly Listener[]): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.close()));
  };
  return {
    open: async (addresses) => {
      const opened: Listener[] = [];
      try {
        for (const { host, port } of addresses) {
          const tcp = await listenTcp({ host, port, answer, now: monotonic, onClose: heard });
          opened.push(tcp);
          for (const address of udpHosts(host)) {
            opened.push(await listenUdp({ host: address, port: tcp.port, answer, onDrop: heard }));
          }
        }
      } catch (error) {
        await closeAll(opened);
        throw error;
      }
      open = [...open, ...opened];
      return opened.map(({ transport, host, port }) => ({ transport, host, port }));
    },
    get bound() {
      return open.length;
    },
    close: async () => {
      const closing = open;
      open = [];
      await closeAll(closing);
    },
  };
}

const WILDCARD_FAMILIES: ReadonlyMap<string, string> = new Map([
  ["0.0.0.0", "IPv4"],
  ["::", "IPv6"],
]);

/**
 * The addresses to bind for UDP. A socket on a wildcard may reply from another address than the one that was asked, and
 * resolvers discard that: it becomes a socket for each address that this machine has now. Link-local ones, which need a
 * scope, are left out.
 */
function udpHosts(host: string): readonly string[] {
  const family = WILDCARD_FAMILIES.get(host);
  if (family === undefined) return [host];
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const own = addresses
    .filter((each) => each.family === family && !each.scopeid)
    .map(({ address }) => address);
  if (own.length === 0) {
    const code = "EADDRNOTAVAIL";
    throw Object.assign(new Error(`listen ${code}: this machine has no ${family} address for ${host}`), {
      code,
    });
  }
  return [...new Set(own)];
}
