import type { MessagePort } from "node:worker_threads";
import { createFailureLog } from "./failure-log.ts";
import { createListeners } from "./listeners.ts";
import type { Command, Report, Request, Result } from "./messages.ts";
import { sideError } from "./side-error.ts";
import { createZoneService } from "./zone-service.ts";

/** The clocks of the DNS side: Unix seconds, and milliseconds that only go forward. */
export interface Clocks {
  readonly now: () => number;
  readonly monotonic: () => number;
}

/**
 * Everything between a query and its answer: zones, keys, signatures, transports. It shares no object with the rest of the
 * process; commands come in through the port and reports go out. Ends with the command `close`.
 */
export function startDnsSide(port: MessagePort, { now, monotonic }: Clocks): void {
  const tell = (report: Report): void => port.postMessage(report);
  const failures = createFailureLog(now, (error, count) => tell({ kind: "signing-failed", error, count }));
  const zones = createZoneService(now, failures);
  const { respond } = zones;
  const listeners = createListeners(
    (query, out, transport) => respond(query, out, transport, now()),
    monotonic,
    failures,
  );

  const run = async (command: Command): Promise<Result<Command["kind"]>> => {
    switch (command.kind) {
      case "catalogue":
        zones.catalogue(command.complete);
        return null;
      case "expect":
        zones.expect(command.apex);
        return null;
      case "load":
        zones.load(command);
        return null;
      case "names":
        zones.names(command.apex, command.records);
        return null;
      case "loaded":
        zones.loaded(command.apex);
        return null;
      case "discard":
        zones.discard(command.apex);
        return null;
      case "compare":
        return zones.compare(command.apex, command.examples);
      case "page":
        return zones.page(command.apex, command.after, command.limit);
      case "count":
        return zones.count(command.apex);
      case "change":
        zones.change(command);
        return null;
      case "listen":
        return listeners.open(command.addresses);
      case "check":
        return [{ name: "listeners", ok: listeners.bound > 0 }, ...zones.check()];
      case "close":
        zones.close();
        await listeners.close();
        return null;
    }
  };

  port.on("message", ({ id, command }: Request) => {
    run(command)
      .then(
        (result) => tell({ kind: "done", id, result }),
        (error: unknown) => tell({ kind: "failed", id, error: sideError(error) }),
      )
      .finally(() => {
        if (command.kind === "close") port.close();
      });
  });
}
