import { networkInterfaces } from "node:os";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { framed, tcpClient } from "../support/tcp-client.ts";
import { ask, closeAll, LINUX, listen, pass, queries, someTurns } from "../support/tcp-listening.ts";
import { toyAnswer, toyQuery, toyReply } from "../support/toy-answer.ts";

const IPV6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));

afterEach(closeAll);

describe("messages (RFC 7766 §6.2.1, §8)", () => {
  test("one question, and another one on the same connection", async () => {
    const listener = await listen();
    expect(listener).toMatchObject({ transport: "tcp", host: "127.0.0.1" });
    const client = await tcpClient(listener.port);
    await ask(client, 1);
    await ask(client, 2);
    expect(listener.counters).toMatchObject({ accepted: 1, queries: 2 });
  });

  test("are known to come over TCP", async () => {
    const transports: string[] = [];
    const { port } = await listen({
      answer: (query, out, transport) => {
        transports.push(transport);
        return toyAnswer(query, out, transport);
      },
    });
    await ask(await tcpClient(port));
    expect(transports).toEqual(["tcp"]);
  });

  test("pipelined: a thousand at once are answered in order", async () => {
    const { port, counters } = await listen();
    const client = await tcpClient(port);
    client.send(...queries(1000));
    expect(await client.take(1000)).toEqual(queries(1000).map(toyReply));
    expect(counters.queries).toBe(1000);
  });

  test("every octet in a segment of its own", async () => {
    const { port } = await listen();
    const client = await tcpClient(port);
    for (const octet of Buffer.concat([framed(toyQuery(1)), framed(toyQuery(2))])) {
      client.socket.write(Buffer.of(octet));
      await nextTurn();
    }
    expect(await client.take(2)).toEqual([toyReply(toyQuery(1)), toyReply(toyQuery(2))]);
  });

  test("the end of one and the beginning of the next in one segment", async () => {
    const { port } = await listen();
    const client = await tcpClient(port);
    const stream = Buffer.concat(queries(6).map(framed));
    for (let at = 0; at < stream.length; at += 50) {
      client.socket.write(stream.subarray(at, at + 50));
      await nextTurn();
    }
    expect(await client.take(6)).toEqual(queries(6).map(toyReply));
  });

  test("of the largest size", async () => {
    const { port } = await listen();
    const client = await tcpClient(port);
    const largest = toyQuery(9, 65_535);
    client.send(largest, largest, largest);
    expect(await client.take(3)).toEqual([toyReply(largest), toyReply(largest), toyReply(largest)]);
  });

  test.runIf(IPV6)("over IPv6, and a socket for :: leaves IPv4 to others", async () => {
    const { port, counters } = await listen({ host: "::" });
    await listen({ port });
    await ask(await tcpClient(port, { host: "::1" }));
    expect(counters.queries).toBe(1);
  });
});

describe("the peer's end", () => {
  test("half-closed: what was asked is answered, then the connection ends", async () => {
    const { port, counters } = await listen();
    const client = await tcpClient(port, { allowHalfOpen: true });
    client.send(...queries(200));
    client.socket.end();
    expect(await client.take(200)).toEqual(queries(200).map(toyReply));
    await client.end;
    expect(counters).toMatchObject({ queries: 200, closed: { peer: 1 } });
  });

  test("within a message: the connection ends", async () => {
    const { port, counters } = await listen();
    const client = await tcpClient(port, { allowHalfOpen: true });
    client.socket.end(framed(toyQuery(1)).subarray(0, 20));
    await client.end;
    expect(counters).toMatchObject({ queries: 0, closed: { peer: 1 } });
  });

  test("by a reset: counted, with its cause", async () => {
    const causes: unknown[] = [];
    const { port, counters } = await listen({ onClose: (reason, cause) => causes.push(reason, cause) });
    const client = await tcpClient(port);
    await ask(client);
    client.socket.resetAndDestroy();
    while (counters.closed.broken === 0) await nextTurn();
    expect(causes).toEqual(["broken", expect.objectContaining({ code: "ECONNRESET" })]);
  });
});

