import type { MessagePort } from "node:worker_threads";
import type { Command, Report, Request, Result, SideError } from "./server/dns-side/messages.ts";

/** The main side's end of the port: commands out, replies back. */
export interface DnsSideClient {
  /** Rejects with a {@link DnsSideFailure} if the command failed over there. */
  request<C extends Command>(command: C): Promise<Result<C["kind"]>>;
}

/** A command that failed on the DNS side. */
export class DnsSideFailure extends Error {
  readonly code: string;

  constructor({ code, message }: SideError) {
    super(message);
    this.name = "DnsSideFailure";
    this.code = code;
  }
}

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** `onSigningFailed` hears of signatures that the DNS side could not make: how many since the last time. */
export function connectDnsSide(
  port: MessagePort,
  onSigningFailed: (error: SideError, count: number) => void,
): DnsSideClient {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  const settle = (id: number): Waiting | undefined => {
    const request = waiting.get(id);
    waiting.delete(id);
    return request;
  };
  port.on("message", (report: Report) => {
    if (report.kind === "signing-failed") onSigningFailed(report.error, report.count);
    else if (report.kind === "done") settle(report.id)?.resolve(report.result as never);
    else settle(report.id)?.reject(new DnsSideFailure(report.error));
  });
  port.on("close", () => {
    for (const id of [...waiting.keys()]) {
      settle(id)?.reject(new DnsSideFailure({ code: "closed", message: "the DNS side has ended" }));
    }
  });
  return {
    request: (command) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        port.postMessage({ id, command } satisfies Request);
      }),
  };
}
