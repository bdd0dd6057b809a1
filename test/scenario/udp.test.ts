import { networkInterfaces } from "node:os";
import { afterEach, describe, expect, test } from "vitest";
import { listenUdp } from "../../src/server/udp/dgram.ts";
import type { UdpDrop, UdpListener, UdpListenerOptions } from "../../src/server/udp/listener.ts";
import { toyAnswer, toyQuery, toyReply } from "../support/toy-answer.ts";
import { transportProcess } from "../support/transport-process.ts";
import { closeClients, udpClient } from "../support/udp-client.ts";

const IPV6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));

const listeners: UdpListener[] = [];
async function listen(options: Partial<UdpListenerOptions> = {}): Promise<UdpListener> {
  const listener = await listenUdp({ host: "127.0.0.1", port: 0, answer: toyAnswer, ...options });
  listeners.push(listener);
  return listener;
}

afterEach(async () => {
  closeClients();
  await Promise.all(listeners.splice(0).map((listener) => listener.close()));
});

const queries = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, id) => toyQuery(id, 12 + (id % 900)));

describe("answers", () => {
  test("one datagram for one datagram", async () => {
    const listener = await listen();
    expect(listener).toMatchObject({ transport: "udp", host: "127.0.0.1" });
    const client = await udpClient(listener.port);
    await client.send(toyQuery(7));
    const [reply] = await client.take(1);
    expect(reply?.octets).toEqual(toyReply(toyQuery(7)));
    expect(listener.counters).toMatchObject({ received: 1, answered: 1 });
  });

  test("each of many clients gets its own", async () => {
    const { port, counters } = await listen();
    const clients = await Promise.all(Array.from({ length: 20 }, () => udpClient(port)));
    const asked = queries(20);
    for (let round = 0; round < 20; round++)
      await Promise.all(clients.map((client, i) => client.send(asked[i]!)));
    for (const [i, client] of clients.entries()) {
      const replies = await client.take(20);
      expect(replies.map(({ octets }) => octets)).toEqual(Array(20).fill(toyReply(asked[i]!)));
    }
    expect(counters).toMatchObject({ received: 400, answered: 400 });
  });

  test.runIf(IPV6)("over IPv6, and a socket for :: leaves IPv4 to others", async () => {
    const wildcard = await listen({ host: "::" });
    await listen({ port: wildcard.port });
    const client = await udpClient(wildcard.port, "::1");
    await client.send(toyQuery(7));
    const [reply] = await client.take(1);
    expect(reply).toMatchObject({ octets: toyReply(toyQuery(7)), from: { address: "::1" } });
    expect(wildcard.counters.answered).toBe(1);
  });

  test.runIf(process.platform === "linux")("leave from the address that was asked", async () => {
    const one = await listen({ host: "127.0.0.2" });
    const two = await listen({ host: "127.0.0.3", port: one.port });
    for (const { host, port } of [one, two]) {
      const client = await udpClient(port, host);
      await client.send(toyQuery(7));
      const [reply] = await client.take(1);
      expect(reply?.from).toMatchObject({ address: host, port });
    }
  });

  test("that the kernel does not take at once keep their octets", async () => {
    const server = await transportProcess("udp", { nodeOptions: "--test-udp-no-try-send" });
    const client = await udpClient(server.port);
    const asked = queries(300);
    // Up to a thousand may wait; the client's requests come in bursts that stay below.
    await client.send(...asked);
    const replies = await client.take(300);
    expect(replies.map(({ octets }) => octets)).toEqual(asked.map(toyReply));
    expect(await server.stop()).toMatchObject({ received: 300, answered: 300, dropped: { send: 0 } });
  });
});

describe("silence", () => {
  test("where the answer path chooses it, and after it throws the next query is answered", async () => {
    const drops: [reason: UdpDrop, cause?: unknown][] = [];
    const { port, counters } = await listen({ onDrop: (...drop) => drops.push(drop) });
    const client = await udpClient(port);
    const bug = toyQuery(2);
    bug[3] = 0x40;
    await client.send(toyReply(toyQuery(1)), bug, toyQuery(3));
    const [reply] = await client.take(1);
    expect(reply?.octets).toEqual(toyReply(toyQuery(3)));
    expect(drops).toEqual([
      ["unanswered", undefined],
      ["failed", new Error("a bug in the answer path")],
    ]);
    expect(counters).toEqual({
      received: 3,
      answered: 1,
      dropped: { sourcePort: 0, unanswered: 1, failed: 1, backlog: 0, send: 0, receive: 0 },
    });
  });

  test("nobody needs to be told of drops", async () => {
    const { port, counters } = await listen();
    const client = await udpClient(port);
    await client.send(toyReply(toyQuery(1)), toyQuery(2));
    await client.take(1);
    expect(counters.dropped.unanswered).toBe(1);
  });

  test("an empty datagram is handed over like any other", async () => {
    const lengths: number[] = [];
    const { port } = await listen({
      answer: (query, out) => {
        lengths.push(query.length);
        return query.length === 0 ? 0 : toyAnswer(query, out, "udp");
      },
    });
    const client = await udpClient(port);
    await client.send(Buffer.alloc(0), toyQuery(2));
    await client.take(1);
    expect(lengths).toEqual([0, 40]);
  });
});

describe("the socket", () => {
  test("refuses what is not an address, and an address that is taken", async () => {
    const { port } = await listen();
    await expect(listen({ host: "localhost" })).rejects.toThrow('host: "localhost" is not an IP address');
    await expect(listen({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await expect(listen({ host: "192.0.2.1" })).rejects.toMatchObject({ code: "EADDRNOTAVAIL" });
  });

  test.runIf(process.platform === "linux")("shares its port where that was asked for", async () => {
    const one = await listen({ reusePort: true });
    const two = await listen({ reusePort: true, port: one.port });
    // The kernel picks the socket by the client's port.
    for (let i = 0; i < 40; i++) {
      const client = await udpClient(one.port);
      await client.send(toyQuery(i));
      await client.take(1);
    }
    expect(one.counters.answered + two.counters.answered).toBe(40);
  });

  test("answers what was received before it closes", async () => {
    const listener = await listen();
    const client = await udpClient(listener.port);
    const asked = queries(100);
    await client.send(...asked);
    await Promise.all([listener.close(), listener.close()]);
    expect(listener.counters.answered).toBe(100);
    const replies = await client.take(100);
    expect(replies.map(({ octets }) => octets)).toEqual(asked.map(toyReply));
    // The port is free again.
    await listen({ port: listener.port });
  });
});
