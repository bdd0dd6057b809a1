import { describe, expect, test } from "vitest";
import { allNames, fieldsOf, RELEASE, refusalOf, takeChanges } from "../../support/store-model.ts";
import { apex, type Subject } from "./subject.ts";

export function describeBatches(subject: Subject): void {
  describe("batches", () => {
    test("each write has its serial; the batch resolves to the last", async () => {
      const { store } = subject;
      const serial = await store.batch(apex, [
        { kind: "put", user: "alice", fields: fieldsOf() },
        { kind: "put", user: "bob", fields: fieldsOf(), expect: { ifAbsent: true } },
        { kind: "delete", user: "alice", release: RELEASE, expect: { ifRevision: 2 } },
      ]);
      expect(serial).toBe(4);
      expect(await allNames(store, apex)).toEqual([{ user: "bob", ...fieldsOf(), revision: 3 }]);
      expect(await store.zone(apex)).toMatchObject({ serial: 4, names: 1 });
    });

    test("one refusal refuses all, and points at its write", async () => {
      const { store } = subject;
      await store.put(apex, "bob", fieldsOf());
      const { position } = await store.snapshot(apex);
      const batch = store.batch(apex, [
        { kind: "put", user: "alice", fields: fieldsOf() },
        { kind: "put", user: "bob", fields: fieldsOf(), expect: { ifAbsent: true } },
        { kind: "delete", user: "carol", release: RELEASE },
      ]);
      expect(await refusalOf(batch)).toEqual({ code: "name-taken", pointer: "/1" });
      expect((await allNames(store, apex)).map(({ user }) => user)).toEqual(["bob"]);
      expect(await store.zone(apex)).toMatchObject({ serial: 2, names: 1 });
      await store.delete(apex, "bob", RELEASE);
      expect(await takeChanges(store, apex, position, 1)).toMatchObject([{ serial: 3, record: null }]);
    });

    test("an empty one changes nothing", async () => {
      expect(await subject.store.batch(apex, [])).toBe(1);
      expect((await subject.store.zone(apex))?.serial).toBe(1);
    });

    test("one larger than any page of a store comes back whole", async () => {
      const { store } = subject;
      const users = Array.from({ length: 3_333 }, (_, i) => `u${i}`).sort();
      const { position } = await store.snapshot(apex);
      await store.batch(
        apex,
        users.map((user) => ({ kind: "put", user, fields: fieldsOf() })),
      );
      const snapshot = await store.snapshot(apex);
      expect(snapshot.zone.names).toBe(users.length);
      const seen: string[] = [];
      for await (const records of snapshot.batches) seen.push(...records.map(({ user }) => user));
      expect(seen.sort()).toEqual(users);
      const changes = await takeChanges(store, apex, position, users.length);
      expect(changes.map(({ user }) => user)).toEqual(users);
    });
  });
}
