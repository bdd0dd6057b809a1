import { apexRecords } from "../../src/dnssec/keys/apex-records.ts";
import type { KeySet } from "../../src/dnssec/keys/key-set.ts";
import { SignedZone } from "../../src/dnssec/signed-zone.ts";
import { createSigner, type Signer, signatureRrOctets } from "../../src/dnssec/signer.ts";
import { CSK_FLAGS, makeSigningKey, type SigningKey } from "../../src/dnssec/signing-key.ts";
import { DEFAULT_VALIDITY } from "../../src/dnssec/validity.ts";
import { createRespond, type Respond } from "../../src/server/respond.ts";
import type { Transport } from "../../src/server/transport.ts";
import type { Name } from "../../src/zone/name.ts";
import { formatName, parseName } from "../../src/zone/name-text.ts";
import { DEFAULT_POLICY } from "../../src/zone/payment/policy.ts";
import { txtRdata, txtStrings } from "../../src/zone/rdata/txt.ts";
import { createZone } from "../../src/zone/zone.ts";
import { ZONE_LIMITS, type ZoneConfig } from "../../src/zone/zone-config.ts";
import { ZoneSet } from "../../src/zone/zone-set.ts";
import { type QueryOptions, queryMessage } from "./query-message.ts";
import { decodeMessage, type ReferenceMessage } from "./reference-message.ts";
import { keyFrom, nameFromKey } from "./reference-order.ts";
import type { TrustedZone } from "./reference-signature.ts";
import { type Verdict, verifyResponse } from "./reference-verifier.ts";
import { ReferenceZone, TYPE } from "./reference-zone.ts";

/** 2026-01-01T00:00:00Z. */
export const NOW = 1_767_225_600;

export const APEX = "_bitcoin-payment.example.com";
export const nameOfUser = (user: string): string => `${user}.user.${APEX}`;

/** Making a key takes longer than making a zone, and no test needs more than one. */
let sharedKey: SigningKey | undefined;

interface PaymentOptions {
  readonly uri?: string;
  /** Seconds. */
  readonly ttl?: number;
  /** Unix seconds; 0 for never. */
  readonly expiresAt?: number;
}

export interface ZoneOptions {
  readonly apex?: Name;
  readonly nameServers?: ZoneConfig["nameServers"];
  readonly minimum?: number;
  readonly infrastructureTtl?: number;
  /** Puts something between the zone and its signer. */
  readonly intercept?: (signer: Signer) => Signer;
}

/** A signed zone, and beside it a plain list of its names to judge it by. */
export interface ZoneFixture {
  readonly signed: SignedZone;
  readonly reference: ReferenceZone;
  readonly trusted: TrustedZone;
  /** Failed renewals that were excused. */
  readonly lateRenewals: unknown[];
  /** The payment names, in the order of their coming. */
  readonly payments: readonly Name[];
  put(owner: Name, options?: PaymentOptions): void;
  remove(owner: Name): void;
}

const OUTSIDE_SERVERS = ["ns1.example.net", "ns2.example.net"].map((name) => ({ name, addresses: [] }));

