import { type AddressInfo, connect, createServer, type Socket } from "node:net";

type Passing = (octets: Buffer, end: () => void) => Buffer;

interface ProxyOptions {
  /** What is passed on of what a client sends, or a server replies. The connection ends after it if `end` is called. */
  readonly toServer?: Passing;
  readonly toClient?: Passing;
}

export interface TcpProxy {
  readonly port: number;
  readonly close: () => Promise<void>;
}

const asIs: Passing = (octets) => octets;

/** Passes connections on to a port of this machine. */
export async function startTcpProxy(
  to: number,
  { toServer = asIs, toClient = asIs }: ProxyOptions,
): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(to, "127.0.0.1");
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    const pass = (from: Socket, into: Socket, change: Passing): void => {
      sockets.add(from);
      from.on("data", (octets) => {
        let ends = false;
        const passed = change(octets, () => {
          ends = true;
        });
        into.write(passed, () => {
          if (ends) end();
        });
      });
      from.on("error", end);
      from.on("close", () => {
        sockets.delete(from);
        end();
      });
    };
    pass(client, upstream, toServer);
    pass(upstream, client, toClient);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
