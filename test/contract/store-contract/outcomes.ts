import { describe, expect, test } from "vitest";
import type { Once, Write } from "../../../src/zone/store/port.ts";
import { allNames, fieldsOf, RELEASE, refusalOf, takeChanges } from "../../support/store-model.ts";
import { apex, other, type Subject } from "./subject.ts";

/** Unix seconds. */
const AT = 1_800_000_000;

/** Requests with this key, told apart by what they ask for. */
const request = (key: string, fingerprint = "one", at = AT, forgetBefore = AT - 100): Once => ({
  key: key.repeat(64),
  fingerprint,
  at,
  forgetBefore,
});

const put = (user: string, uri?: string): Extract<Write, { kind: "put" }> => ({
  kind: "put",
  user,
  fields: fieldsOf(uri),
  expect: { ifAbsent: true },
});
const deletion = (user: string): Write => ({ kind: "delete", user, release: RELEASE });

export function describeOutcomes(subject: Subject): void {
  describe("a write that is carried out once", () => {
    test("does what the write does, and its outcome is known", async () => {
      const { store } = subject;
      const { position } = await store.snapshot(apex);
      expect(await store.outcome(apex, request("a"))).toBeUndefined();
      const record = { user: "alice", ...fieldsOf(), revision: 2 };
      const outcome = { serial: 2, record, note: "a note" };
      const done = await store.writeOnce(apex, put("alice"), request("a"), "a note");
      expect(done).toEqual({ ...outcome, isRepeated: false });
      expect(await store.get(apex, "alice")).toEqual(record);
      expect(await store.zone(apex)).toMatchObject({ serial: 2, names: 1 });
      expect(await takeChanges(store, apex, position, 1)).toMatchObject([{ serial: 2, record }]);
      expect(await store.outcome(apex, request("a"))).toEqual({ ...outcome, isRepeated: true });
      const reopened = await subject.opened.reopen();
      expect(await reopened.outcome(apex, request("a"))).toEqual({ ...outcome, isRepeated: true });
    });

    test("may be a deletion, which leaves a release", async () => {
      const { store } = subject;
      await store.put(apex, "alice", fieldsOf());
      const outcome = { serial: 3, record: null, note: "" };
      const done = await store.writeOnce(apex, deletion("alice"), request("a"), "");
      expect(done).toEqual({ ...outcome, isRepeated: false });
      expect(await store.get(apex, "alice")).toBeUndefined();
      expect(await store.released(apex, "alice")).toBeDefined();
      const repeated = await store.writeOnce(apex, deletion("alice"), request("a"), "");
      expect(repeated).toEqual({ ...outcome, isRepeated: true });
    });

    test("keeps every field, and the note as it is", async () => {
      const { store } = subject;
      const fields = { uri: 'bitcoin:?lno=é"\\\n', ttl: 30, expiresAt: 1_900_000_000, holder: "shop/1" };
      const note = 'a "note"\n\\ ₿ \u{1f600}';
      const write = { kind: "put", user: "alice", fields } as const;
      await store.writeOnce(apex, write, request("a"), note);
      expect(await store.outcome(apex, request("a"))).toEqual({
        serial: 2,
        record: { user: "alice", ...fields, revision: 2 },
        note,
        isRepeated: true,
      });
    });

    test("repeated it changes nothing, whatever is expected and whatever has become of the name", async () => {
      const { store } = subject;
      const first = await store.writeOnce(apex, put("alice", "bitcoin:?lno=1"), request("a"), "first");
      const again = () => store.writeOnce(apex, put("alice", "bitcoin:?lno=1"), request("a"), "second");
      expect(await again()).toEqual({ ...first, isRepeated: true });
      await store.put(apex, "alice", fieldsOf("bitcoin:?lno=2"));
      expect(await again()).toEqual({ ...first, isRepeated: true });
      await store.delete(apex, "alice", RELEASE);
      expect(await again()).toEqual({ ...first, isRepeated: true });
      expect(await store.get(apex, "alice")).toBeUndefined();
      expect(await store.zone(apex)).toMatchObject({ serial: 4, names: 0 });
    });

    test("is refused with the key of another, which stays known", async () => {
      const { store } = subject;
      await store.writeOnce(apex, put("alice"), request("a", "one"), "");
      const reused = { code: "idempotency-key-reused", pointer: undefined };
      expect(await refusalOf(store.writeOnce(apex, put("bob"), request("a", "two"), ""))).toEqual(reused);
      expect(await refusalOf(store.outcome(apex, request("a", "two")))).toEqual(reused);
      expect((await allNames(store, apex)).map(({ user }) => user)).toEqual(["alice"]);
      expect(await store.outcome(apex, request("a", "one"))).toMatchObject({ serial: 2 });
      expect((await store.zone(apex))?.serial).toBe(2);
    });

    test("that is refused leaves no outcome, and is judged anew", async () => {
      const { store } = subject;
      await store.put(apex, "alice", fieldsOf());
      const attempt = () => store.writeOnce(apex, put("alice"), request("a"), "");
      expect(await refusalOf(attempt())).toEqual({ code: "name-taken", pointer: undefined });
      expect(await store.outcome(apex, request("a"))).toBeUndefined();
      expect(await store.outcome(apex, request("a", "two"))).toBeUndefined();
      await store.delete(apex, "alice", RELEASE);
      expect(await attempt()).toMatchObject({ serial: 4, isRepeated: false });
    });

    test("of many that come at once one is carried out, and all have its outcome", async () => {
      const { store } = subject;
      const attempts = Array.from({ length: 8 }, (_, i) =>
        store.writeOnce(apex, put("alice", `bitcoin:?lno=${i}`), request("a"), `${i}`),
      );
      const outcomes = await Promise.all(attempts);
      expect(outcomes.filter(({ isRepeated }) => !isRepeated).length).toBe(1);
      const { isRepeated: _, ...first } = outcomes.find(({ isRepeated }) => !isRepeated)!;
      expect(outcomes).toEqual(outcomes.map(({ isRepeated }) => ({ ...first, isRepeated })));
      expect(await store.get(apex, "alice")).toEqual(first.record);
      expect((await store.zone(apex))?.serial).toBe(2);
    });

    test("is one of its zone", async () => {
      const { store } = subject;
      await store.createZone(other);
      await store.writeOnce(apex, put("alice"), request("a"), "");
      expect(await store.outcome(other.apex, request("a", "two"))).toBeUndefined();
      const elsewhere = await store.writeOnce(other.apex, put("bob"), request("a", "two"), "");
      expect(elsewhere).toMatchObject({ serial: 2, isRepeated: false });
      expect(await store.outcome(apex, request("a"))).toMatchObject({ record: { user: "alice" } });
    });

    test("takes a zone", async () => {
      const { store } = subject;
      const unknown = { code: "zone-unknown", pointer: undefined };
      const { apex: nowhere } = other;
      expect(await refusalOf(store.writeOnce(nowhere, put("alice"), request("a"), ""))).toEqual(unknown);
      expect(await refusalOf(store.outcome(nowhere, request("a")))).toEqual(unknown);
    });
  });

  describe("an outcome", () => {
    test("is known until it is old, and its key may then be used anew", async () => {
      const { store } = subject;
      await store.writeOnce(apex, put("alice"), request("a", "one", AT), "");
      const later = (forgetBefore: number) => request("a", "two", AT + 100, forgetBefore);
      expect(await refusalOf(store.outcome(apex, later(AT - 1)))).toBeDefined();
      expect(await store.outcome(apex, later(AT))).toBeUndefined();
      const anew = await store.writeOnce(apex, put("bob"), later(AT), "");
      expect(anew).toMatchObject({ serial: 3, record: { user: "bob" }, isRepeated: false });
      expect(await store.outcome(apex, later(AT))).toEqual({ ...anew, isRepeated: true });
    });

    test("of those that have become old the sixteen oldest are dropped with a write that is carried out", async () => {
      const { store } = subject;
      await store.createZone(other);
      // Neither in the order of their keys nor the other way round. The sixteenth and the seventeenth are equally old.
      const keys = Array.from({ length: 40 }, (_, i) => String.fromCodePoint(0x41 + ((i * 33) % 40)));
      const at = (i: number) => AT + Math.floor((i + 1) / 2);
      const remembered = async (zone: string) => {
        const found = await Promise.all(keys.map((key) => store.outcome(zone, request(key, "one", AT, 0))));
        return keys.filter((_, i) => found[i]);
      };
      for (const [i, key] of keys.entries()) {
        await store.writeOnce(apex, put(`u${i}`), request(key, "one", at(i), 0), "");
        if (i < 2) await store.writeOnce(other.apex, put(`u${i}`), request(key, "one", at(i), 0), "");
      }
      expect(await remembered(apex)).toEqual(keys);
      await store.writeOnce(apex, put("last"), request("z", "one", AT + 99, at(19)), "");
      const left = [keys[15], ...keys.slice(17)];
      expect(keys[16]! < keys[15]!).toBe(true);
      expect(await remembered(apex)).toEqual(left);
      // What is refused or repeated drops nothing.
      await refusalOf(store.writeOnce(apex, put("last"), request("y", "one", AT + 99, at(39)), ""));
      await store.writeOnce(apex, put("last"), request("z", "one", AT + 99, at(39)), "");
      await store.outcome(apex, request("z", "one", AT + 99, at(39)));
      expect(await remembered(apex)).toEqual(left);
      await store.writeOnce(apex, put("latest"), request("y", "one", AT + 99, at(19)), "");
      expect(await remembered(apex)).toEqual(keys.slice(21));
      expect(await store.outcome(apex, request("z", "one", AT, 0))).toBeDefined();
      expect(await remembered(other.apex)).toEqual(keys.slice(0, 2));
    });
  });
}