/** A zone without payment names. Its apex may be any name at all: `zoneConfig`, which would refuse most, is passed by. */
export function signedZone(options: ZoneOptions = {}): ZoneFixture {
  const { apex = parseName(APEX), nameServers = OUTSIDE_SERVERS, minimum = 60 } = options;
  const { infrastructureTtl = 3_600, intercept = (signer) => signer } = options;
  const { refresh, retry, expire } = ZONE_LIMITS;
  sharedKey ??= makeSigningKey(apex, CSK_FLAGS);
  const keys: KeySet = { apex, keys: [sharedKey], signing: sharedKey };
  const config: ZoneConfig = {
    apex: formatName(apex),
    domain: "example.com",
    nameServers,
    contact: "hostmaster.example.net",
    timers: { refresh: refresh.default, retry: retry.default, expire: expire.default, minimum },
    infrastructureTtl,
    payment: DEFAULT_POLICY,
  };
  const zone = createZone({
    config,
    serial: 1,
    apexRrsets: apexRecords(keys, infrastructureTtl),
    signatureOctets: signatureRrOctets(apex),
  });
  const lateRenewals: unknown[] = [];
  const signer = intercept(createSigner(apex, sharedKey, DEFAULT_VALIDITY));
  const signed = new SignedZone(zone, signer, (error) => lateRenewals.push(error));

  const reference = new ReferenceZone(keyFrom(apex));
  reference.put(reference.apex, [TYPE.NS, TYPE.SOA, TYPE.DNSKEY, TYPE.CDS, TYPE.CDNSKEY]);
  for (const { name, addresses } of nameServers) {
    const types = addresses.map((address) => (address.includes(":") ? TYPE.AAAA : TYPE.A));
    if (types.length > 0) reference.put(keyFrom(parseName(name)), [...new Set(types)]);
  }
  return {
    signed,
    reference,
    trusted: { apex: reference.apex, dnskeys: [sharedKey.dnskey] },
    lateRenewals,
    get payments() {
      return reference.ownersOf(TYPE.TXT).map(nameFromKey);
    },
    put: (owner, { uri = "bitcoin:?lno=lno1pg257", ttl = 300, expiresAt = 0 } = {}) => {
      const rdata = txtRdata.encode({ strings: txtStrings(uri) });
      zone.replica.put(owner, { rdata, ttl, revision: 1, expiresAt });
      reference.put(keyFrom(owner), [TYPE.TXT]);
    },
    remove: (owner) => {
      zone.replica.remove(owner);
      reference.delete(keyFrom(owner));
    },
  };
}

export interface AskOptions extends QueryOptions {
  readonly transport?: Transport;
  /** Unix seconds. */
  readonly now?: number;
}

/** One answer: its octets and what the reference decoder reads in them. */
interface Asked {
  readonly octets: Uint8Array;
  readonly message: ReferenceMessage;
}

export interface ServerFixture {
  readonly respond: Respond;
  /** What `onFailure` heard. */
  readonly failures: unknown[];
  /** The answer to a whole message; undefined for silence. */
  send(query: Uint8Array, options?: Pick<AskOptions, "transport" | "now">): Asked | undefined;
  /** The answer to a question; the name is text or octets. */
  ask(name: string | Name, type: number, options?: AskOptions): Asked;
}

const asName = (name: string | Name): Name => (typeof name === "string" ? parseName(name) : name);

/**
 * The answer path over these zones. An apex without anything behind it is a zone that is not loaded yet; a server whose list
 * of zones is not `complete` does not know all that are its own.
 */
export function serverOf(
  zones: readonly (ZoneFixture | { readonly apex: Name })[],
  { complete = true } = {},
): ServerFixture {
  const set = new ZoneSet<SignedZone | { readonly apex: Name; readonly ready: false }>();
  set.isComplete = complete;
  for (const zone of zones) set.put("signed" in zone ? zone.signed : { apex: zone.apex, ready: false });
  const failures: unknown[] = [];
  const respond = createRespond(set, (error) => failures.push(error));
  const out = new Uint8Array(65_535);
  const send: ServerFixture["send"] = (query, { transport = "udp", now = NOW } = {}) => {
    const length = respond(query, out, transport, now);
    if (length === 0) return undefined;
    const octets = out.slice(0, length);
    return { octets, message: decodeMessage(octets) };
  };
  const ask: ServerFixture["ask"] = (name, type, options = {}) => {
    const asked = send(queryMessage(asName(name), type, options), options);
    if (asked === undefined) throw new Error("no answer");
    return asked;
  };
  return { respond, failures, send, ask };
}

/** Asks one zone with DO, verifies the answer, curve and all, and holds it against the zone's list of names. */
export function askAndJudge(zone: ZoneFixture, name: string | Name, type: number, now = NOW): Verdict {
  const { message } = serverOf([zone]).ask(name, type, { dnssecOk: true, transport: "tcp", now });
  const verdict = verifyResponse(message, { zone: zone.trusted, now, signatures: true });
  zone.reference.expectVerdict(verdict, keyFrom(asName(name)), type);
  return verdict;
}
