import type { ContentsView } from "../zone/payment/contents-view.ts";
import type { Network } from "../zone/payment/network.ts";
import type { PaymentPolicy } from "../zone/payment/policy.ts";
import type { Profile } from "../zone/payment/profile/profile.ts";
import type { Reader } from "../zone/payment/profile/readers.ts";
import type { SoaTimers, ZoneInput } from "../zone/zone-config.ts";
import type { InstanceConfirmation } from "./client-types/instances.ts";
import type { ProblemDetail } from "./client-types/problem.ts";
import type { Right } from "./rights.ts";

export type * from "./client-types/instances.ts";
export type * from "./client-types/problem.ts";
export type * from "./client-types/readiness.ts";
export type * from "./client-types/store.ts";
export type * from "./client-types/takeover.ts";
export type { Right } from "./rights.ts";

/** What is to be paid: a finished `bitcoin:` URI, or one or more instructions that the server composes one from. */
export interface NameReplacement {
  uri?: string | undefined;
  /** BOLT 12. */
  offer?: string | undefined;
  address?: string | undefined;
  /** BIP-352. */
  silentPayment?: string | undefined;
  /** BOLT 11. */
  invoice?: string | undefined;
  /** Bitcoin as decimal text, such as `0.0015`. */
  amount?: string | undefined;
  label?: string | undefined;
  message?: string | undefined;
  /** Another profile than the zone's; takes a token with the right `profile`. */
  profile?: Profile | undefined;
  /** Which of the caller's customers the name is for; only who is given the same again gets the name back when it was deleted. */
  holder?: string | null | undefined;
  /** Seconds, 30 to the zone's infrastructure TTL, which is 3600 unless set; 300 if it is left out. */
  ttl?: number | undefined;
  /**
   * When the name stops to exist, if its instructions do not end before: RFC 3339 text or Unix seconds; null or nothing:
   * never.
   */
  expiresAt?: string | number | null | undefined;
}

/** Body of `POST /v1/names`. */
export interface NameCreation extends NameReplacement {
  /** `user@domain`; a leading `₿` is stripped. */
  name: string;
}

/** Body of `POST /v1/validate`: without a name, what is to be paid is judged as for some zone of the network and the profile. */
export interface NameTrial extends NameReplacement {
  name?: string | undefined;
  /** Only without a name, whose zone knows it; `mainnet` if it is left out. */
  network?: Network | undefined;
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
  /** Whether that time has come: the name is listed, and answered no more. */
  expired: boolean;
  /** Whose name it is. */
  account: string;
  /** Which of the account's customers it is for, as the account wrote it. */
  holder: string | null;
  /** The version of the name, as in its ETag. */
  revision: number;
  /** The zone's serial at the time of the answer. */
  serial: number;
}

/** A name with what is paid to; of records from before a rule, `errors` says what they would be refused for now. */
export interface NameDetails extends NameView, ContentsView {
  errors: ProblemDetail[];
}

/** What is worth saying of a record that is good. */
export interface WarningView extends ProblemDetail {
  code: string;
  /** Wallets and libraries that are known to refuse or misread the record for it. */
  readers: readonly Reader[];
}

/** The answer to a registration. */
export interface NameResult extends NameView, ContentsView {
  warnings: WarningView[];
  /** With `?wait=all`: the instances, all of which answer by the registration. */
  instances?: InstanceConfirmation[];
}

/** The answer of a deletion with `?wait=all`. */
export interface NameDeletion {
  /** The zone's serial after the deletion. */
  serial: number;
  /** All of them answer by it. */
  instances: InstanceConfirmation[];
}

/** The answer of `POST /v1/validate`. */
export interface Validation extends ContentsView {
  /** Whether the registration would be accepted. */
  valid: boolean;
  name: string | null;
  profile: Profile;
  /** In the form in which it would be published; null where there is none. */
  uri: string | null;
  txt: string[];
  ttl: number | null;
  expiresAt: string | null;
  /** The signed answer, as a resolver with DNSSEC gets it; null where name or record are not known. */
  answer: { octets: number; needsTcp: boolean } | null;
  errors: ProblemDetail[];
  warnings: WarningView[];
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
  /** What may be registered. `reservedNames` is null for the list that every zone has by default. */
  payment: PaymentPolicy;
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

/** Body of `PATCH /v1/zones/{apex}`: null brings the default back; the network cannot be another one than the zone's. */
export interface ZoneChange {
  payment?: { [K in keyof PaymentPolicy]?: PaymentPolicy[K] | null | undefined } | undefined;
}

/** Body of `POST /v1/tokens`. */
export interface TokenCreation {
  /** Tells tokens apart. */
  name: string;
  /** Whom the token acts for; the token's own name if it is left out. */
  account?: string | undefined;
  /** What it may do beyond reading and registering names of its account; nothing if it is left out. */
  rights?: Right[] | undefined;
}

export interface TokenView {
  name: string;
  account: string;
  rights: Right[];
  /** RFC 3339 text. */
  createdAt: string;
}

export interface MintedToken extends TokenView {
  /** The token itself: only this answer has it. */
  token: string;
}

export interface TokenList {
  tokens: TokenView[];
}

/** Whom the token of a request acts for, and what it may do. */
export interface CallerView {
  account: string;
  rights: Right[];
}
