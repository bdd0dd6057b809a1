import { type AddressInfo, createServer, isIP, isIPv6, type Server, type Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Answer, Listener } from "../transport.ts";
import { addressPrefix } from "./address-prefix.ts";
import { newAnswering } from "./answering.ts";
import { Connection, type ConnectionShared } from "./connection.ts";
import { newConnectionTable } from "./connection-table.ts";
import { newTcpCounters, type TcpClose, type TcpCounters } from "./counters.ts";
import { CROWDED, type TcpLimits, tcpLimits } from "./limits.ts";

/** Connections that the kernel completes ahead of us (`net.core.somaxconn` may cut it). */
const BACKLOG = 1024;
/** How much Node reads ahead of a connection that is not read from, in octets, one read aside. */
const READ_AHEAD_OCTETS = 4096;
/** Milliseconds between two looks at the deadlines of all connections. */
const SWEEP_EVERY = 500;

export interface TcpListenerOptions {
  /** An address, never a host name. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly answer: Answer;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly limits?: Partial<TcpLimits>;
  /** Several sockets share the port, one a thread (SO_REUSEPORT). Default false. */
  readonly reusePort?: boolean;
  /** Told of each connection's end, with what was thrown, if anything was. Must not throw. */
  readonly onClose?: ((reason: TcpClose, cause: unknown) => void) | undefined;
}

/** A bound TCP socket. */
export interface TcpListener extends Listener {
  readonly transport: "tcp";
  readonly counters: Readonly<TcpCounters>;
  /** Closes the connections whose deadline has passed. Runs by itself twice a second. */
  sweep(): void;
}

/**
 * DNS over TCP (RFC 7766, RFC 9210). Rejects with the system's error where the address cannot be bound, with a TypeError
 * for a host that is not an address and a RangeError for a limit out of range. A socket for `::` takes no IPv4.
 *
 * Where the process has no descriptors left, libuv accepts and closes newcomers at once: allow it some hundred more than
 * `limits.connections`.
 */
export async function listenTcp(options: TcpListenerOptions): Promise<TcpListener> {
  const { host, port, answer, now, onClose, reusePort = false } = options;
  if (isIP(host) === 0) throw new TypeError(`host: ${JSON.stringify(host)} is not an IP address`);
  const limits = tcpLimits(options.limits);
  const counters = newTcpCounters();
  const table = newConnectionTable<Connection>();
  const gone = (reason: TcpClose, cause?: unknown): void => {
    counters.closed[reason]++;
    onClose?.(reason, cause);
  };
  const shared: ConnectionShared = {
    answerFed: newAnswering(answer, limits, counters),
    limits,
    now,
    touched: (connection) => table.touch(connection),
    gone: (connection, reason, cause) => {
      table.delete(connection);
      gone(reason, cause);
    },
  };

  const accept = (socket: Socket): void => {
    counters.accepted++;
    const address = socket.remoteAddress;
    // The peer has gone already.
    if (address === undefined) {
      socket.destroy();
      gone("broken");
      return;
    }
    const prefix = addressPrefix(address);
    if (table.sizeOf(prefix) >= limits.connectionsPerPrefix) table.mostIdle(prefix)?.destroy("evicted");
    else if (table.size >= limits.connections) table.mostIdle()?.destroy("evicted");
    table.add(new Connection(socket, prefix, shared));
  };

  const server = createServer(
    { allowHalfOpen: true, noDelay: true, highWaterMark: READ_AHEAD_OCTETS },
    accept,
  );
  await bound(server, { host, port, ipv6Only: isIPv6(host), exclusive: true, reusePort, backlog: BACKLOG });
  server.on("error", () => {
    counters.acceptErrors++;
  });

  const sweep = (): void => {
    const time = now();
    const crowded = table.size > CROWDED * limits.connections;
    const idle = crowded ? Math.min(limits.idle, limits.crowdedIdle) : limits.idle;
    for (const connection of table) connection.expire(time, idle);
  };
  const timer = setInterval(sweep, SWEEP_EVERY).unref();

  const close = async (): Promise<void> => {
    const stopped = new Promise((resolve) => server.close(resolve));
    // Two turns of the event loop read what the kernel has received already.
    await nextTurn();
    await nextTurn();
    for (const connection of table) connection.shutDown();
    await stopped;
    // The server counts a connection out one turn before its socket says so.
    while (table.size > 0) await nextTurn();
    clearInterval(timer);
  };
  let closed: Promise<void> | undefined;
  return Object.freeze({
    transport: "tcp" as const,
    host,
    port: (server.address() as AddressInfo).port,
    counters,
    sweep,
    close: () => (closed ??= close()),
  });
}

function bound(server: Server, options: Parameters<Server["listen"]>[0]): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
