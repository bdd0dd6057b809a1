import * as fc from "fast-check";
import { DomainError, type DomainErrorCode } from "../../src/zone/errors.ts";
import type {
  Change,
  NameFields,
  NameRecord,
  Once,
  ReleaseTimes,
  Store,
  Write,
} from "../../src/zone/store/port.ts";
import { LAST_INSTANT } from "../../src/zone/time-text.ts";
import { type ZoneConfig, zoneConfig } from "../../src/zone/zone-config.ts";

export const testZone = (domain: string): ZoneConfig =>
  zoneConfig({ domain, nameServers: [{ name: "ns1.example.net" }, { name: "ns2.example.net" }] });

export const fieldsOf = (uri = "bitcoin:?lno=lno1", holder = "admin"): NameFields => ({
  uri,
  ttl: 300,
  expiresAt: null,
  holder,
});

/** When a name is released where the test does not care; nothing is forgotten. */
export const RELEASE: ReleaseTimes = { releasedAt: 1_700_000_000, forgetBefore: 0 };

/** The order of users and tokens' names. */
export const compareOctets = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

export const sorted = (names: ReadonlyMap<string, NameRecord>): NameRecord[] =>
  [...names.values()].sort((a, b) => compareOctets(a.user, b.user));

/** Names as a replica keeps them: a change that is older than what it holds tells it nothing. */
export function follow(names: Map<string, NameRecord>, { user, serial, record }: Change): void {
  if ((names.get(user)?.revision ?? 0) > serial) return;
  if (record === null) names.delete(user);
  else if (record !== "unreadable") names.set(user, record);
}

export async function allNames(store: Store, apex: string, limit = 1_000): Promise<NameRecord[]> {
  const { records, cursor } = await store.list(apex, { limit });
  const all = [...records];
  for (let next = cursor; next !== undefined; ) {
    const page = await store.list(apex, { cursor: next, limit });
    all.push(...page.records);
    next = page.cursor;
  }
  return all;
}

/** The next `count` changes after `position`. Throws when the feed ends or has a gap before. */
export async function takeChanges(
  store: Store,
  apex: string,
  position: string,
  count: number,
): Promise<Change[]> {
  const changes: Change[] = [];
  if (count === 0) return changes;
  for await (const change of store.changes(apex, position, new AbortController().signal)) {
    if (change.kind === "current") continue;
    if (change.kind === "gap")
      throw new Error(`${change.isLost ? "loss" : "gap"} after ${changes.length} changes`);
    changes.push(change);
    if (changes.length === count) return changes;
  }
  throw new Error(`the feed ended after ${changes.length} changes`);
}

export interface Refusal {
  readonly code: DomainErrorCode;
  readonly pointer: string | undefined;
}

/** The refusal of an attempt that must be refused. */
export async function refused(attempt: Promise<unknown>): Promise<DomainError> {
  try {
    await attempt;
  } catch (error) {
    return error as DomainError;
  }
  throw new Error("it was not refused");
}

/** What the attempt was refused with, or undefined when it was not. Errors that are not the contract's go through. */
export async function refusalOf(attempt: Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, pointer: error.pointer };
    throw error;
  }
}

/** A write whose expectation depends on what is there when its turn comes. */
export interface Intent {
  readonly kind: "put" | "delete";
  readonly user: string;
  readonly fields: NameFields;
  readonly release: ReleaseTimes;
  readonly expect: "anything" | "absent" | "held" | "stale";
  readonly ifAccount: string | undefined;
  readonly ifNotReleasedSince: number | undefined;
}

/** The write that is meant when the name is at `revision`. */
export function writeOf(intent: Intent, revision: number | undefined): Write {
  const { kind, user, fields, release, ifAccount, ifNotReleasedSince } = intent;
  const rules = {
    anything: {},
    absent: { ifAbsent: true },
    held: { ifRevision: revision ?? 1 },
    stale: { ifRevision: (revision ?? 0) + 1 },
  } as const;
  const expect = { ...rules[intent.expect], ifAccount, ifNotReleasedSince };
  return kind === "put" ? { kind, user, fields, expect } : { kind, user, release, expect };
}

/** Few users, so that writes meet; with dots and hyphens, so that order is by octets and by nothing else. */
const USERS = ["a", "a-b", "a.b", "a_b", "ab", "b", "b.a", "z", "0", "-"] as const;
/** An instant of few, for releases and expiries. */
const anInstant = fc.integer({ min: 1_700_000_000, max: 1_700_000_009 });

export const aUser: fc.Arbitrary<string> = fc.constantFrom(...USERS);
export const anIntent: fc.Arbitrary<Intent> = fc.record({
  kind: fc.constantFrom("put", "put", "put", "delete"),
  user: aUser,
  fields: fc.record({
    uri: fc.stringMatching(/^bitcoin:\?lno=lno1[a-z0-9]{0,40}$/),
    ttl: fc.integer({ min: 30, max: 86_400 }),
    expiresAt: fc.option(fc.oneof(anInstant, fc.integer({ min: 0, max: LAST_INSTANT }))),
    holder: fc.constantFrom("admin", "shop", "shop/1", "shop/2"),
  }),
  release: fc.record({ releasedAt: anInstant, forgetBefore: fc.oneof(fc.constant(0), anInstant) }),
  expect: fc.constantFrom("anything", "anything", "absent", "held", "held", "stale"),
  ifAccount: fc.constantFrom(undefined, undefined, "admin", "shop"),
  ifNotReleasedSince: fc.option(anInstant, { nil: undefined }),
});

/** A request of few, that may have come before and may be forgotten. */
export const aRequest: fc.Arbitrary<Once> = fc.record({
  key: fc.constantFrom("a", "b", "c"),
  fingerprint: fc.constantFrom("1", "1", "1", "2"),
  at: anInstant,
  forgetBefore: fc.oneof(fc.constant(0), anInstant),
});
