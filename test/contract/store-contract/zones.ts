import { describe, expect, test } from "vitest";
import { allNames, fieldsOf, RELEASE, refusalOf, takeChanges } from "../../support/store-model.ts";
import { apex, aToken, other, type Subject, zone } from "./subject.ts";

export function describeZones(subject: Subject): void {
  describe("zones", () => {
    test("a zone begins at serial 1, without names, as it was configured", async () => {
      const { store } = subject;
      const made = await store.createZone(other);
      expect(made).toEqual({ ...other, generation: made.generation, serial: 1, names: 0 });
      expect(await store.zone(other.apex)).toEqual(made);
      expect((await store.zones()).map((each) => each.apex).sort()).toEqual([apex, other.apex].sort());
    });

    test("each zone has a generation of its own", async () => {
      const { generation } = await subject.store.createZone(other);
      expect(generation).not.toBe("");
      expect(generation).not.toBe((await subject.store.zone(apex))?.generation);
    });

    test("an apex is given once, and the zone that has it is left alone", async () => {
      const { store } = subject;
      const before = await store.zone(apex);
      expect(await refusalOf(store.createZone(zone))).toMatchObject({ code: "zone-taken" });
      expect(await store.zone(apex)).toEqual(before);
    });

    test("of two who create a zone at once, one does", async () => {
      const outcomes = await Promise.all([1, 2].map(() => refusalOf(subject.store.createZone(other))));
      expect(outcomes.map((outcome) => outcome?.code ?? "made").sort()).toEqual(["made", "zone-taken"]);
    });

    test("an unknown zone has no record, names or keys, and takes none", async () => {
      const { store } = subject;
      const unknown = "_bitcoin-payment.example.net";
      expect(await store.zone(unknown)).toBeUndefined();
      expect(await store.get(unknown, "alice")).toBeUndefined();
      expect(await store.keySet(unknown)).toBeUndefined();
      const refused = { code: "zone-unknown", pointer: undefined };
      expect(await refusalOf(store.put(unknown, "alice", fieldsOf()))).toEqual(refused);
      expect(await refusalOf(store.delete(unknown, "alice", RELEASE))).toEqual(refused);
      expect(await refusalOf(store.batch(unknown, []))).toEqual(refused);
      expect(await refusalOf(store.list(unknown, { limit: 1 }))).toEqual(refused);
      expect(await refusalOf(store.released(unknown, "alice"))).toEqual(refused);
      expect(await refusalOf(store.similar(unknown, "alice", 1))).toEqual(refused);
      expect(await refusalOf(store.countExpiring(unknown, 0, 1))).toEqual(refused);
      expect(await refusalOf(store.putPolicy(unknown, zone.payment, zone.payment))).toEqual(refused);
      expect(await refusalOf(store.snapshot(unknown))).toEqual(refused);
      expect(await refusalOf(store.putKeySet(unknown, Uint8Array.of(1), 0))).toEqual(refused);
      expect(await refusalOf(takeChanges(store, unknown, "1", 1))).toEqual(refused);
    });

    test("zones do not mix", async () => {
      const { store } = subject;
      await store.createZone(other);
      const { position } = await store.snapshot(other.apex);
      await store.put(apex, "alice", fieldsOf("bitcoin:?lno=1"));
      await store.put(other.apex, "alice", fieldsOf("bitcoin:?lno=2"), { ifAbsent: true });
      expect((await store.get(apex, "alice"))?.uri).toBe("bitcoin:?lno=1");
      expect(await store.zone(other.apex)).toMatchObject({ serial: 2, names: 1 });
      expect(await takeChanges(store, other.apex, position, 1)).toMatchObject([
        { serial: 2, record: { uri: "bitcoin:?lno=2" } },
      ]);
      await store.delete(apex, "alice", RELEASE);
      expect((await allNames(store, other.apex)).length).toBe(1);
    });

    test("reopening keeps everything", async () => {
      const { store, opened } = subject;
      await store.createZone(other);
      const { position } = await store.snapshot(apex);
      await store.put(apex, "alice", fieldsOf());
      await store.put(apex, "bob", { ...fieldsOf("bitcoin:?lno=2"), expiresAt: 1_800_000_000 });
      await store.delete(apex, "alice", RELEASE);
      await store.putKeySet(apex, Uint8Array.of(0, 255, 1), 0);
      await store.addToken(aToken("one"));
      const contents = async ({ store }: Pick<Subject, "store">) => ({
        zones: await store.zones(),
        names: await allNames(store, apex),
        releases: await store.released(apex, "alice"),
        keys: await store.keySet(apex),
        tokens: await store.tokens(),
        changes: await takeChanges(store, apex, position, 3),
      });
      const before = await contents({ store });
      expect(before.releases).toBeDefined();
      const reopened = await opened.reopen();
      expect(await contents({ store: reopened })).toEqual(before);
      expect((await reopened.put(apex, "alice", fieldsOf(), { ifAbsent: true })).revision).toBe(5);
    });

    test("a closed store gives and takes nothing, and may be closed again", async () => {
      const { store } = subject;
      await store.close();
      await store.close();
      const refused = { code: "store-unavailable", pointer: undefined };
      expect(await refusalOf(store.zones())).toEqual(refused);
      expect(await refusalOf(store.get(apex, "alice"))).toEqual(refused);
      expect(await refusalOf(store.tokens())).toEqual(refused);
      expect(await refusalOf(store.addToken(aToken("one")))).toEqual(refused);
      expect(await refusalOf(store.put(apex, "alice", fieldsOf()))).toEqual(refused);
    });
  });
}
