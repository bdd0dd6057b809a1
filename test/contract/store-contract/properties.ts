import { setImmediate } from "node:timers/promises";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NameRecord, Store } from "../../../src/zone/store/port.ts";
import {
  allNames,
  anIntent,
  aUser,
  fieldsOf,
  follow,
  type Intent,
  refusalOf,
  sorted,
  takeChanges,
  testZone,
  writeOf,
  ZoneModel,
} from "../../support/store-model.ts";
import type { Subject } from "./subject.ts";

export function describeProperties(subject: Subject): void {
  let domains = 0;
  /** A zone of its own for each run of a property. */
  const freshZone = async (): Promise<string> =>
    (await subject.store.createZone(testZone(`property${domains++}.example`))).apex;

  describe("properties", () => {
    test("any sequence of writes does what it does to a Map", async () => {
      const sequences = fc.array(fc.oneof(anIntent, fc.array(anIntent, { maxLength: 5 })), { maxLength: 30 });
      await fc.assert(
        fc.asyncProperty(sequences, async (sequence) => {
          const apex = await freshZone();
          const { position } = await subject.store.snapshot(apex);
          const model = new ZoneModel();
          for (const step of sequence) {
            if (Array.isArray(step)) await batchAsModelled(subject.store, apex, model, step);
            else await writeAsModelled(subject.store, apex, model, step);
          }
          await agrees(subject.store, apex, model, position);
        }),
      );
    });

    test("what is asked of names and releases is answered as from a Map", async () => {
      const anInstant = fc.integer({ min: 1_699_999_999, max: 1_700_000_010 });
      const questions = fc.array(fc.tuple(aUser, fc.nat({ max: 5 }), anInstant, anInstant), { minLength: 5 });
      await fc.assert(
        fc.asyncProperty(fc.array(anIntent, { maxLength: 40 }), questions, async (intents, asked) => {
          const { store } = subject;
          const apex = await freshZone();
          const model = new ZoneModel();
          for (const intent of intents) await writeAsModelled(store, apex, model, intent);
          for (const [user, limit, from, to] of asked) {
            expect(await store.released(apex, user)).toEqual(model.releases.get(user));
            expect(await store.similar(apex, user, limit)).toEqual(model.similar(user).slice(0, limit));
            expect(await store.countExpiring(apex, from, to)).toBe(model.countExpiring(from, to));
          }
        }),
      );
    });

    test("a snapshot and the changes after it lead to the names that are there, whoever writes meanwhile", async () => {
      const writers = fc.array(fc.array(anIntent, { maxLength: 30 }), { minLength: 1, maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(writers, fc.nat({ max: 20 }), async (intents, turns) => {
          const { store } = subject;
          const apex = await freshZone();
          const writing = Promise.all(intents.map((each) => writeConcurrently(store, apex, each)));
          for (let i = 0; i < turns; i++) await setImmediate();
          const following = followTo(store, apex, "the-end");
          await writing;
          await store.put(apex, "the-end", fieldsOf());
          const names = await following;
          expect(sorted(names)).toEqual(await allNames(store, apex, 3));
          expect((await store.zone(apex))?.names).toBe(names.size);
        }),
      );
    });
  });
}

async function batchAsModelled(store: Store, apex: string, model: ZoneModel, intents: readonly Intent[]) {
  const writes = intents.map((intent) => writeOf(intent, model.names.get(intent.user)?.revision));
  const batch = store.batch(apex, writes);
  const refusal = await refusalOf(batch);
  expect(refusal).toEqual(model.applyAll(writes));
  if (refusal === undefined) expect(await batch).toBe(model.serial);
}

async function writeAsModelled(store: Store, apex: string, model: ZoneModel, intent: Intent) {
  const write = writeOf(intent, model.names.get(intent.user)?.revision);
  const { user, expect: expectation } = write;
  const done =
    write.kind === "put"
      ? store.put(apex, user, write.fields, expectation)
      : store.delete(apex, user, write.release, expectation);
  const refusal = await refusalOf(done);
  expect(refusal?.code).toBe(model.apply(write));
  if (refusal === undefined) expect(await done).toEqual(model.names.get(user) ?? model.serial);
}

async function agrees(store: Store, apex: string, model: ZoneModel, position: string): Promise<void> {
  expect(await allNames(store, apex, 3)).toEqual(model.sorted());
  const snapshot = await store.snapshot(apex);
  expect(snapshot.zone).toMatchObject({ serial: model.serial, names: model.names.size });
  const inSnapshot = new Map<string, NameRecord>();
  for await (const records of snapshot.batches) {
    for (const record of records) inSnapshot.set(record.user, record);
  }
  expect(sorted(inSnapshot)).toEqual(model.sorted());
  const changes = await takeChanges(store, apex, position, model.serial - 1);
  expect(changes.map(({ serial }) => serial)).toEqual(changes.map((_, i) => 2 + i));
  const replayed = new Map<string, NameRecord>();
  for (const { user, record } of changes) {
    if (record) replayed.set(user, record);
    else replayed.delete(user);
  }
  expect(sorted(replayed)).toEqual(model.sorted());
}

/** Reads, then writes over what was read; who loses a race takes the refusal. */
async function writeConcurrently(store: Store, apex: string, intents: readonly Intent[]): Promise<void> {
  for (const intent of intents) {
    const write = writeOf(intent, (await store.get(apex, intent.user))?.revision);
    await setImmediate();
    await refusalOf(store.batch(apex, [write]));
  }
}

/** What a replica holds that takes a snapshot and follows the changes until `last` is put. */
async function followTo(store: Store, apex: string, last: string): Promise<Map<string, NameRecord>> {
  const names = new Map<string, NameRecord>();
  const { batches, position } = await store.snapshot(apex);
  for await (const records of batches) {
    for (const record of records) names.set(record.user, record);
    await setImmediate();
  }
  for await (const change of store.changes(apex, position, new AbortController().signal)) {
    if (change.kind === "current") continue;
    if (change.kind === "gap") throw new Error("a gap in a short feed");
    follow(names, change);
    if (change.user === last) return names;
  }
  throw new Error("the feed ended");
}
