import { createSocket } from "node:dgram";
import { once } from "node:events";
import { parseName } from "../../../src/zone/name-text.ts";
import { nameOfUser, serverOf, signedZone, type ZoneFixture } from "../../support/signed-zone-fixture.ts";
import type { Target } from "./probe-messages.ts";

/** A name server in this process, which answers soundly but for what a test does to its answers. */
export interface HonestServer {
  readonly target: Target;
  readonly zone: ZoneFixture;
  put(user: string, uri: string): void;
  remove(user: string): void;
  /** From now on answers go through `tamper`. */
  lie(tamper: Tamper): void;
  close(): Promise<void>;
}

/** Changes an answer, or takes it away; `ask` is the answer to another query. */
export type Tamper = (answer: Buffer, query: Buffer, ask: (query: Buffer) => Buffer) => Buffer | undefined;

export async function honestServer(): Promise<HonestServer> {
  let tamper: Tamper = (answer) => answer;
  const zone = signedZone();
  const server = serverOf([zone]);
  const ask = (query: Buffer): Buffer =>
    Buffer.from(server.send(query, { now: Math.floor(Date.now() / 1000) })!.octets);
  const socket = createSocket("udp4");
  socket.on("message", (query, { port, address }) => {
    const sent = tamper(ask(query), query, ask);
    if (sent !== undefined) socket.send(sent, port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    target: { host: "127.0.0.1", port: socket.address().port },
    zone,
    put: (user, uri) => zone.put(parseName(nameOfUser(user)), { uri }),
    remove: (user) => zone.remove(parseName(nameOfUser(user))),
    lie: (next) => {
      tamper = next;
    },
    close: async () => {
      socket.close();
      await once(socket, "close");
    },
  };
}