describe("junk closes its own connection", () => {
  const failing = toyQuery(2);
  failing[3] = 0x40;

  test.each([
    ["a message of length 0", Buffer.alloc(0), "junk"],
    ["a message shorter than a header", Buffer.alloc(11), "junk"],
    ["a message that gets no answer", toyReply(toyQuery(2)), "unanswered"],
    ["a message at which the answer path throws", failing, "failed"],
  ] as const)("%s", async (_, message, reason) => {
    const { port, counters } = await listen();
    const other = await tcpClient(port);
    await ask(other);
    const client = await tcpClient(port, { allowHalfOpen: true });
    client.send(toyQuery(1), message, toyQuery(3));
    await client.end;
    // What came before the junk is answered, what follows it is not.
    expect(client.received).toEqual([toyReply(toyQuery(1))]);
    client.socket.end();
    while (counters.closed[reason] === 0) await nextTurn();
    await ask(other, 4);
    expect(counters).toMatchObject({ accepted: 2, queries: 3 });
  });

  test("and a peer that stays after our end is destroyed after the grace", async () => {
    const { port, counters } = await listen();
    const client = await tcpClient(port, { allowHalfOpen: true });
    client.send(Buffer.alloc(0));
    await client.end;
    pass(1999);
    expect(counters.closed.junk).toBe(0);
    pass(1);
    expect(counters.closed.junk).toBe(1);
  });

  test("and a peer that floods after our end is destroyed", async () => {
    const { port, counters } = await listen();
    const client = await tcpClient(port, { allowHalfOpen: true });
    client.send(Buffer.alloc(0));
    await client.end;
    client.socket.write(Buffer.alloc(300_000));
    while (counters.closed.junk === 0) await nextTurn();
  });
});

describe("the listener's end", () => {
  test("what was received is answered, then the connections end", async () => {
    const listener = await listen();
    const idle = await tcpClient(listener.port);
    const client = await tcpClient(listener.port);
    await Promise.all([ask(idle), ask(client)]);
    client.send(...queries(500));
    const closed = Promise.all([listener.close(), listener.close()]);
    expect(await client.take(500)).toEqual(queries(500).map(toyReply));
    await Promise.all([client.end, idle.end, closed]);
    expect(listener.counters).toMatchObject({ queries: 502, closed: { shutdown: 2 } });
    await expect(tcpClient(listener.port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("who does not leave is destroyed after the grace", async () => {
    const listener = await listen();
    const client = await tcpClient(listener.port, { allowHalfOpen: true });
    await ask(client);
    let isClosed = false;
    const closed = listener.close().then(() => {
      isClosed = true;
    });
    await client.end;
    pass(1999);
    await someTurns();
    expect(isClosed).toBe(false);
    pass(1);
    await closed;
    expect(listener.counters.closed.shutdown).toBe(1);
  });

  test("who does not read is destroyed after the grace", async () => {
    const listener = await listen({
      answer: (query, out) => {
        out.set(query);
        return 60_000;
      },
    });
    const client = await tcpClient(listener.port, {}, false);
    client.socket.pause();
    client.send(...queries(4000));
    while (listener.counters.queries < 10) await nextTurn();
    const closed = listener.close();
    await someTurns();
    pass(2000);
    await closed;
    expect(listener.counters.closed.shutdown).toBe(1);
    expect(listener.counters.queries).toBeLessThan(4000);
  });
});

describe("the socket", () => {
  test("refuses what is not an address, an address that is taken, a limit out of range", async () => {
    const { port } = await listen();
    await expect(listen({ host: "localhost" })).rejects.toThrow('host: "localhost" is not an IP address');
    await expect(listen({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await expect(listen({ limits: { connections: 0 } })).rejects.toThrow(RangeError);
  });

  test.runIf(LINUX)("shares its port where that was asked for", async () => {
    const one = await listen({ reusePort: true });
    const two = await listen({ reusePort: true, port: one.port });
    for (let i = 0; i < 40; i++) await ask(await tcpClient(one.port));
    expect(one.counters.queries + two.counters.queries).toBe(40);
  });
});
