import { EventEmitter } from "node:events";
import { beforeEach, expect, test, vi } from "vitest";
import { listenUdp } from "../../../../src/server/udp/dgram.ts";
import type { UdpDrop } from "../../../../src/server/udp/listener.ts";
import { toyAnswer, toyQuery, toyReply } from "../../../support/toy-answer.ts";

/** A socket that does what no test can make a kernel do. */
class FakeSocket extends EventEmitter {
  /** What was sent: the octets as they are now, not as they were. */
  readonly sent: Uint8Array[] = [];
  queueCount = 0;
  refusal: Error | null = null;
  asked = 0;

  bind(_options: unknown, listening: () => void): void {
    listening();
  }
  address() {
    return { address: "192.0.2.1", family: "IPv4", port: 5353 };
  }
  setRecvBufferSize(): void {
    throw new Error("ENOBUFS");
  }
  setSendBufferSize(): void {
    throw new Error("ENOBUFS");
  }
  getSendQueueCount(): number {
    return this.queueCount;
  }
  send(octets: Uint8Array, _port: number, _address: string, outcome?: (error: Error | null) => void): void {
    this.sent.push(octets);
    if (outcome === undefined) return;
    this.asked++;
    outcome(this.refusal);
  }
}

const made = vi.hoisted(() => ({ sockets: [] as unknown[] }));
vi.mock("node:dgram", () => ({ createSocket: () => made.sockets.at(-1) }));

let socket: FakeSocket;
let drops: [reason: UdpDrop, cause?: unknown][];
const ask = (query: Buffer, port = 4242): boolean =>
  socket.emit("message", query, { address: "192.0.2.9", family: "IPv4", port, size: query.length });
const listen = (answer = toyAnswer) =>
  listenUdp({ host: "192.0.2.1", port: 0, answer, onDrop: (...drop) => drops.push(drop) });

beforeEach(() => {
  socket = new FakeSocket();
  made.sockets.push(socket);
  drops = [];
});

test("a kernel that grants no larger buffers does not matter", async () => {
  const { port } = await listen();
  expect(port).toBe(5353);
});

test("source port 0 is dropped unread", async () => {
  const answer = vi.fn(toyAnswer);
  const { counters } = await listen(answer);
  ask(toyQuery(1), 0);
  expect(answer).not.toHaveBeenCalled();
  expect(counters).toMatchObject({ received: 1, answered: 0, dropped: { sourcePort: 1 } });
  expect(drops).toEqual([["sourcePort", undefined]]);
});

test("one buffer serves all answers while the kernel takes them", async () => {
  await listen();
  for (let id = 0; id < 5; id++) ask(toyQuery(id));
  expect(new Set(socket.sent.map(({ buffer }) => buffer)).size).toBe(1);
  // dgram is given the same view for the same length.
  expect(new Set(socket.sent).size).toBe(1);
});

test("an answer that waits for the kernel is not overwritten", async () => {
  await listen();
  socket.queueCount = 1;
  for (let id = 0; id < 5; id++) ask(toyQuery(id));
  expect(socket.sent).toEqual([0, 1, 2, 3, 4].map((id) => toyReply(toyQuery(id))));
  // Once the kernel has taken them, their buffers are free.
  socket.queueCount = 0;
  ask(toyQuery(5));
  ask(toyQuery(6));
  expect(socket.sent[5]).toBe(socket.sent[6]);
});

test("with 1,024 answers waiting queries are dropped unread until the kernel takes some", async () => {
  const answer = vi.fn(toyAnswer);
  const { counters } = await listen(answer);
  socket.queueCount = 1024;
  ask(toyQuery(1));
  ask(toyQuery(2));
  expect(answer).toHaveBeenCalledTimes(1);
  expect(counters).toMatchObject({ received: 2, answered: 1, dropped: { backlog: 1 } });
  socket.queueCount = 1023;
  ask(toyQuery(3));
  expect(counters).toMatchObject({ answered: 2, dropped: { backlog: 1 } });
});

test("a sample of the sends asks for the outcome; after a refusal all do, until one goes out", async () => {
  const { counters } = await listen();
  const askMany = (count: number): void => {
    for (let id = 0; id < count; id++) ask(toyQuery(id));
  };
  askMany(128);
  expect(socket.asked).toBe(2);

  socket.refusal = Object.assign(new Error("send EPERM"), { code: "EPERM" });
  askMany(10);
  expect(socket.asked).toBe(12);
  expect(counters.dropped.send).toBe(10);
  expect(drops[0]).toEqual(["send", socket.refusal]);

  socket.refusal = null;
  askMany(10);
  expect(socket.asked).toBe(13);
  expect(counters).toMatchObject({ received: 148, answered: 148, dropped: { send: 10, failed: 0 } });
});

test("errors of the socket are counted, not thrown", async () => {
  const { counters } = await listen();
  const error = new Error("recvmsg ENOMEM");
  socket.emit("error", error);
  expect(counters.dropped.receive).toBe(1);
  expect(drops).toEqual([["receive", error]]);
});

test("a send that throws is counted like an answer that throws", async () => {
  const { counters } = await listen();
  socket.send = () => {
    throw new Error("ERR_SOCKET_DGRAM_NOT_RUNNING");
  };
  ask(toyQuery(1));
  expect(counters).toMatchObject({ received: 1, answered: 0, dropped: { failed: 1 } });
});
