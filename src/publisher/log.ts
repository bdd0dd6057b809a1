import type { Logger } from "pino";
import type { ZoneDoubt } from "../zone/zone-doubt.ts";

/** What the publisher says of its work to the operator's log. */
export interface PublisherLog {
  /** The store does not say which zones it has. */
  unwatched(error: unknown): void;
  /** A zone is in service with so many names, as the store or the disk has it. */
  served(apex: string, names: number, from: "store" | "snapshot"): void;
  /** A zone's snapshot on the disk cannot be used, or not be written. */
  unrestored(apex: string, error: unknown): void;
  unsaved(apex: string, error: unknown): void;
  /** A zone's feed or load failed; it is tried again. */
  failed(apex: string, error: unknown): void;
  /** What the store has of a zone is not taken over. */
  doubted(apex: string, doubt: ZoneDoubt): void;
}

export const publisherLog = (log: Logger): PublisherLog => ({
  unwatched: (err) => log.warn({ err }, "the store does not say which zones it has"),
  served: (zone, names, from) => log.info({ zone, names, from }, "zone in service"),
  unrestored: (zone, err) => log.error({ zone, err }, "the zone's snapshot cannot be used"),
  unsaved: (zone, err) => log.error({ zone, err }, "the zone's snapshot cannot be written"),
  failed: (zone, err) => log.error({ zone, err }, "zone not loaded or followed"),
  doubted: (zone, doubt) =>
    log.error(
      { zone, ...doubt },
      `what the store has of the zone is not taken over: see \`paynamed zone accept ${zone}\``,
    ),
});
