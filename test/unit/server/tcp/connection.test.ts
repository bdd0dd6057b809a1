import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { beforeEach, describe, expect, test } from "vitest";
import { newAnswering } from "../../../../src/server/tcp/answering.ts";
import { Connection } from "../../../../src/server/tcp/connection.ts";
import type { TcpClose } from "../../../../src/server/tcp/counters.ts";
import { tcpLimits } from "../../../../src/server/tcp/limits.ts";
import { framed } from "../../../support/tcp-client.ts";
import { toyAnswer, toyQuery } from "../../../support/toy-answer.ts";

/** A socket whose kernel takes what the test says. */
class FakeSocket extends EventEmitter {
  writableLength = 0;
  written = 0;
  paused = false;
  ended = false;
  destroyed: "FIN" | "RST" | undefined;
  #onSent: ((error?: Error | null) => void)[] = [];

  write(octets: Buffer, onSent: () => void): void {
    this.written += octets.length;
    this.writableLength += octets.length;
    this.#onSent.push(onSent);
  }
  /** The kernel takes all but so many octets. */
  take(left = 0, error?: Error): void {
    this.writableLength = left;
    const waiting = this.#onSent;
    this.#onSent = left > 0 ? waiting.slice(-1) : [];
    for (const onSent of waiting) onSent(error);
  }
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
  }
  isPaused(): boolean {
    return this.paused;
  }
  end(): void {
    this.ended = true;
  }
  destroy(): void {
    this.destroyed = "FIN";
  }
  resetAndDestroy(): void {
    this.destroyed = "RST";
  }
}

const IDLE = 2000;
const limits = tcpLimits({
  idle: IDLE,
  messageDeadline: 3000,
  writeDeadline: 5000,
  unsentOctets: 1024,
  queriesPerTurn: 1,
});

let time: number;
let socket: FakeSocket;
let connection: Connection;
let gone: TcpClose[];

beforeEach(() => {
  time = 50_000;
  socket = new FakeSocket();
  gone = [];
  connection = new Connection(socket as unknown as Socket, "127.0.0", {
    answerFed: newAnswering(toyAnswer, limits, { queries: 0 }),
    limits,
    now: () => time,
    touched: () => {},
    gone: (_, reason) => gone.push(reason),
  });
});

const receive = (...messages: Buffer[]) => socket.emit("data", Buffer.concat(messages.map(framed)));
const pass = (milliseconds: number): void => {
  time += milliseconds;
  connection.expire(time, IDLE);
};

describe("while answers wait for the peer", () => {
  test("it is neither idle nor late with its next message, but has to take some of them in time", () => {
    socket.emit("data", Buffer.concat([framed(toyQuery(1)), Buffer.of(0)]));
    pass(4999);
    expect(gone).toEqual([]);
    pass(1);
    expect(gone).toEqual(["writeDeadline"]);
    // What the kernel holds for it is thrown away as well.
    expect(socket.destroyed).toBe("RST");
  });

  test("each time that it takes some the time begins anew", () => {
    receive(toyQuery(1));
    for (let i = 0; i < 4; i++) {
      pass(4000);
      receive(toyQuery(2));
      socket.take(42);
    }
    pass(4999);
    expect(gone).toEqual([]);
    pass(1);
    expect(gone).toEqual(["writeDeadline"]);
  });

  test("it is idle only since the last answer went", () => {
    receive(toyQuery(1));
    pass(4000);
    socket.take();
    pass(1999);
    expect(gone).toEqual([]);
    pass(1);
    expect(gone).toEqual(["idle"]);
    expect(socket.destroyed).toBe("FIN");
  });

  test("past the bound nothing is read or answered until all of them went", () => {
    receive(toyQuery(1, 1200), toyQuery(2));
    expect(socket.written).toBe(1202);
    expect(socket.paused).toBe(true);
    socket.take(1);
    expect([socket.written, socket.paused]).toEqual([1202, true]);
    socket.take();
    expect([socket.written, socket.paused]).toEqual([1202 + 42, false]);
  });

  test("a write that failed is not taken for progress", () => {
    receive(toyQuery(1, 1200), toyQuery(2));
    socket.take(0, new Error("EPIPE"));
    expect([socket.written, socket.paused]).toEqual([1202, true]);
  });

  test("its end of the stream waits for the answers", () => {
    receive(toyQuery(1, 1200), toyQuery(2));
    socket.emit("end");
    expect(socket.ended).toBe(false);
    socket.take();
    expect([socket.written, socket.ended]).toEqual([1202 + 42, true]);
  });

  test("so does the listener's, up to the grace", () => {
    receive(toyQuery(1, 1200), toyQuery(2));
    connection.shutDown();
    expect(socket.ended).toBe(false);
    pass(limits.grace);
    expect(gone).toEqual(["shutdown"]);
  });
});

test("a connection that has gone answers nothing, and its end is told once", () => {
  receive(toyQuery(1, 1200), toyQuery(2));
  connection.destroy("evicted");
  socket.take();
  socket.emit("error", new Error("ECONNRESET"));
  socket.emit("close");
  expect(socket.written).toBe(1202);
  expect(gone).toEqual(["evicted"]);
});

test("the peer is read from after our end, so that no octet of it resets the answers", () => {
  receive(toyQuery(1), Buffer.alloc(3));
  expect(socket.paused).toBe(true);
  connection.work();
  expect([socket.ended, socket.paused]).toEqual([true, false]);
});
