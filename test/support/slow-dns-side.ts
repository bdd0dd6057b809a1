import { setTimeout as delay } from "node:timers/promises";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { Request } from "../../src/server/dns-side/messages.ts";

/**
 * A port to put between the two sides: commands reach the DNS side in their order, each change so many milliseconds late.
 * What is acknowledged before it is answered shows.
 */
export function slowPort(port: MessagePort, milliseconds: () => number): MessagePort {
  const { port1: near, port2: far } = new MessageChannel();
  let last = Promise.resolve();
  port.on("message", (request: Request) => {
    last = last.then(async () => {
      if (request.command.kind === "change") await delay(milliseconds());
      near.postMessage(request);
    });
  });
  near.on("message", (report) => port.postMessage(report));
  near.on("close", () => port.close());
  return far;
}
