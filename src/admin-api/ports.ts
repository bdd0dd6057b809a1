import type { KeyView } from "../dnssec/keys/apex-records.ts";
import type { Name } from "../zone/name.ts";
import type { Durability, Store } from "../zone/store/port.ts";
import type { SeenInstance, SharedStore, ZoneStanding } from "../zone/store/shared-port.ts";
import type { ZoneDoubt } from "../zone/zone-doubt.ts";

/** Whether one part of the process works, in words for the operator. */
export interface HealthCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly detail?: string;
}

/** What the API asks of the side that answers DNS queries. It is reached by messages only. */
export interface AnswerSide {
  /**
   * Starts to serve a zone of the store; resolves when its apex is signed and answered. Rejects with DomainError `zone-doubted`
   * where another generation of it is answered and goes on to be.
   */
  serve(apex: string, generation: string): Promise<void>;
  /**
   * Resolves when this process answers the zone as of `serial`. Rejects with DomainError `answer-unavailable`
   * if that does not happen in time: the write stands, and the message says so.
   */
  settled(apex: string, serial: number): Promise<void>;
  /** How far this process is with each zone. */
  standings(): readonly ZoneStanding[];
  /** What the store has of the zone and is not taken over; undefined where nothing is in doubt. */
  doubt(apex: string): ZoneDoubt | undefined;
  /** Sockets bound, zones loaded, one answer signed and verified. */
  health(): Promise<readonly HealthCheck[]>;
}

/** The processes that serve the store's zones. */
export interface Instances {
  /** This one, as it is at the moment. */
  self(): SeenInstance;
  /** All that the store knows of, in no promised order; this one as it is at the moment. Rejects as the store does. */
  all(): Promise<readonly SeenInstance[]>;
}

/** The size of a payment name's signed answer, as a resolver with DNSSEC gets it; `rdataOctets` is the TXT RDATA's length. */
export type AnswerSizeOf = (
  apex: Name,
  owner: Name,
  rdataOctets: number,
) => { readonly octets: number; readonly needsTcp: boolean };

/** One key of a zone, as an operator sees it. */
export type ZoneKeyView = KeyView;

/** The keys of the zones. */
export interface ZoneKeys {
  /** Makes the zone's first keys, or leaves those that it has; resolves to the keys. */
  create(apex: string): Promise<readonly ZoneKeyView[]>;
  /** The zone's keys; none if they have not been made yet. */
  of(apex: string): Promise<readonly ZoneKeyView[]>;
}

/** The part of the store that the API uses: it neither follows the change feed nor touches key sets. */
export type ZoneStore = Pick<
  Store,
  | ("zones" | "zone" | "createZone" | "putPolicy")
  | ("get" | "put" | "delete" | "list" | "released" | "similar" | "countExpiring")
  | ("writeOnce" | "outcome")
  | ("tokens" | "token" | "addToken" | "removeToken")
>;

/** The part of a store that instances share which an operator's word goes to. */
export type TakeoverStore = Pick<SharedStore, "instances" | "acceptTakeover">;

/** What is known of the worth of an acknowledgement. */
export interface StoreReport {
  /** Whether writes are refused that would not be durable. */
  readonly isRequired: boolean;
  /** What was read last, some seconds ago or a minute; undefined while nothing is known, as when the store is away. */
  last(): Durability | undefined;
  /** Reads it now. Rejects with DomainError `store-unavailable`. */
  read(): Promise<Durability>;
}

/** Tells the operator's token from every other text. */
export interface AdminToken {
  verify(presented: string): boolean;
}

/** The clock: Unix seconds. */
export type Now = () => number;
