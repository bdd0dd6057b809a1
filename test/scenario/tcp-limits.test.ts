import { once } from "node:events";
import { connect } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import type { Answer } from "../../src/server/transport.ts";
import { framed, type TcpClient, tcpClient } from "../support/tcp-client.ts";
import {
  ask,
  closeAll,
  LINUX,
  listen,
  pass,
  passUnnoticed,
  queries,
  someTurns,
} from "../support/tcp-listening.ts";
import { toyAnswer, toyQuery, toyReply } from "../support/toy-answer.ts";
import { transportProcess } from "../support/transport-process.ts";

afterEach(closeAll);

describe("deadlines", () => {
  test("a message that was begun is completed in 5 s, and single octets do not help", async () => {
    const { port, counters } = await listen();
    const client = await tcpClient(port);
    const frame = framed(toyQuery(2));
    client.socket.write(Buffer.concat([framed(toyQuery(1)), frame.subarray(0, 1)]));
    await client.take(1);
    for (let i = 1; i < 5; i++) {
      client.socket.write(frame.subarray(i, i + 1));
      await someTurns();
      pass(1000);
    }
    pass(999);
    expect(counters.closed.messageDeadline).toBe(0);
    pass(1);
    await client.end;
    expect(counters.closed.messageDeadline).toBe(1);
  });

  test("the deadline is that of the message, not of the connection", async () => {
    const { port, counters } = await listen();
    const client = await tcpClient(port);
    const frame = framed(toyQuery(1));
    // Each write completes a message and begins the next.
    client.socket.write(Buffer.concat([frame, frame.subarray(0, 9)]));
    for (let i = 0; i < 4; i++) {
      await client.take(1);
      pass(4000);
      client.socket.write(Buffer.concat([frame.subarray(9), frame.subarray(0, 9)]));
    }
    await client.take(1);
    expect(counters.closed.messageDeadline).toBe(0);
  });

  test("an idle connection is closed after 10 s, counted from the last message", async () => {
    const { port, counters } = await listen();
    const silent = await tcpClient(port);
    const client = await tcpClient(port);
    await ask(client);
    pass(9999);
    expect(counters.closed.idle).toBe(0);
    await ask(client);
    pass(1);
    await silent.end;
    expect(counters.closed.idle).toBe(1);
    pass(9998);
    await ask(client);
    pass(10_000);
    await client.end;
    expect(counters.closed.idle).toBe(2);
  });

  test("above 80 % of the connections, after 2 s", async () => {
    const { port, counters } = await listen({ limits: { connections: 5 } });
    const clients: TcpClient[] = [];
    const more = async (): Promise<void> => {
      const client = await tcpClient(port);
      await ask(client);
      clients.push(client);
    };
    for (let i = 0; i < 4; i++) await more();
    pass(2000);
    expect(counters.closed.idle).toBe(0);
    await more();
    pass(0);
    await Promise.all(clients.slice(0, 4).map(({ end }) => end));
    expect(counters.closed.idle).toBe(4);
    await ask(clients[4]!);
  });

  test("the listener looks at them by itself", async () => {
    const { port, counters } = await listen();
    const client = await tcpClient(port);
    await ask(client);
    passUnnoticed(10_000);
    await client.end;
    expect(counters.closed.idle).toBe(1);
  });
});

