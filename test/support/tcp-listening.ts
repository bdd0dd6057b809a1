import { setImmediate as nextTurn } from "node:timers/promises";
import { expect } from "vitest";
import { listenTcp, type TcpListener, type TcpListenerOptions } from "../../src/server/tcp/listen.ts";
import { destroyClients, type TcpClient } from "./tcp-client.ts";
import { toyAnswer, toyQuery, toyReply } from "./toy-answer.ts";

/** Linux has all of 127.0.0.0/8 on its loopback interface, and with it clients of several prefixes. */
export const LINUX = process.platform === "linux";

/** The listeners' clock, in milliseconds: it stands still until a test moves it. */
let time = 1_000_000;
const listeners: TcpListener[] = [];

/** A listener with the toy answer on a free port. */
export async function listen(options: Partial<TcpListenerOptions> = {}): Promise<TcpListener> {
  const listener = await listenTcp({
    host: "127.0.0.1",
    port: 0,
    answer: toyAnswer,
    now: () => time,
    ...options,
  });
  listeners.push(listener);
  return listener;
}

/** Ends all clients and listeners. */
export async function closeAll(): Promise<void> {
  destroyClients();
  await Promise.all(listeners.splice(0).map((listener) => listener.close()));
}

/** Moves the clock and leaves the deadlines to the listeners' own timer. */
export function passUnnoticed(milliseconds: number): void {
  time += milliseconds;
}

/** Moves the clock and lets deadlines strike. */
export function pass(milliseconds: number): void {
  passUnnoticed(milliseconds);
  for (const listener of listeners) listener.sweep();
}

/** Some turns of the event loop. */
export async function someTurns(): Promise<void> {
  for (let i = 0; i < 10; i++) await nextTurn();
}

/** Asks one question: when it is answered the server has read what was written before. */
export async function ask(client: TcpClient, id = 1): Promise<void> {
  client.send(toyQuery(id));
  expect(await client.take(1)).toEqual([toyReply(toyQuery(id))]);
}

/** Queries with the IDs from 0. */
export const queries = (count: number): Buffer[] => Array.from({ length: count }, (_, id) => toyQuery(id));
