import { type ClientOptions, clientOptions, sentinelClientOptions } from "./client-options.ts";
import { type Line, openLine } from "./line.ts";
import type { Deployment, Masters } from "./masters.ts";
import type { Target } from "./target.ts";

/** One server that has all the keys: where the URL says, or where Sentinels say. */
export function singleMaster(target: Target): Deployment {
  const ofSentinels = target.kind === "sentinel";
  const waitingLines = new Set<Line>();
  const options = (commandTimeout: number, waiting: boolean): ClientOptions =>
    ofSentinels
      ? sentinelClientOptions(target, commandTimeout, !waiting)
      : clientOptions(target, target.addresses[0]!, commandTimeout);

  const open: Deployment["open"] = ({ commandTimeout, waiting, onReconnect }) => {
    let wasReady = false;
    const line = openLine({
      client: options(commandTimeout, waiting),
      ...(ofSentinels ? { missing: `no Sentinel leads to the master "${target.masterName}"` } : {}),
      onReady: () => {
        // Who was there before may have been led elsewhere now. A line that waits has no ear for Sentinels of its own, and could
        // wait for ever at a former master that is cut off from the others: it follows.
        if (ofSentinels && !waiting && wasReady) for (const each of waitingLines) each.renew();
        wasReady = true;
        onReconnect?.();
      },
      onLost: () => onReconnect?.(),
    });
    if (waiting) waitingLines.add(line);
    return mastersOf(line, () => waitingLines.delete(line));
  };
  return { open, close: () => undefined };
}

function mastersOf(line: Line, onClose: () => void): Masters {
  return {
    opened: line.opened,
    at: (_, attempt) => attempt(line, false),
    each: async (attempt) => [await attempt(line)],
    close: async () => {
      onClose();
      await line.close();
    },
    abandon: () => {
      onClose();
      line.abandon();
    },
  };
}