describe("caps", () => {
  test("in all: the most idle makes room", async () => {
    const { port, counters } = await listen({ limits: { connections: 3 } });
    const [a, b, c] = [await tcpClient(port), await tcpClient(port), await tcpClient(port)];
    for (const client of [a, b, c, a]) await ask(client);
    const d = await tcpClient(port);
    await b.end;
    for (const client of [a, c, d]) await ask(client);
    expect(counters).toMatchObject({ accepted: 4, closed: { evicted: 1 } });
  });

  test.runIf(LINUX)("by prefix: the most idle of the same prefix makes room", async () => {
    const { port, counters } = await listen({ limits: { connectionsPerPrefix: 2 } });
    const from = (localAddress: string) => tcpClient(port, { localAddress });
    const elsewhere = await from("127.0.1.1");
    await ask(elsewhere);
    const a = await from("127.0.0.1");
    await ask(a);
    const b = await from("127.0.0.200");
    await ask(b);
    const c = await from("127.0.0.3");
    await a.end;
    for (const client of [elsewhere, b, c]) await ask(client);
    expect(counters).toMatchObject({ accepted: 4, closed: { evicted: 1 } });
  });

  test.runIf(LINUX)("five hundred connections at a time", async () => {
    const { port, counters } = await listen();
    const clients = await Promise.all(
      Array.from({ length: 500 }, (_, i) => tcpClient(port, { localAddress: `127.0.${i % 10}.1` })),
    );
    await Promise.all(clients.map((client, i) => ask(client, i)));
    await Promise.all(clients.map((client, i) => ask(client, i + 500)));
    expect(counters).toMatchObject({ accepted: 500, queries: 1000, closed: { evicted: 0 } });
  });

  test("a pipeline does not keep the others waiting", async () => {
    const order: number[] = [];
    const { port } = await listen({
      answer: (query, out, transport) => {
        order.push(query[0]!);
        return toyAnswer(query, out, transport);
      },
    });
    const busy = await tcpClient(port);
    const other = await tcpClient(port);
    await ask(busy);
    await ask(other);
    order.length = 0;
    busy.send(...Array.from({ length: 1500 }, () => toyQuery(0x0100)));
    other.send(toyQuery(0x0200));
    await Promise.all([busy.take(1500), other.take(1)]);
    expect(order.indexOf(2)).toBeLessThan(1000);
  });

  test.runIf(LINUX)("the accept loop survives a process without descriptors", async () => {
    const server = await transportProcess("tcp", { prepare: "ulimit -n 64;" });
    const sockets = Array.from({ length: 150 }, () =>
      connect(server.port, "127.0.0.1").on("error", () => {}),
    );
    // The server cannot hold them all: some are closed as they come.
    await Promise.any(sockets.map((socket) => once(socket.resume(), "close")));
    for (const socket of sockets) socket.destroy();

    let reply: Buffer | undefined;
    while (reply === undefined) {
      expect(server.running()).toBe(true);
      // The descriptors come back as the server learns that the clients are gone.
      const client = await tcpClient(server.port).catch(() => undefined);
      client?.send(toyQuery(1));
      reply = (await client?.take(1).catch(() => []))?.[0];
      client?.socket.destroy();
    }
    expect(reply).toEqual(toyReply(toyQuery(1)));
    expect(await server.stop()).toMatchObject({ queries: 1 });
  });
});

describe("a peer that does not read", () => {
  const ANSWER_OCTETS = 60_000;
  const large: Answer = (query, out) => {
    out.fill(0, 0, ANSWER_OCTETS);
    out.set(query);
    return ANSWER_OCTETS;
  };

  test("is not read from, costs bounded memory, and is dropped", async () => {
    const { port, counters } = await listen({ answer: large });
    const client = await tcpClient(port, {}, false);
    client.socket.pause();
    const before = process.memoryUsage().arrayBuffers;
    // 4,000 answers are 240 MB; the kernel takes some megabytes of them.
    const asked = 4000;
    client.send(...Array.from({ length: asked }, (_, id) => toyQuery(id)));
    let answered = -1;
    while (counters.queries > answered || answered === 0) {
      answered = counters.queries;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(answered).toBeLessThan(asked / 2);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
    // Each look that finds progress grants the time anew.
    while (counters.closed.writeDeadline === 0) {
      pass(10_000);
      await someTurns();
    }
    expect(counters.queries).toBeLessThan(asked / 2);
    client.socket.resume();
    await client.end;
  });

  test("and begins to read again: it gets every answer, in order", async () => {
    const { port, counters } = await listen({ answer: large });
    const client = await tcpClient(port, {}, false);
    client.send(...queries(500));
    while (counters.queries === 0) await nextTurn();
    await someTurns();
    const replies = await client.take(500);
    expect(replies.map((reply) => reply.readUInt16BE(0))).toEqual(queries(500).map((_, id) => id));
    expect(replies.every((reply) => reply.length === ANSWER_OCTETS)).toBe(true);
    pass(9999);
    client.send(toyQuery(7));
    await client.take(1);
    expect(counters.queries).toBe(501);
  });

  test("half-closed: it gets every answer all the same", async () => {
    const { port, counters } = await listen({ answer: large });
    const client = await tcpClient(port, { allowHalfOpen: true }, false);
    client.send(...queries(300));
    client.socket.end();
    while (counters.queries === 0) await nextTurn();
    expect(await client.take(300)).toHaveLength(300);
    await client.end;
    expect(counters).toMatchObject({ queries: 300, closed: { peer: 1 } });
  });
});
