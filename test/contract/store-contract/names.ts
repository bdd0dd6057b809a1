import { beforeEach, describe, expect, test } from "vitest";
import type { DomainErrorCode } from "../../../src/zone/errors.ts";
import type { Expectation, NameRecord } from "../../../src/zone/store/port.ts";
import { LAST_INSTANT } from "../../../src/zone/time-text.ts";
import { fieldsOf, RELEASE, refusalOf, takeChanges } from "../../support/store-model.ts";
import { apex, type Subject } from "./subject.ts";

type Rule = readonly [Expectation, DomainErrorCode | "done"];

export function describeNames(subject: Subject): void {
  const outcomeOf = async (attempt: Promise<unknown>): Promise<string> =>
    (await refusalOf(attempt))?.code ?? "done";

  describe("names", () => {
    test("a name is what was put, and its revision is the zone's serial", async () => {
      const { store } = subject;
      const fields = {
        uri: "bitcoin:?lno=lno1é'\"\\",
        ttl: 2 ** 31 - 1,
        expiresAt: LAST_INSTANT,
        holder: "shop/é'\"",
      };
      const record = await store.put(apex, "alice", fields);
      expect(record).toEqual({ user: "alice", ...fields, revision: 2 });
      expect(await store.get(apex, "alice")).toEqual(record);
      expect(await store.zone(apex)).toMatchObject({ serial: 2, names: 1 });
      expect(await store.get(apex, "bob")).toBeUndefined();
    });

    test("a name that comes back does not come back at an old revision", async () => {
      const { store } = subject;
      const first = await store.put(apex, "alice", fieldsOf());
      const gone = await store.delete(apex, "alice", RELEASE, { ifRevision: first.revision });
      const second = await store.put(apex, "alice", fieldsOf(), { ifAbsent: true });
      expect([first.revision, gone, second.revision]).toEqual([2, 3, 4]);
      const late = store.put(apex, "alice", fieldsOf(), { ifRevision: first.revision });
      expect(await outcomeOf(late)).toBe("revision-mismatch");
    });

    test("is written only where the history leads on from a position that was given", async () => {
      const { store } = subject;
      const { position } = await store.snapshot(apex);
      const first = await store.put(apex, "alice", fieldsOf(), { ifFollows: position });
      expect(await outcomeOf(store.put(apex, "bob", fieldsOf(), { ifFollows: position }))).toBe("done");
      const [later] = await takeChanges(store, apex, position, 1);
      const expected = { ifFollows: later!.position, ifRevision: first.revision };
      expect(await outcomeOf(store.delete(apex, "alice", RELEASE, expected))).toBe("done");
      for (const ifFollows of ["99", "", "0", "x:1:y"]) {
        // Whoever is told that the name is taken would believe that it is.
        const attempt = store.put(apex, "bob", fieldsOf(), { ifFollows, ifAbsent: true });
        expect(await refusalOf(attempt)).toMatchObject({ code: "zone-doubted" });
      }
      expect(await store.zone(apex)).toMatchObject({ serial: 4, names: 1 });
    });

    test("of many who write over one revision at once, one does", async () => {
      const { store } = subject;
      const { revision } = await store.put(apex, "alice", fieldsOf());
      const attempts = Array.from({ length: 8 }, (_, i) =>
        outcomeOf(store.put(apex, "alice", fieldsOf(`bitcoin:?lno=${i}`), { ifRevision: revision })),
      );
      const outcomes = await Promise.all(attempts);
      expect(outcomes.filter((outcome) => outcome === "done").length).toBe(1);
      expect((await store.zone(apex))?.serial).toBe(revision + 1);
    });
  });

  describe("over a name at revision 2", () => {
    const rules: readonly Rule[] = [
      [{}, "done"],
      [{ ifRevision: undefined }, "done"],
      [{ ifRevision: 2 }, "done"],
      [{ ifRevision: 1 }, "revision-mismatch"],
      [{ ifRevision: 3 }, "revision-mismatch"],
      [{ ifAbsent: true }, "name-taken"],
      [{ ifAbsent: true, ifRevision: 2 }, "name-taken"],
      [{ ifAccount: undefined }, "done"],
      [{ ifAccount: "admin" }, "done"],
      [{ ifAccount: "shop" }, "name-of-another"],
      [{ ifAccount: "adm" }, "name-of-another"],
      [{ ifRevision: 2, ifAccount: "shop" }, "name-of-another"],
      [{ ifRevision: 3, ifAccount: "shop" }, "revision-mismatch"],
      [{ ifAbsent: true, ifAccount: "shop" }, "name-taken"],
      [{ ifNotReleasedSince: 0 }, "done"],
    ];
    let held: NameRecord;
    beforeEach(async () => {
      held = await subject.store.put(apex, "alice", fieldsOf("bitcoin:?lno=1"));
    });

    test.each(rules)("a put that expects %o: %s", async (expectation, outcome) => {
      const { store } = subject;
      const fields = fieldsOf("bitcoin:?lno=2");
      expect(await outcomeOf(store.put(apex, "alice", fields, expectation))).toBe(outcome);
      const after = outcome === "done" ? { user: "alice", ...fields, revision: 3 } : held;
      expect(await store.get(apex, "alice")).toEqual(after);
      expect(await store.zone(apex)).toMatchObject({ serial: after.revision, names: 1 });
    });

    test.each(rules)("a deletion that expects %o: %s", async (expectation, outcome) => {
      const { store } = subject;
      expect(await outcomeOf(store.delete(apex, "alice", RELEASE, expectation))).toBe(outcome);
      expect(await store.get(apex, "alice")).toEqual(outcome === "done" ? undefined : held);
      expect(await store.zone(apex)).toMatchObject(
        outcome === "done" ? { serial: 3, names: 0 } : { serial: 2, names: 1 },
      );
    });
  });

  describe("where there is no name", () => {
    const rules: readonly Rule[] = [
      [{}, "done"],
      [{ ifAbsent: true }, "done"],
      [{ ifRevision: 1 }, "name-unknown"],
      [{ ifAbsent: true, ifRevision: 1 }, "name-unknown"],
      [{ ifAccount: "shop" }, "done"],
      [{ ifRevision: 1, ifAccount: "shop" }, "name-unknown"],
      [{ ifNotReleasedSince: 0 }, "done"],
    ];

    test.each(rules)("a put that expects %o: %s", async (expectation, outcome) => {
      expect(await outcomeOf(subject.store.put(apex, "alice", fieldsOf(), expectation))).toBe(outcome);
      expect(await subject.store.zone(apex)).toMatchObject(
        outcome === "done" ? { serial: 2, names: 1 } : { serial: 1, names: 0 },
      );
    });

    test.each(rules)("a deletion that expects %o is refused", async (expectation) => {
      expect(await outcomeOf(subject.store.delete(apex, "alice", RELEASE, expectation))).toBe("name-unknown");
      expect(await subject.store.zone(apex)).toMatchObject({ serial: 1, names: 0 });
    });
  });
}
