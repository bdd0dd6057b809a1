import { once } from "node:events";
import { connect, type Socket, type TcpNetConnectOpts } from "node:net";

/** The message behind its length prefix. */
export function framed(message: Buffer): Buffer {
  const frame = Buffer.alloc(2 + message.length);
  frame.writeUInt16BE(message.length, 0);
  message.copy(frame, 2);
  return frame;
}

export interface TcpClient {
  readonly socket: Socket;
  /** Messages that came and were not taken. */
  readonly received: Buffer[];
  /** Whether the server's end of the stream, or an error, was seen. */
  readonly ended: () => boolean;
  /** Writes each message behind its prefix, all at once. */
  send(...messages: Buffer[]): void;
  /** Takes the next `count` messages. Rejects where the stream ends before. */
  take(count: number): Promise<Buffer[]>;
  /** Resolves when nothing more comes: the server's FIN or RST. */
  readonly end: Promise<void>;
}

const clients = new Set<Socket>();

/** Destroys all clients of this test file that are open. */
export function destroyClients(): void {
  for (const socket of clients) socket.destroy();
}

/** Connects, and resolves when the connection stands. */
export async function tcpClient(
  port: number,
  options: Partial<TcpNetConnectOpts> = {},
  reading = true,
): Promise<TcpClient> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true, ...options });
  clients.add(socket);
  await once(socket, "connect");

  const received: Buffer[] = [];
  let octets: Buffer = Buffer.alloc(0);
  let isEnded = false;
  let wake = (): void => {};
  const progress = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  const end = new Promise<void>((resolve) => {
    const ended = (): void => {
      isEnded = true;
      wake();
      resolve();
    };
    socket.on("end", ended);
    socket.on("error", ended);
    socket.on("close", () => {
      clients.delete(socket);
      ended();
    });
  });
  const onData = (chunk: Buffer): void => {
    octets = Buffer.concat([octets, chunk]);
    while (octets.length >= 2 && octets.length >= 2 + octets.readUInt16BE(0)) {
      const frame = 2 + octets.readUInt16BE(0);
      received.push(octets.subarray(2, frame));
      octets = octets.subarray(frame);
    }
    wake();
  };
  if (reading) socket.on("data", onData);

  return {
    socket,
    received,
    ended: () => isEnded,
    end,
    send: (...messages) => {
      socket.write(Buffer.concat(messages.map(framed)));
    },
    take: async (count) => {
      if (socket.listenerCount("data") === 0) socket.on("data", onData);
      while (received.length < count) {
        if (isEnded) throw new Error(`the stream ended after ${received.length} of ${count} messages`);
        await progress();
      }
      return received.splice(0, count);
    },
  };
}
