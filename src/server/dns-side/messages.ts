import type { KeyMaterial } from "../../dnssec/keys/key-set.ts";
import type { ValidityPolicy } from "../../dnssec/validity.ts";
import type { NameRecord } from "../../zone/store/port.ts";
import type { ZoneConfig } from "../../zone/zone-config.ts";
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

/** A name as it is answered. */
export type AnsweredName = Omit<NameRecord, "holder">;

export type Command =
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
  /** One write: the name's record, or null when it is gone. */
  | {
      readonly kind: "change";
      readonly apex: string;
      readonly serial: number;
      readonly user: string;
      readonly record: AnsweredName | null;
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
