import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";

interface UdpReply {
  readonly octets: Buffer;
  readonly from: RemoteInfo;
}

export interface UdpClient {
  /** Resolves when the kernel has taken all of them. */
  send(...messages: Buffer[]): Promise<void>;
  /** Takes the next `count` replies. */
  take(count: number): Promise<UdpReply[]>;
  /** Replies that came and were not taken. */
  readonly received: UdpReply[];
}

const clients = new Set<Socket>();

/** Closes all clients of this test file. */
export function closeClients(): void {
  for (const socket of clients) socket.close();
  clients.clear();
}

/** A socket that sends to one address and takes replies from anywhere. */
export async function udpClient(port: number, host = "127.0.0.1"): Promise<UdpClient> {
  const socket = createSocket({ type: isIPv6(host) ? "udp6" : "udp4", recvBufferSize: 1 << 22 });
  clients.add(socket);
  socket.bind();
  await once(socket, "listening");
  const received: UdpReply[] = [];
  let wake = (): void => {};
  socket.on("message", (octets, from) => {
    received.push({ octets, from });
    wake();
  });
  return {
    received,
    send: async (...messages) => {
      const sent = messages.map(
        (message) => new Promise<void>((resolve) => socket.send(message, port, host, () => resolve())),
      );
      await Promise.all(sent);
    },
    take: async (count) => {
      while (received.length < count)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return received.splice(0, count);
    },
  };
}
