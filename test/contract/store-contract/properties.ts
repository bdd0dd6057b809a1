import { setImmediate } from "node:timers/promises";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NameRecord, Once, Store, Write } from "../../../src/zone/store/port.ts";
import { openMemoryStore } from "../../support/memory-store.ts";
import {
  allNames,
  anIntent,
  aRequest,
  aUser,
  fieldsOf,
  follow,
  type Intent,
  refusalOf,
  sorted,
  takeChanges,
  testZone,
  writeOf,
} from "../../support/store-model.ts";
import type { Subject } from "./subject.ts";

export function describeProperties(subject: Subject): void {
  let domains = 0;
  /** A zone of its own for each run of a property. */
  const freshZone = async (): Promise<string> =>
    (await subject.store.createZone(testZone(`property${domains++}.example`))).apex;
  /** What the store in memory makes of the same zone. */
  const modelOf = async (apex: string): Promise<Store> => {
    const model = openMemoryStore();
    const { generation, serial, names, ...config } = (await subject.store.zone(apex))!;
    await model.createZone(config);
    return model;
  };

  describe("properties", () => {
    test("any sequence of writes does what it does in memory", async () => {
      const steps = fc.oneof(anIntent, fc.array(anIntent, { maxLength: 5 }), fc.tuple(anIntent, aRequest));
      const sequences = fc.array(steps, { maxLength: 30 });
      await fc.assert(
        fc.asyncProperty(sequences, async (sequence) => {
          const apex = await freshZone();
          const { position } = await subject.store.snapshot(apex);
          const model = await modelOf(apex);
          for (const step of sequence) {
            if (isKeyed(step)) await writeOnceAsModelled(subject.store, apex, model, step);
            else if (Array.isArray(step)) await batchAsModelled(subject.store, apex, model, step);
            else await writeAsModelled(subject.store, apex, model, step);
          }
          await agrees(subject.store, apex, model, position);
        }),
      );
    });

    test("what is asked of names and releases is answered as from memory", async () => {
      const anInstant = fc.integer({ min: 1_699_999_999, max: 1_700_000_010 });
      const questions = fc.array(fc.tuple(aUser, fc.nat({ max: 5 }), anInstant, anInstant), { minLength: 5 });
      await fc.assert(
        fc.asyncProperty(fc.array(anIntent, { maxLength: 40 }), questions, async (intents, asked) => {
          const { store } = subject;
          const apex = await freshZone();
          const model = await modelOf(apex);
          for (const intent of intents) await writeAsModelled(store, apex, model, intent);
          for (const [user, limit, from, to] of asked) {
            const answers = async (of: Store) => ({
              release: await of.released(apex, user),
              similar: await of.similar(apex, user, limit),
              expiring: await of.countExpiring(apex, from, to),
            });
            expect(await answers(store)).toEqual(await answers(model));
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

async function batchAsModelled(store: Store, apex: string, model: Store, intents: readonly Intent[]) {
  const writes: Write[] = [];
  for (const intent of intents) writes.push(await writeIn(model, apex, intent));
  expect(await outcomeOf(store.batch(apex, writes))).toEqual(await outcomeOf(model.batch(apex, writes)));
}

async function writeAsModelled(store: Store, apex: string, model: Store, intent: Intent) {
  const write = await writeIn(model, apex, intent);
  const { user, expect: expectation } = write;
  const attempt = (of: Store): Promise<unknown> =>
    write.kind === "put"
      ? of.put(apex, user, write.fields, expectation)
      : of.delete(apex, user, write.release, expectation);
  expect(await outcomeOf(attempt(store))).toEqual(await outcomeOf(attempt(model)));
}

type Keyed = readonly [intent: Intent, request: Once];
const isKeyed = (step: Intent | readonly Intent[] | Keyed): step is Keyed =>
  Array.isArray(step) && step[1] !== undefined && "fingerprint" in step[1];

async function writeOnceAsModelled(store: Store, apex: string, model: Store, [intent, once]: Keyed) {
  const write = await writeIn(model, apex, intent);
  for (const attempt of [
    (of: Store) => of.outcome(apex, once),
    (of: Store) => of.writeOnce(apex, write, once, intent.fields.uri),
    (of: Store) => of.outcome(apex, once),
  ]) {
    expect(await outcomeOf(attempt(store))).toEqual(await outcomeOf(attempt(model)));
  }
}

const writeIn = async (model: Store, apex: string, intent: Intent): Promise<Write> =>
  writeOf(intent, (await model.get(apex, intent.user))?.revision);

/** What the attempt resolves to, or the refusal. */
const outcomeOf = async (attempt: Promise<unknown>): Promise<unknown> =>
  (await refusalOf(attempt)) ?? { done: await attempt };

async function agrees(store: Store, apex: string, model: Store, position: string): Promise<void> {
  const expected = await allNames(model, apex);
  expect(await allNames(store, apex, 3)).toEqual(expected);
  const { serial, names } = (await model.zone(apex))!;
  const snapshot = await store.snapshot(apex);
  expect(snapshot.zone).toMatchObject({ serial, names });
  const inSnapshot = new Map<string, NameRecord>();
  for await (const records of snapshot.batches) {
    for (const record of records) inSnapshot.set(record.user, record);
  }
  expect(sorted(inSnapshot)).toEqual(expected);
  const changes = await takeChanges(store, apex, position, serial - 1);
  expect(changes.map((change) => change.serial)).toEqual(changes.map((_, i) => 2 + i));
  const replayed = new Map<string, NameRecord>();
  for (const { user, record } of changes) {
    if (record === "unreadable") throw new Error("what was written cannot be read");
    if (record) replayed.set(user, record);
    else replayed.delete(user);
  }
  expect(sorted(replayed)).toEqual(expected);
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
