/** What an acknowledgement can be worth, from the least to the most. What is not known may be less, but is not known to be. */
const WORTHS = Object.freeze(["memory", "later", "second", "unknown", "disk"] as const);

/**
 * Where a write is when it is acknowledged: in `memory` only; on the disk `later`, when the operating system gets to it, so that
 * half a minute may be lost with the machine; on the disk within a `second`, the last of which may be lost; on the `disk`. It is
 * `unknown` where that could not be read.
 */
export type Worth = (typeof WORTHS)[number];

/** Settings and states by the names that the software itself gives them; null for what could not be read. */
export type Facts = Readonly<Record<string, string | number | null>>;

/** What was read of one server, or of one file. */
export interface ServerFacts {
  /** Which one: an address, or what the file is opened with. */
  readonly server: string;
  readonly facts: Facts;
}

/** What is wrong, and what to do about it, in a sentence for the operator. */
export interface Remark {
  /** Stable, one for each rule. */
  readonly code: string;
  readonly detail: string;
}

/** What the acknowledgement of a write is worth. */
export interface Durability {
  readonly kind: "sqlite" | "redis" | "memory";
  /** How the servers are arranged, where there can be several. */
  readonly topology: "standalone" | "sentinel" | "cluster" | null;
  /** Of several servers that take writes, that of the weakest. */
  readonly worth: Worth;
  /** Whether what was acknowledged stays until it is deleted: it is on the disk, and nothing is evicted. Null: not known. */
  readonly isDurable: boolean | null;
  readonly servers: readonly ServerFacts[];
  readonly remarks: readonly Remark[];
}

/** The least of them; `disk` of none. */
export const weakest = (worths: readonly Worth[]): Worth =>
  WORTHS[Math.min(...worths.map((worth) => WORTHS.indexOf(worth)), WORTHS.length - 1)]!;

/** Whether an acknowledgement of that worth is durable. */
export const isDurable = (worth: Worth): boolean | null => (worth === "unknown" ? null : worth === "disk");

/** The code of the remark on what will pass without anybody's doing. */
export const UNFINISHED = "append-only-unfinished";

/** Whether it is not known for now whether it is durable, and will be without anybody's doing. */
export const isPassing = ({ isDurable, remarks }: Durability): boolean =>
  isDurable === null && remarks.some(({ code }) => code === UNFINISHED);
