import { describe, expect, test } from "vitest";
import { refusalOf } from "../../support/store-model.ts";
import { apex, type Subject } from "./subject.ts";

export function describeKeySets(subject: Subject): void {
  const octets = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));

  describe("key sets", () => {
    test("count their versions, and go over the expected one only", async () => {
      const { store } = subject;
      expect(await store.keySet(apex)).toBeUndefined();
      expect(await store.putKeySet(apex, octets("one"), 0)).toBe(1);
      expect(await store.putKeySet(apex, octets("two"), 1)).toBe(2);
      for (const stale of [0, 1, 3]) {
        const attempt = store.putKeySet(apex, octets("three"), stale);
        expect(await refusalOf(attempt)).toMatchObject({ code: "key-set-conflict" });
      }
      expect(await store.keySet(apex)).toEqual({ version: 2, sealed: octets("two") });
    });

    test("of two who create one at once, one does", async () => {
      const { store } = subject;
      const attempts = ["one", "two"].map((text) => refusalOf(store.putKeySet(apex, octets(text), 0)));
      const outcomes = await Promise.all(attempts);
      expect(outcomes.map((outcome) => outcome?.code ?? "made").sort()).toEqual(["key-set-conflict", "made"]);
      const sealed = octets(outcomes[0] === undefined ? "one" : "two");
      expect(await store.keySet(apex)).toEqual({ version: 1, sealed });
    });
  });
}
