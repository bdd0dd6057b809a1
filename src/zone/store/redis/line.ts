import { Redis } from "ioredis";
import { DomainError } from "../../errors.ts";
import { storeClosed } from "../refusal.ts";
import type { ClientOptions } from "./client-options.ts";
import { isReply, withoutCommand } from "./failure.ts";
import { retryDelay } from "./retry-delay.ts";

/**
 * A connection to one server, which is made anew whenever it is lost, for as long as it is not closed. What is asked while there
 * is none is refused at once with {@link DomainError} `store-unavailable`; other rejections are those of ioredis.
 */
export interface Line {
  /** Resolves when the first attempt to connect has succeeded or failed; in both cases it goes on from there. */
  readonly opened: Promise<void>;
  /** Calls `work` before it returns, so what is sent by calls that follow each other at once goes by one connection. */
  send<T>(work: (client: Redis) => Promise<T>): Promise<T>;
  /** Tells the connection that is there from those before and after it; undefined where there is none. */
  socket(): object | undefined;
  /** Makes it anew: behind the address may be another server. */
  renew(): void;
  /** Waits for replies that are due, then closes. May be called twice. */
  close(): Promise<void>;
  /** Closes at once. */
  abandon(): void;
}

interface LineOptions {
  readonly client: ClientOptions;
  /** What is said where there is no connection. */
  readonly missing?: string;
  /** Told each time that the connection is there. */
  readonly onReady?: () => void;
  /** Told each time that it was lost, or could not be made. */
  readonly onLost?: () => void;
}

export function openLine({
  client: options,
  missing = "there is no connection to Redis",
  onReady,
  onLost,
}: LineOptions): Line {
  const client = new Redis(options);
  let failure: unknown;
  let closed = false;
  let ends = 0;
  let revival: NodeJS.Timeout | undefined;

  client.on("error", (error) => {
    failure = withoutCommand(error);
  });
  client.on("ready", () => {
    ends = 0;
    onReady?.();
  });
  client.on("close", () => {
    if (!closed) onLost?.();
  });
  // ioredis takes no second attempt where there was no socket yet, so where a failover is heard of while Sentinels are asked.
  client.on("end", () => {
    if (closed) return;
    ends += 1;
    revival = setTimeout(() => client.connect().catch(() => undefined), retryDelay(ends));
  });
  const opened = new Promise<void>((resolve) => {
    // Where no Sentinel answers, only the error tells of it: the attempt itself goes on.
    client.once("error", () => resolve());
    client.connect().then(resolve, () => resolve());
  });

  const disconnected = (cause: unknown): DomainError =>
    new DomainError("store-unavailable", missing, { cause });
  const abandon = (): void => {
    closed = true;
    clearTimeout(revival);
    client.disconnect();
  };
  return {
    opened,
    send: async (work) => {
      if (closed) throw storeClosed();
      if (client.status !== "ready") throw disconnected(failure);
      try {
        return await work(client);
      } catch (error) {
        throw isUnsent(error) ? disconnected(withoutCommand(error)) : error;
      }
    },
    socket: () => (client.status === "ready" ? client.stream : undefined),
    renew: () => {
      if (!closed) client.disconnect(true);
    },
    close: async () => {
      if (closed) return;
      closed = true;
      if (client.status === "ready") await client.quit().catch(() => undefined);
      abandon();
    },
    abandon,
  };
}

const isUnsent = (error: unknown): boolean =>
  !isReply(error) && error instanceof Error && error.message.startsWith("Stream isn't writeable");
