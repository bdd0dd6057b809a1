import type { Value } from "./name-history.ts";

/** Where an instance answers. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** What the probe asks for from its start on. */
export interface ProbeSetup {
  /** Without its last dot. */
  readonly apex: string;
  /** DNSKEY RDATA as the admin API shows it. */
  readonly dnskeys: readonly string[];
  readonly targets: readonly Target[];
  /** Queries a millisecond to each instance, if they are answered as fast. */
  readonly rate: number;
}

/** What a test tells its probe. Times are milliseconds of `monotonic`, instances are counted from 0. */
export type ProbeNews =
  | { readonly kind: "setup"; readonly setup: ProbeSetup }
  | { readonly kind: "begin"; readonly user: string; readonly value: Value; readonly at: number }
  | { readonly kind: "settle"; readonly user: string; readonly at: number; readonly by: number }
  | { readonly kind: "withdraw"; readonly user: string }
  /** From now on the instance may not hear of what others write; `mended`: it does again. */
  | { readonly kind: "cut" | "mended"; readonly instance: number; readonly at: number }
  /** The instance may not answer at all; `up`: it has to. */
  | { readonly kind: "down" | "up"; readonly instance: number }
  /** The instance has nothing to answer from, and has to say so; `warming`: it may; `ready`: it must not. */
  | { readonly kind: "cold" | "warming" | "ready"; readonly instance: number }
  /** The zone is signed by one of these sets of keys. While there are several it is being replaced: its serial may go back. */
  | { readonly kind: "keys"; readonly sets: readonly (readonly string[])[] }
  /** Asks for a report of the time since the last one. */
  | { readonly kind: "report" };

/** What an answer was that should not have been. */
export interface Violation {
  readonly instance: number;
  readonly name: string;
  readonly what: string;
  /** The answer in hexadecimal. */
  readonly octets: string;
}

export interface ProbeReport {
  /** Answers that were judged, by what was asked for. */
  readonly judged: {
    readonly registered: number;
    readonly deleted: number;
    readonly unsettled: number;
    readonly never: number;
    readonly apex: number;
  };
  /** Of them SERVFAIL with EDE 14 by an instance that has nothing to answer from. */
  readonly notReady: number;
  readonly asked: number;
  /** Queries without an answer, while the instance had to answer. */
  readonly lost: number;
  /** Milliseconds that the report is about, and the longest in which an instance that had to answer did not. */
  readonly elapsed: number;
  readonly longestSilence: number;
  readonly violations: number;
  /** The first of each instance. */
  readonly first: readonly Violation[];
}
