import type { Line } from "./line.ts";

/** What is done with the line to a master. `asking`: see {@link run}. */
export type Attempt<T> = (line: Line, asking: boolean) => Promise<T>;

/** The lines to the masters of a deployment. Rejections are those of {@link Line}. */
export interface Masters {
  /** Resolves when the first attempt to connect has succeeded or failed. */
  readonly opened: Promise<void>;
  /** Makes an attempt with the master that has the key, and another where a Cluster says that it is elsewhere. */
  at<T>(key: string, attempt: Attempt<T>): Promise<T>;
  each<T>(attempt: (line: Line) => Promise<T>): Promise<readonly T[]>;
  close(): Promise<void>;
  /** Closes at once. */
  abandon(): void;
}

/** How the masters of a deployment are reached. */
export interface Deployment {
  /** Opens lines of their own to the masters. */
  open(options: MastersOptions): Masters;
  close(): void;
}

export interface MastersOptions {
  /** Milliseconds that a reply, or a connection, is waited for. */
  readonly commandTimeout: number;
  /** One line at a time is enough, and only when something is asked: it is for one key, and may wait there for long. */
  readonly waiting: boolean;
  /** Told when a line is lost, and when one is there, again or for the first time. */
  readonly onReconnect?: (() => void) | undefined;
}
