import { isIPv4, isIPv6 } from "node:net";
import { DomainError, WireError } from "./errors.ts";
import { canonicalName, equalNames, isWithin } from "./name.ts";
import { formatName, parseName } from "./name-text.ts";
import { type PaymentPolicy, type PolicyInput, paymentPolicy } from "./payment/policy.ts";
import { PAYMENT_LABEL, USER_LABELS, userBase } from "./user-base.ts";

/** A name server of the zone. `addresses` is for names inside the zone only: the others have theirs elsewhere. */
export interface NameServer {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** SOA timers in seconds (RFC 1035 §3.3.13, RFC 2308 §4). */
export interface SoaTimers {
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  /** The TTL of negative answers: how long a fresh registration may hide behind a cached denial. */
  readonly minimum: number;
}

/** How a zone is set up. Names are lower-case text without the last dot; TTLs are seconds. */
export interface ZoneConfig {
  readonly apex: string;
  readonly domain: string;
  readonly nameServers: readonly NameServer[];
  /** The SOA's RNAME: a mailbox, written as a domain name. */
  readonly contact: string;
  readonly timers: SoaTimers;
  /** TTL of SOA, NS, DNSKEY, CDS, CDNSKEY and name server addresses; the most that a payment name may have (BIP-353). */
  readonly infrastructureTtl: number;
  readonly payment: PaymentPolicy;
}

/** What a caller gives; the rest is as in {@link ZONE_LIMITS}. */
export interface ZoneInput {
  readonly domain: string;
  readonly apex?: string | undefined;
  readonly nameServers: readonly {
    readonly name: string;
    readonly addresses?: readonly string[] | undefined;
  }[];
  readonly contact?: string | undefined;
  readonly timers?: { readonly [K in keyof SoaTimers]?: SoaTimers[K] | undefined } | undefined;
  readonly infrastructureTtl?: number | undefined;
  readonly payment?: PolicyInput | undefined;
}

interface Limit {
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

export const ZONE_LIMITS = Object.freeze({
  refresh: { default: 14_400, min: 14_400, max: 604_800 },
  retry: { default: 3_600, min: 3_600, max: 86_400 },
  expire: { default: 1_209_600, min: 604_800, max: 2_419_200 },
  minimum: { default: 60, min: 60, max: 300 },
  infrastructureTtl: { default: 3_600, min: 300, max: 86_400 },
} satisfies Record<string, Limit>);

const invalid = (pointer: string, message: string): DomainError =>
  new DomainError("zone-invalid", message, { pointer });

/** Text of a name as this server keeps it: lower case, without the last dot. The root is no name here. */
function nameText(text: string, pointer: string): string {
  if (text === ".") throw invalid(pointer, "the root is not a name of this kind");
  try {
    return formatName(canonicalName(parseName(text))).replace(/\.$/, "");
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw invalid(pointer, `"${text}" is not a domain name (${error.message})`);
  }
}

/** RFC 1035 §8: `jane.doe@example.com` is the domain name `jane\.doe.example.com`. A name is left as it is. */
function mailboxName(text: string): string {
  const [, local, domain] = /^([^@\\]*)@([^@\\]*)$/.exec(text) ?? [];
  return local === undefined ? text : `${local.replace(/\./g, "\\.")}.${domain}`;
}

const HOST_LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

function hostText(text: string, pointer: string, extraLabel = HOST_LABEL): string {
  const name = nameText(text, pointer);
  if (!name.split(".").every((label) => HOST_LABEL.test(label) || extraLabel.test(label))) {
    throw invalid(
      pointer,
      `"${text}" is not a host name: letters, digits and inner hyphens only; write others as punycode`,
    );
  }
  return name;
}

function within(value: number | undefined, limit: Limit, pointer: string): number {
  const seconds = value ?? limit.default;
  if (!Number.isInteger(seconds) || seconds < limit.min || seconds > limit.max) {
    throw invalid(pointer, `${seconds} seconds is out of range: ${limit.min} to ${limit.max}`);
  }
  return seconds;
}

/** A checked configuration. Throws {@link DomainError} `zone-invalid` with a pointer to what is wrong. */
export function zoneConfig(input: ZoneInput): ZoneConfig {
  const domain = hostText(input.domain, "/domain");
  // The shortest user, its dot and the fixed labels must fit in 255 octets beside the domain.
  if (domain.length > 229)
    throw invalid("/domain", "the domain leaves no room for user names: 229 characters at most");
  const apex = input.apex === undefined ? `${PAYMENT_LABEL}.${domain}` : nameText(input.apex, "/apex");
  const allowed = [domain, `${PAYMENT_LABEL}.${domain}`, `${USER_LABELS}.${domain}`];
  if (!allowed.includes(apex))
    throw invalid("/apex", `the apex of ${domain} may be one of ${allowed.join(", ")}`);
  if (input.nameServers.length < 2)
    throw invalid("/nameServers", "a zone has two or more name servers (RFC 1034 §4.1)");
  const config: ZoneConfig = {
    apex,
    domain,
    nameServers: input.nameServers.map((server, i) => nameServer(server, apex, domain, `/nameServers/${i}`)),
    contact: nameText(mailboxName(input.contact ?? `hostmaster.${domain}`), "/contact"),
    timers: {
      refresh: within(input.timers?.refresh, ZONE_LIMITS.refresh, "/timers/refresh"),
      retry: within(input.timers?.retry, ZONE_LIMITS.retry, "/timers/retry"),
      expire: within(input.timers?.expire, ZONE_LIMITS.expire, "/timers/expire"),
      minimum: within(input.timers?.minimum, ZONE_LIMITS.minimum, "/timers/minimum"),
    },
    infrastructureTtl: within(input.infrastructureTtl, ZONE_LIMITS.infrastructureTtl, "/infrastructureTtl"),
    payment: paymentPolicy(input.payment),
  };
  const names = config.nameServers.map((server) => server.name);
  if (new Set(names).size < names.length) throw invalid("/nameServers", "a name server is listed twice");
  return Object.freeze(config);
}

function nameServer(
  server: ZoneInput["nameServers"][number],
  apex: string,
  domain: string,
  pointer: string,
): NameServer {
  // A name server inside a zone whose apex begins with an underscore has that label too; elsewhere it is no host name.
  const name = hostText(server.name, `${pointer}/name`, apex === domain ? undefined : /^_bitcoin-payment$/);
  const addresses = server.addresses ?? [];
  const owner = parseName(name);
  if (isWithin(owner, parseName(apex))) {
    if (addresses.length === 0)
      throw invalid(`${pointer}/addresses`, `${name} is inside the zone and needs an address`);
    if (isWithin(owner, userBase(domain)) || equalNames(owner, parseName(apex))) {
      throw invalid(`${pointer}/name`, `${name} stands where the zone keeps other records`);
    }
  } else if (addresses.length > 0) {
    throw invalid(`${pointer}/addresses`, `${name} is outside the zone: its addresses are published there`);
  }
  // RFC 4007 §11: what follows a "%" is the host's own business; node:net takes it, AAAA has no place for it.
  const odd = addresses.findIndex((each) => !isIPv4(each) && (!isIPv6(each) || each.includes("%")));
  if (odd >= 0) throw invalid(`${pointer}/addresses/${odd}`, `"${addresses[odd]}" is not an IP address`);
  return { name, addresses };
}
