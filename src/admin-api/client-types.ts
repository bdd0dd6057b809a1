import type { DomainErrorCode } from "../zone/errors.ts";
import type { SoaTimers, ZoneInput } from "../zone/zone-config.ts";

/** What is to be paid: a finished `bitcoin:` URI, or one or more instructions that the server composes one from. */
export interface NameReplacement {
  uri?: string | undefined;
  offer?: string | undefined;
  address?: string | undefined;
  silentPayment?: string | undefined;
  /** Seconds, 30 to the zone's infrastructure TTL, which is 3600 unless set; 300 if it is left out. */
  ttl?: number | undefined;
  /** When the name stops to exist: RFC 3339 text or Unix seconds; null or nothing: never. */
  expiresAt?: string | number | null | undefined;
}

/** Body of `POST /v1/names`. */
export interface NameCreation extends NameReplacement {
  /** `user@domain`; a leading `₿` is stripped. */
  name: string;
}

export interface NameView {
  name: string;
  /** The DNS owner name of the TXT record, with the final dot. */
  owner: string;
  uri: string;
  /** The character-strings of the TXT record. */
  txt: string[];
  ttl: number;
  expiresAt: string | null;
  /** The version of the name, as in its ETag. */
  revision: number;
  /** The zone's serial at the time of the answer. */
  serial: number;
}

export interface NamePage {
  names: NameView[];
  /** What to ask for as `cursor` to get the next page; null on the last. */
  nextCursor: string | null;
}

/** Body of `POST /v1/zones`. */
export type ZoneCreation = ZoneInput;

export interface ZoneView {
  apex: string;
  domain: string;
  nameServers: { name: string; addresses: string[] }[];
  contact: string;
  timers: SoaTimers;
  infrastructureTtl: number;
  serial: number;
  /** How many names the zone holds. */
  names: number;
  keys: { flags: number; keyTag: number; algorithm: number; dnskey: string }[];
  /** DS RDATA of the keys, in every digest type. */
  ds: string[];
  /** The records to put into the parent zone, a line each: NS, DS, and the addresses of name servers inside the zone. */
  parent: string[];
}

export interface ZoneList {
  zones: ZoneView[];
}

export interface Readiness {
  ready: boolean;
  checks: { name: string; ok: boolean }[];
}

/** What is wrong with a request before any rule of the DNS is asked. */
export type RequestErrorCode =
  | "request-invalid"
  | "unauthorized"
  | "route-unknown"
  | "method-not-allowed"
  | "body-too-large"
  | "uri-too-long"
  | "media-type-unsupported"
  | "internal";

export type ProblemCode = DomainErrorCode | RequestErrorCode;

/** One thing that is wrong in a request. */
export interface ProblemDetail {
  /** RFC 6901 JSON pointer into the body, or into the query as an object. */
  pointer: string;
  code?: string;
  detail: string;
}

/** RFC 9457 problem details: the body of every answer of 400 and above, `/readyz` aside. */
export interface Problem {
  type: `urn:paynamed:problem:${ProblemCode}`;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  requestId: string;
  /** RFC 6901 JSON pointer to the part of the body that a rule refused. */
  pointer?: string;
  /** Everything that is wrong with the shape of the request (`request-invalid`). */
  errors?: ProblemDetail[];
}
