import type { KeyMaterial } from "../../dnssec/keys/key-set.ts";
import type { ValidityPolicy } from "../../dnssec/validity.ts";
import type { NameRecord } from "../../zone/store/port.ts";
import type { ZoneConfig } from "../../zone/zone-config.ts";
import type { Difference } from "../../zone/zone-difference.ts";
import type { Transport } from "../transport.ts";

/*
 * Everything that the DNS side is told and everything that it says, as plain data that can be cloned into another thread.
 * Each command is answered by one reply with its id, in order for commands about one zone.
 */

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export interface BoundAddress extends ListenAddress {
  readonly transport: Transport;
}

/** Whether one part of the DNS side works. */
export interface SideCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail?: string;
}

/** A name as it is answered. What was to expire after 2106 is read back as expiring at the end of 32 bits of seconds. */
export type AnsweredName = Omit<NameRecord, "holder">;

export type Command =
  /**
   * Whether every zone that this server answers for has been named, by `expect` or `load`. Until it is so, and at the start,
   * what is in none of the zones is answered SERVFAIL, with EDE 14: it may be in one that is not known yet.
   */
  | { readonly kind: "catalogue"; readonly complete: boolean }
  /** Answers SERVFAIL for the zone until it is loaded. */
  | { readonly kind: "expect"; readonly apex: string }
  /** Begins to build a zone beside the one that is answered. */
  | {
      readonly kind: "load";
      readonly config: ZoneConfig;
      readonly serial: number;
      readonly keys: readonly KeyMaterial[];
      readonly validity: ValidityPolicy;
    }
  /** More names for the zone that is being built. */
  | { readonly kind: "names"; readonly apex: string; readonly records: readonly AnsweredName[] }
  /** The zone is complete: its apex is signed, and it takes the place of the one before in one step. */
  | { readonly kind: "loaded"; readonly apex: string }
  /** Throws the zone that is being built away, if there is one. */
  | { readonly kind: "discard"; readonly apex: string }
  /**
   * Compares the names of the zone that is being built with those answered (none where none is), and names at most so many of
   * each kind of difference. Takes its time in slices; fails where no zone is being built.
   */
  | { readonly kind: "compare"; readonly apex: string; readonly examples: number }
  /**
   * Names that are answered, at most `limit`, in canonical order from the first after the user `after` on: who stays from the
   * first page to the last is on one of them, once. Fewer than `limit` are the last. Fails where no zone is in service.
   */
  | {
      readonly kind: "page";
      readonly apex: string;
      readonly after: string | null;
      readonly limit: number;
    }
  /** How many names the zone answers; 0 where it is not in service. Those that expired a moment ago may be among them. */
  | { readonly kind: "count"; readonly apex: string }
  /** One write: the name's record, or null when it is gone; one that is unreadable leaves the name as it is. */
  | {
      readonly kind: "change";
      readonly apex: string;
      readonly serial: number;
      readonly user: string;
      readonly record: AnsweredName | null | "unreadable";
    }
  /** Binds UDP and TCP on each address; port 0 takes one port for both. */
  | { readonly kind: "listen"; readonly addresses: readonly ListenAddress[] }
  | { readonly kind: "check" }
  /** Answers what was received, closes the sockets and ends. */
  | { readonly kind: "close" };

export type Result<C extends Command["kind"]> = C extends "listen"
  ? readonly BoundAddress[]
  : C extends "check"
    ? readonly SideCheck[]
    : C extends "compare"
      ? Difference
      : C extends "page"
        ? readonly AnsweredName[]
        : C extends "count"
          ? number
          : null;

/** `code` is the system's or this project's own. */
export interface SideError {
  readonly code: string;
  readonly message: string;
}

export interface Request {
  readonly id: number;
  readonly command: Command;
}

export type Report =
  | { readonly kind: "done"; readonly id: number; readonly result: Result<Command["kind"]> }
  | { readonly kind: "failed"; readonly id: number; readonly error: SideError }
  /** Answers that became SERVFAIL, or renewals that failed, since the last report of it. */
  | { readonly kind: "signing-failed"; readonly error: SideError; readonly count: number };
