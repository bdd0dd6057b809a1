import { beforeEach, describe, expect, test } from "vitest";
import { LAST_INSTANT } from "../../../src/zone/time-text.ts";
import { fieldsOf, RELEASE } from "../../support/store-model.ts";
import { apex, other, type Subject } from "./subject.ts";

export function describeQueries(subject: Subject): void {
  describe("similar names", () => {
    const users = ["a--b", "a-b", "a.b", "a_b", "ab", "ab.-_"];
    beforeEach(async () => {
      const writes = [...users, "abc", "a", "b"].map(
        (user) => ({ kind: "put", user, fields: fieldsOf() }) as const,
      );
      await subject.store.batch(apex, writes);
    });

    test.each([...users, "a.-b", "-ab"])("of %s are the others that read like it", async (user) => {
      const similar = users.filter((each) => each !== user);
      expect(await subject.store.similar(apex, user, 10)).toEqual(similar);
      expect(await subject.store.similar(apex, user, 3)).toEqual(similar.slice(0, 3));
      expect(await subject.store.similar(apex, user, 0)).toEqual([]);
    });

    test.each(["abc", "a", "ba", "", "-", "%", "a?b", "a%b"])("of %j are none", async (user) => {
      expect(await subject.store.similar(apex, user, 10)).toEqual([]);
    });

    test("are those of the zone that are there", async () => {
      const { store } = subject;
      await store.createZone(other);
      expect(await store.similar(other.apex, "ab", 10)).toEqual([]);
      await store.put(other.apex, "a-b", fieldsOf());
      await store.put(apex, "a.b", fieldsOf("bitcoin:?lno=2"));
      await store.delete(apex, "a-b", RELEASE);
      await store.delete(apex, "ab", RELEASE);
      expect(await store.similar(apex, "ab", 10)).toEqual(["a--b", "a.b", "a_b", "ab.-_"]);
      expect(await store.similar(other.apex, "ab", 10)).toEqual(["a-b"]);
    });
  });

  describe("the count of expiring names", () => {
    beforeEach(async () => {
      const instants = [null, 100, 101, 101, 102, null, LAST_INSTANT];
      await subject.store.batch(
        apex,
        instants.map((expiresAt, i) => ({
          kind: "put",
          user: `u${i}`,
          fields: { ...fieldsOf(), expiresAt },
        })),
      );
    });

    test.each([
      [0, 99, 0],
      [99, 100, 1],
      [100, 101, 2],
      [100, 102, 3],
      [0, 102, 4],
      [102, 1_000, 0],
      [102, LAST_INSTANT, 1],
      [LAST_INSTANT, LAST_INSTANT, 0],
      [-1, Number.MAX_SAFE_INTEGER, 5],
      [101, 101, 0],
      [102, 99, 0],
    ])("after %i and not after %i is %i", async (from, to, count) => {
      expect(await subject.store.countExpiring(apex, from, to)).toBe(count);
    });

    test("has all that end at one instant, however many they are", async () => {
      const { store } = subject;
      const ends = [...Array<number>(10).fill(200), 201, 201, ...Array<number>(9).fill(0)];
      await store.batch(
        apex,
        ends.map((expiresAt, i) => ({
          kind: "put",
          user: `${"cba"[i % 3]}${i}`,
          fields: { ...fieldsOf(), expiresAt },
        })),
      );
      expect(await store.countExpiring(apex, 199, 200)).toBe(10);
      expect(await store.countExpiring(apex, 199, 201)).toBe(12);
      expect(await store.countExpiring(apex, 200, 201)).toBe(2);
      expect(await store.countExpiring(apex, -1, 0)).toBe(9);
      expect(await store.countExpiring(apex, -1, 200)).toBe(23);
    });

    test("goes with the names", async () => {
      const { store } = subject;
      await store.createZone(other);
      await store.put(other.apex, "u0", { ...fieldsOf(), expiresAt: 100 });
      await store.put(apex, "u0", { ...fieldsOf(), expiresAt: 100 });
      await store.put(apex, "u2", fieldsOf());
      await store.put(apex, "u3", { ...fieldsOf(), expiresAt: 500 });
      await store.delete(apex, "u4", RELEASE);
      expect(await store.countExpiring(apex, 0, 102)).toBe(2);
      expect(await store.countExpiring(apex, 102, 1_000)).toBe(1);
    });
  });
}
