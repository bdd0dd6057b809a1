import * as fc from "fast-check";
import { DomainError, type DomainErrorCode } from "../../src/zone/errors.ts";
import type { Change, NameFields, NameRecord, Store, Write } from "../../src/zone/store/port.ts";
import { type ZoneConfig, zoneConfig } from "../../src/zone/zone-config.ts";

export const testZone = (domain: string): ZoneConfig =>
  zoneConfig({ domain, nameServers: [{ name: "ns1.example.net" }, { name: "ns2.example.net" }] });

export const fieldsOf = (uri = "bitcoin:?lno=lno1"): NameFields => ({ uri, ttl: 300, expiresAt: null });

/** What a zone's names must be after writes: the contract, over a Map. */
export class ZoneModel {
  names = new Map<string, NameRecord>();
  serial = 1;

  /** Carries the write out, or returns the code that it must be refused with. */
  apply({ user, expect: { ifAbsent, ifRevision } = {}, ...write }: Write): DomainErrorCode | undefined {
    const held = this.names.get(user);
    if (!held && (write.kind === "delete" || ifRevision !== undefined)) return "name-unknown";
    if (held && ifAbsent) return "name-taken";
    if (held && ifRevision !== undefined && ifRevision !== held.revision) return "revision-mismatch";
    this.serial += 1;
    if (write.kind === "delete") this.names.delete(user);
    else this.names.set(user, { user, ...write.fields, revision: this.serial });
    return undefined;
  }

  /** All or nothing: what the first failing write must be refused with. */
  applyAll(writes: readonly Write[]): Refusal | undefined {
    const before = { names: new Map(this.names), serial: this.serial };
    for (const [index, write] of writes.entries()) {
      const code = this.apply(write);
      if (code === undefined) continue;
      Object.assign(this, before);
      return { code, pointer: `/${index}` };
    }
    return undefined;
  }

  sorted(): NameRecord[] {
    return sorted(this.names);
  }
}

export const sorted = (names: ReadonlyMap<string, NameRecord>): NameRecord[] =>
  [...names.values()].sort((a, b) => Buffer.compare(Buffer.from(a.user), Buffer.from(b.user)));

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
  readonly expect: "anything" | "absent" | "held" | "stale";
}

/** The write that is meant when the name is at `revision`. */
export function writeOf({ kind, user, fields, expect }: Intent, revision: number | undefined): Write {
  const rules = {
    anything: {},
    absent: { ifAbsent: true },
    held: { ifRevision: revision ?? 1 },
    stale: { ifRevision: (revision ?? 0) + 1 },
  } as const;
  return kind === "put"
    ? { kind, user, fields, expect: rules[expect] }
    : { kind, user, expect: rules[expect] };
}

/** Few users, so that writes meet; with dots and hyphens, so that order is by octets and by nothing else. */
export const anIntent: fc.Arbitrary<Intent> = fc.record({
  kind: fc.constantFrom("put", "put", "put", "delete"),
  user: fc.constantFrom("a", "a-b", "a.b", "a_b", "ab", "b", "b.a", "z", "0", "-"),
  fields: fc.record({
    uri: fc.stringMatching(/^bitcoin:\?lno=lno1[a-z0-9]{0,40}$/),
    ttl: fc.integer({ min: 30, max: 86_400 }),
    expiresAt: fc.option(fc.integer({ min: 1_700_000_000, max: Number.MAX_SAFE_INTEGER })),
  }),
  expect: fc.constantFrom("anything", "anything", "absent", "held", "held", "stale"),
});
