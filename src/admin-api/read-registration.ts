import { type Fault, isRefusal } from "../zone/errors.ts";
import { hasExpired } from "../zone/expiry.ts";
import type { Network } from "../zone/payment/network.ts";
import { domainOf, type PaymentName, readPaymentName } from "../zone/payment/payment-name.ts";
import { DEFAULT_POLICY, type PaymentPolicy } from "../zone/payment/policy.ts";
import type { Profile } from "../zone/payment/profile/profile.ts";
import type { Warning } from "../zone/payment/publication.ts";
import type { ZoneRecord } from "../zone/store/port.ts";
import { ZONE_LIMITS } from "../zone/zone-config.ts";
import { type Assessment, assess, assessName, type RegistrationZone } from "./assessment.ts";
import type { Caller } from "./caller.ts";
import type { NameReplacement, NameTrial } from "./client-types.ts";
import { zoneOfDomain } from "./name-zone.ts";
import type { ZoneStore } from "./ports.ts";

/** Where a registration is to be made, as far as that could be read, and what is wrong with it. */
interface Target {
  readonly name: PaymentName | undefined;
  readonly zone: ZoneRecord | undefined;
  readonly faults: readonly Fault[];
}

/** A name that is to be made, and all that is wrong with it. */
export interface Creation extends Assessment, Target {
  readonly faults: readonly Fault[];
}

/** What a payment is judged by where no zone is known. */
const someZone = (policy: Partial<PaymentPolicy> = {}): RegistrationZone => ({
  infrastructureTtl: ZONE_LIMITS.infrastructureTtl.max,
  payment: { ...DEFAULT_POLICY, ...policy },
});
const MAX_SIMILAR = 5;

/** Reads whose name is to be made, and finds its zone. */
export async function readTarget(
  store: Pick<ZoneStore, "zone">,
  { name: text }: Pick<NameTrial, "name">,
): Promise<Target> {
  if (text === undefined) return { name: undefined, zone: undefined, faults: [] };
  const { value: name, faults: nameFaults = [] } = readPaymentName(text);
  const faults: Fault[] = nameFaults.map((fault) => ({ ...fault, pointer: "/name" }));
  // Where the user is at fault the zone still says what is to be paid with, and by which rules.
  const domain = domainOf(text);
  const zone = domain === undefined ? undefined : await knownZone(store, domain, faults);
  return { name, zone, faults };
}

/** Holds a registration against every rule, those of its name too. Throws RequestError `forbidden`. */
export async function readCreation(
  store: Pick<ZoneStore, "similar">,
  { name, zone, faults: targetFaults }: Target,
  { name: text, network, ...input }: NameTrial,
  caller: Caller,
  now: number,
): Promise<Creation> {
  const faults: Fault[] = [...targetFaults];
  const warnings: Warning[] = [];
  if (text !== undefined && network !== undefined) {
    const detail = "the name's zone knows its network: leave it out";
    faults.push({ code: "network-of-zone", pointer: "/network", detail });
  }
  const assessment = assess(
    input,
    zone ?? someZone(text === undefined ? tried(network, input.profile) : {}),
    caller,
    now,
  );
  if (name && zone) {
    const judged = assessName(name, zone, caller, "/name");
    faults.push(...judged.faults);
    warnings.push(...judged.warnings, ...(await similarNames(store, zone.apex, name, "/name")));
  }
  return {
    ...assessment,
    name,
    zone,
    faults: [...faults, ...assessment.faults],
    warnings: [...warnings, ...assessment.warnings],
  };
}

/** Without a name everybody may try every network and profile. */
const tried = (network: Network = "mainnet", profile: Profile = "universal"): Partial<PaymentPolicy> => ({
  network,
  profile,
});

/** A replacement that was held against every rule. */
export interface Replacement extends Assessment {
  /** What is wrong with the name itself, if the replacement is to make it. */
  readonly faultsIfNew: readonly Fault[];
}

/** Holds a replacement against every rule; where it makes the name, there are warnings about that too. */
export async function readReplacement(
  store: Pick<ZoneStore, "get" | "similar">,
  zone: ZoneRecord,
  name: PaymentName,
  input: NameReplacement,
  caller: Caller,
  now: number,
): Promise<Replacement> {
  const assessment = assess(input, zone, caller, now);
  const { faults: faultsIfNew, warnings } = assessName(name, zone, caller, "");
  const there = await store.get(zone.apex, name.user);
  if (there !== undefined && !hasExpired(there, now)) return { ...assessment, faultsIfNew };
  return {
    ...assessment,
    // They are looked at again when the name is written, for it may be there or gone by then.
    faults: [...faultsIfNew, ...assessment.faults],
    faultsIfNew,
    warnings: [...warnings, ...(await similarNames(store, zone.apex, name, "")), ...assessment.warnings],
  };
}

async function knownZone(
  store: Pick<ZoneStore, "zone">,
  domain: string,
  faults: Fault[],
): Promise<ZoneRecord | undefined> {
  try {
    return await zoneOfDomain(store, domain);
  } catch (error) {
    if (!isRefusal(error, "zone-unknown")) throw error;
    faults.push({ code: error.code, pointer: "/name", detail: error.message });
    return undefined;
  }
}

/** Names that a payer may mistake for this one. */
async function similarNames(
  store: Pick<ZoneStore, "similar">,
  apex: string,
  { user, domain }: PaymentName,
  pointer: string,
): Promise<Warning[]> {
  const similar = await store.similar(apex, user, MAX_SIMILAR);
  if (similar.length === 0) return [];
  const names = similar.map((other) => `${other}@${domain}`).join(", ");
  const detail = `payers may take it for ${names}, which differs by dots, hyphens and underscores only`;
  return [{ code: "name-similar", pointer, detail, readers: [] }];
}
