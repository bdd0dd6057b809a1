import * as fc from "fast-check";
import { DomainError, type DomainErrorCode } from "../../src/zone/errors.ts";
import { accountOf, isFormerHolder } from "../../src/zone/holder.ts";
import type {
  Change,
  NameFields,
  NameRecord,
  Release,
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

/** How many old releases a deletion drops at most. */
const DROPPED_AT_ONCE = 16;

/** What a zone's names must be after writes: the contract, over Maps. */
export class ZoneModel {
  names = new Map<string, NameRecord>();
  releases = new Map<string, Release>();
  serial = 1;

  /** Carries the write out, or returns the code that it must be refused with. */
  apply(write: Write): DomainErrorCode | undefined {
    const { user } = write;
    const held = this.names.get(user);
    const refusal = held ? refusedOver(held, write) : this.refusedWithout(write);
    if (refusal !== undefined) return refusal;
    this.serial += 1;
    if (write.kind === "put") {
      this.names.set(user, { user, ...write.fields, revision: this.serial });
      this.releases.delete(user);
    } else {
      const { holder, expiresAt } = held!;
      const { forgetBefore } = write.release;
      const releasedAt =
        expiresAt === null ? write.release.releasedAt : Math.min(write.release.releasedAt, expiresAt);
      this.names.delete(user);
      if (releasedAt > forgetBefore) this.releases.set(user, { holder, releasedAt });
      for (const old of this.releasedUntil(forgetBefore).slice(0, DROPPED_AT_ONCE)) this.releases.delete(old);
    }
    return undefined;
  }

  /** Users of releases from `instant` or earlier, the oldest first. */
  private releasedUntil(instant: number): string[] {
    const old = [...this.releases].filter(([, { releasedAt }]) => releasedAt <= instant);
    old.sort(([a, one], [b, other]) => one.releasedAt - other.releasedAt || compareUsers(a, b));
    return old.map(([user]) => user);
  }

  private refusedWithout(write: Write): DomainErrorCode | undefined {
    const { ifRevision, ifNotReleasedSince: since } = write.expect ?? {};
    if (write.kind === "delete" || ifRevision !== undefined) return "name-unknown";
    const release = this.releases.get(write.user);
    if (release === undefined || since === undefined || release.releasedAt <= since) return undefined;
    return isFormerHolder(release.holder, write.fields.holder) ? undefined : "name-held";
  }

  /** All or nothing: what the first failing write must be refused with. */
  applyAll(writes: readonly Write[]): Refusal | undefined {
    const before = { names: new Map(this.names), releases: new Map(this.releases), serial: this.serial };
    for (const [index, write] of writes.entries()) {
      const code = this.apply(write);
      if (code === undefined) continue;
      Object.assign(this, before);
      return { code, pointer: `/${index}` };
    }
    return undefined;
  }

  similar(user: string): string[] {
    const letters = (text: string) => [...text].filter((each) => !"._-".includes(each)).join();
    const users = this.sorted().map((record) => record.user);
    return users.filter((each) => each !== user && letters(each) === letters(user));
  }

  countExpiring(from: number, to: number): number {
    const instants = this.sorted().flatMap(({ expiresAt }) => expiresAt ?? []);
    return instants.filter((each) => each > from && each <= to).length;
  }

  sorted(): NameRecord[] {
    return sorted(this.names);
  }
}

function refusedOver(held: NameRecord, { expect = {} }: Write): DomainErrorCode | undefined {
  const { ifAbsent, ifRevision, ifAccount } = expect;
  if (ifAbsent) return "name-taken";
  if (ifRevision !== undefined && ifRevision !== held.revision) return "revision-mismatch";
  if (ifAccount !== undefined && ifAccount !== accountOf(held.holder)) return "name-of-another";
  return undefined;
}

const compareUsers = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

export const sorted = (names: ReadonlyMap<string, NameRecord>): NameRecord[] =>
  [...names.values()].sort((a, b) => compareUsers(a.user, b.user));

/** Names as a replica keeps them: a change that is older than what it holds tells it nothing. */
export function follow(names: Map<string, NameRecord>, { user, serial, record }: Change): void {
  if ((names.get(user)?.revision ?? 0) > serial) return;
  if (record === null) names.delete(user);
  else names.set(user, record);
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
    if (change.kind === "gap") throw new Error(`gap after ${changes.length} changes`);
    changes.push(change);
    if (changes.length === count) return changes;
  }
  throw new Error(`the feed ended after ${changes.length} changes`);
}

export interface Refusal {
  readonly code: DomainErrorCode;
  readonly pointer: string | undefined;
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
