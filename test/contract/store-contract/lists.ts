import { beforeEach, describe, expect, test } from "vitest";
import { allNames, fieldsOf, RELEASE, refusalOf } from "../../support/store-model.ts";
import { apex, other, type Subject } from "./subject.ts";

export function describeLists(subject: Subject): void {
  describe("lists", () => {
    const users = ["-", "0", "a", "a-b", "a.b", "a_b", "aa", "b"];
    beforeEach(async () => {
      const writes = users.map((user) => ({ kind: "put", user, fields: fieldsOf() }) as const);
      await subject.store.batch(apex, writes.reverse());
    });

    test.each([1, 3, 4, 7, 8, 9])("by user in the order of octets, %i a page", async (limit) => {
      const { records, cursor } = await subject.store.list(apex, { limit });
      expect(records.length).toBe(Math.min(limit, users.length));
      expect(cursor === undefined).toBe(limit >= users.length);
      expect((await allNames(subject.store, apex, limit)).map(({ user }) => user)).toEqual(users);
    });

    test("an empty zone has one page", async () => {
      await subject.store.createZone(other);
      expect(await subject.store.list(other.apex, { limit: 5 })).toEqual({ records: [] });
    });

    test("a page goes on where the last one ended, though the name there is gone", async () => {
      const { store } = subject;
      const { cursor } = await store.list(apex, { limit: 3 });
      await store.delete(apex, "a", RELEASE);
      await store.put(apex, "a+", fieldsOf());
      const next = await store.list(apex, { cursor, limit: 2 });
      expect(next.records.map(({ user }) => user)).toEqual(["a+", "a-b"]);
    });

    test.each(["", "a", "alice", "%", "AQ", "YWxpY2U=", "AWFsaWNl\n"])("%j is no cursor", async (cursor) => {
      const list = subject.store.list(apex, { cursor, limit: 2 });
      expect(await refusalOf(list)).toMatchObject({ code: "cursor-invalid" });
    });
  });
}
