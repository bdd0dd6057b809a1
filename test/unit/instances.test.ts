import { expect, test } from "vitest";
import { createInstances } from "../../src/instances.ts";
import { anInstance } from "../contract/shared-store-contract/subject.ts";
import { openMemoryStore } from "../support/memory-store.ts";

test("an instance whose store nobody shares is the only one", async () => {
  const self = anInstance("1");
  const instances = createInstances({ store: undefined, self: () => self });
  expect(instances.self()).toEqual({ ...self, seenAgo: 0 });
  expect(await instances.all()).toEqual([{ ...self, seenAgo: 0 }]);
});

test("of itself an instance knows what it is now, and of others what they have said", async () => {
  const store = openMemoryStore();
  const other = anInstance("2");
  await store.announce(other);
  let self = anInstance("1", { zones: [] });
  const instances = createInstances({ store, self: () => self });
  const seen = async () => (await instances.all()).map(({ seenAgo: _, ...said }) => said);
  expect(await seen()).toEqual([other, self]);
  await store.announce(self);
  self = anInstance("1");
  expect(await seen()).toEqual([other, self]);
  expect((await instances.all()).find(({ id }) => id === "1")?.seenAgo).toBe(0);
});

test("who asks while a reading is under way gets the next, with all who ask then", async () => {
  const readings: PromiseWithResolvers<[]>[] = [];
  const read = () => {
    const reading = Promise.withResolvers<[]>();
    readings.push(reading);
    return reading.promise;
  };
  const instances = createInstances({ store: { instances: read }, self: () => anInstance("1") });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const done: string[] = [];
  const ask = (who: string) =>
    instances.all().then(
      () => done.push(who),
      () => done.push(`${who} in vain`),
    );
  ask("first");
  await turn();
  ask("second");
  ask("third");
  await turn();
  expect(readings).toHaveLength(1);
  readings[0]!.reject(new Error("the store is away"));
  await turn();
  expect(done).toEqual(["first in vain"]);
  expect(readings).toHaveLength(2);
  ask("fourth");
  readings[1]!.resolve([]);
  await turn();
  expect(done).toEqual(["first in vain", "second", "third"]);
  expect(readings).toHaveLength(3);
  readings[2]!.resolve([]);
  await turn();
  expect(done).toHaveLength(4);
});
