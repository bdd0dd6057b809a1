import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { isIP, isIPv6 } from "node:net";
import { MAX_UDP_ANSWER_OCTETS } from "../../zone/message-size.ts";
import { type ListenUdp, newUdpCounters, type UdpDrop } from "./listener.ts";

/** Room for bursts, in octets. The kernel may grant less (`net.core.rmem_max`). */
const SOCKET_BUFFER_OCTETS = 4 * 1024 * 1024;
/** Answers that may wait in the process once the kernel takes no more; further queries are dropped unread. */
const MAX_QUEUED_ANSWERS = 1024;
/** One send in so many asks for its outcome (a power of two). */
const OUTCOME_EVERY = 64;
/** Event loop turns that `close()` grants to what the kernel has received already. */
const CLOSE_TURNS = 64;

/**
 * UDP through `node:dgram`: one call and one datagram at a time, on every platform. Rejects with the system's error
 * where the address cannot be bound, and with a TypeError for a host that is not an address.
 *
 * The reply leaves from the address that was asked when `host` is that address. Bound to `0.0.0.0` or `::` the kernel
 * picks the source by its routing table, and a host with several addresses may reply from another one, which resolvers
 * discard: list such addresses one by one. A socket for `::` takes no IPv4.
 */
export const listenUdp: ListenUdp = async (options) => {
  const { host, answer, onDrop } = options;
  if (isIP(host) === 0) throw new TypeError(`host: ${JSON.stringify(host)} is not an IP address`);
  const ipv6 = isIPv6(host);
  const socket = createSocket({
    type: ipv6 ? "udp6" : "udp4",
    ipv6Only: ipv6,
    reusePort: options.reusePort ?? false,
    // A peer's address is never a host name. The default look-up costs each send a tick of its own.
    lookup: (address, _options, callback) => callback(null, address, ipv6 ? 6 : 4),
  });
  await bound(socket, host, options.port);
  enlargeBuffers(socket);

  const counters = newUdpCounters();
  const drop = (reason: UdpDrop, cause?: unknown): void => {
    counters.dropped[reason]++;
    onDrop?.(reason, cause);
  };

  // dgram wraps what it sends in a view of the right length, unless that is what it is given: one view for each length
  // that was ever sent serves all answers of it.
  const room = Buffer.alloc(MAX_UDP_ANSWER_OCTETS);
  const views = new Array<Uint8Array | undefined>(MAX_UDP_ANSWER_OCTETS + 1).fill(undefined);
  const viewOf = (length: number): Uint8Array => {
    const view = room.subarray(0, length);
    views[length] = view;
    return view;
  };
  // While answers wait for the kernel, their octets belong to the queue: `room` may be one of them.
  let queued = 0;

  // dgram reports a refused send through a callback alone, and a callback costs each send a tick. So a sample asks, and
  // after a refusal every send does until one goes out.
  let refused = false;
  const outcome = (error: Error | null): void => {
    refused = error !== null;
    if (refused) drop("send", error);
  };

  const respond = (query: Buffer, from: RemoteInfo): void => {
    const out = queued === 0 ? room : Buffer.alloc(MAX_UDP_ANSWER_OCTETS);
    const length = answer(query, out, "udp");
    if (length === 0) {
      drop("unanswered");
      return;
    }
    const octets = queued === 0 ? (views[length] ?? viewOf(length)) : out.subarray(0, length);
    if (refused || counters.answered % OUTCOME_EVERY === 0)
      socket.send(octets, from.port, from.address, outcome);
    else socket.send(octets, from.port, from.address);
    counters.answered++;
    queued = socket.getSendQueueCount();
  };

  socket.on("message", (query, from) => {
    counters.received++;
    if (queued > 0) queued = socket.getSendQueueCount();
    if (from.port === 0) drop("sourcePort");
    else if (queued >= MAX_QUEUED_ANSWERS) drop("backlog");
    else {
      // The guard at the edge: one bad packet cannot stop the process.
      try {
        respond(query, from);
      } catch (error) {
        drop("failed", error);
      }
    }
  });
  socket.on("error", (error) => drop("receive", error));

  let closed: Promise<void> | undefined;
  return Object.freeze({
    transport: "udp" as const,
    host,
    port: socket.address().port,
    counters,
    close: () => (closed ??= closeQuietly(socket, counters)),
  });
};

function bound(socket: Socket, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      socket.close();
      reject(error);
    };
    socket.once("error", failed);
    socket.bind({ address, port, exclusive: true }, () => {
      socket.off("error", failed);
      resolve();
    });
  });
}

function enlargeBuffers(socket: Socket): void {
  for (const enlarge of [socket.setRecvBufferSize, socket.setSendBufferSize])
    try {
      enlarge.call(socket, SOCKET_BUFFER_OCTETS);
    } catch {
      // Linux grants what it allows; other systems refuse, and their default serves.
    }
}

/** Goes on until two turns of the event loop in a row bring nothing and no answer waits, or the turns are used up. */
function closeQuietly(socket: Socket, counters: { readonly received: number }): Promise<void> {
  return new Promise((resolve) => {
    let seen = counters.received;
    let turns = 0;
    let quiet = 0;
    const turn = (): void => {
      quiet = counters.received === seen ? quiet + 1 : 0;
      seen = counters.received;
      if (++turns < CLOSE_TURNS && (quiet < 2 || socket.getSendQueueCount() > 0)) setImmediate(turn);
      else socket.close(resolve);
    };
    setImmediate(turn);
  });
}
