import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { InstanceRecord, SharedStore, ZoneStanding } from "../../../src/zone/store/shared-port.ts";
import { LAST_INSTANT } from "../../../src/zone/time-text.ts";
import { refusalOf } from "../../support/store-model.ts";
import { anInstance, aStanding, type SharedSubject } from "./subject.ts";

/** What instances have said, without when. */
const said = async (store: SharedStore): Promise<readonly InstanceRecord[]> =>
  (await store.instances()).map(({ seenAgo: _, ...record }) => record);

const aText = fc.string({ unit: "binary" });
const anInstant = fc.integer({ min: 0, max: LAST_INSTANT });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const anyStanding: fc.Arbitrary<ZoneStanding> = fc.record({
  apex: aText,
  answers: fc.constantFrom("nothing", "snapshot", "store"),
  generation: maybe(aText),
  serial: fc.maxSafeNat(),
  position: maybe(aText),
  names: fc.maxSafeNat(),
  syncedAt: maybe(anInstant),
  keySetVersion: maybe(fc.nat()),
  keyTags: fc.array(fc.nat(65_535)),
  doubt: maybe(aText),
  failure: maybe(aText),
});
const anyInstance: fc.Arbitrary<InstanceRecord> = fc.record({
  id: fc.uuid(),
  name: aText,
  version: aText,
  startedAt: anInstant,
  announcedAt: anInstant,
  zones: fc.array(anyStanding, { maxLength: 3 }),
});

export function describeInstances(subject: SharedSubject): void {
  describe("instances", () => {
    test("are none before one announces itself", async () => {
      expect(await subject.store.instances()).toEqual([]);
    });

    test("are known to each other by what they said last", async () => {
      const { store, another } = subject;
      await store.announce(anInstance("1"));
      await another.announce(anInstance("2", { name: "b", zones: [] }));
      const later = anInstance("1", {
        announcedAt: 1_700_000_101,
        zones: [aStanding({ serial: 8 }), aStanding({ apex: "example.org", answers: "nothing" })],
      });
      await store.announce(later);
      const expected = [later, anInstance("2", { name: "b", zones: [] })];
      expect(await said(store)).toEqual(expected);
      expect(await said(another)).toEqual(expected);
    });

    test("were heard of some time ago, which grows while they are silent", async () => {
      const { store, another } = subject;
      await store.announce(anInstance("1"));
      const ago = async () => (await another.instances())[0]!.seenAgo;
      const first = await ago();
      expect(first).toBeGreaterThanOrEqual(0);
      while ((await ago()) <= first);
    });

    test("are gone when they withdraw, and the others stay", async () => {
      const { store, another } = subject;
      for (const id of ["1", "2"]) await store.announce(anInstance(id));
      await store.withdraw("1");
      expect((await another.instances()).map(({ id }) => id)).toEqual(["2"]);
      expect(await refusalOf(store.withdraw("1"))).toBeUndefined();
    });

    test("come by their names in the order of octets, then by their ids", async () => {
      const { store } = subject;
      const [astral, latest] = ["\u{1f600}", "\ufb00"];
      for (const name of ["b", astral, "a", "é", latest, "B"]) {
        for (const id of ["2", "10", "1"]) await store.announce(anInstance(`${id} of ${name}`, { name }));
      }
      const found = (await store.instances()).map(({ id }) => id);
      const names = ["B", "a", "b", "é", latest, astral];
      expect(found).toEqual(names.flatMap((name) => ["1", "10", "2"].map((id) => `${id} of ${name}`)));
    });

    test("are read as they were announced, whatever they say", async () => {
      const { store, another } = subject;
      await fc.assert(
        fc.asyncProperty(anyInstance, async (instance) => {
          await store.announce(instance);
          expect(await said(another)).toEqual([instance]);
          await store.withdraw(instance.id);
        }),
      );
    });

    test("are nobody's to ask of a closed store", async () => {
      const { store } = subject;
      await store.close();
      for (const asked of [store.announce(anInstance("1")), store.withdraw("1"), store.instances()]) {
        expect(await refusalOf(asked)).toMatchObject({ code: "store-unavailable" });
      }
    });
  });
}
