import { beforeEach, describe, expect, test } from "vitest";
import type { DomainError } from "../../../src/zone/errors.ts";
import type { Expectation } from "../../../src/zone/store/port.ts";
import { fieldsOf, RELEASE, refusalOf } from "../../support/store-model.ts";
import { apex, other, type Subject } from "./subject.ts";

/** 2027-01-15, 08:00 UTC. */
const RELEASED_AT = 1_800_000_000;

export function describeReleases(subject: Subject): void {
  const fieldsFor = (holder: string) => fieldsOf("bitcoin:?lno=lno1", holder);
  const at = (releasedAt: number, forgetBefore = 0) => ({ releasedAt, forgetBefore });
  const outcomeOf = async (attempt: Promise<unknown>): Promise<string> =>
    (await refusalOf(attempt))?.code ?? "done";
  const put = (holder: string, expectation: Expectation = {}): Promise<unknown> =>
    subject.store.put(apex, "alice", fieldsFor(holder), expectation);

  describe("a release", () => {
    test("is what a deletion leaves of the name, until the name is put again", async () => {
      const { store } = subject;
      expect(await store.released(apex, "alice")).toBeUndefined();
      await put("shop/1");
      await put("shop/2");
      expect(await store.released(apex, "alice")).toBeUndefined();
      await store.delete(apex, "alice", at(RELEASED_AT));
      const release = { holder: "shop/2", releasedAt: RELEASED_AT };
      expect(await store.released(apex, "alice")).toEqual(release);
      expect(await store.released(apex, "alic")).toBeUndefined();
      expect(await (await subject.opened.reopen()).released(apex, "alice")).toEqual(release);
    });

    test("is dropped by the next put, and is the last holder's after the next deletion", async () => {
      const { store } = subject;
      await put("shop");
      await store.delete(apex, "alice", at(RELEASED_AT));
      await put("admin");
      expect(await store.released(apex, "alice")).toBeUndefined();
      await store.delete(apex, "alice", at(RELEASED_AT + 1));
      expect(await store.released(apex, "alice")).toEqual({ holder: "admin", releasedAt: RELEASED_AT + 1 });
    });

    test("is one of its zone", async () => {
      const { store } = subject;
      await store.createZone(other);
      await put("shop");
      await store.delete(apex, "alice", at(RELEASED_AT));
      expect(await store.released(other.apex, "alice")).toBeUndefined();
      const elsewhere = store.put(other.apex, "alice", fieldsFor("admin"), { ifNotReleasedSince: 0 });
      expect(await outcomeOf(elsewhere)).toBe("done");
      await store.delete(other.apex, "alice", at(RELEASED_AT + 9, RELEASED_AT + 8));
      expect(await store.released(apex, "alice")).toEqual({ holder: "shop", releasedAt: RELEASED_AT });
    });

    test("is forgotten by a deletion that says so, its own too", async () => {
      const { store } = subject;
      const users = ["u1", "u2", "u3", "u4"];
      const remembered = async () => {
        const releases = await Promise.all(users.map((user) => store.released(apex, user)));
        return users.filter((_, i) => releases[i]);
      };
      await store.batch(
        apex,
        users.map((user) => ({ kind: "put", user, fields: fieldsOf() })),
      );
      await store.delete(apex, "u1", at(10));
      await store.delete(apex, "u2", at(20));
      await store.delete(apex, "u3", at(30, 9));
      expect(await remembered()).toEqual(["u1", "u2", "u3"]);
      await store.delete(apex, "u4", at(40, 20));
      expect(await remembered()).toEqual(["u3", "u4"]);
      await store.put(apex, "u1", fieldsOf());
      await store.delete(apex, "u1", at(50, 50));
      expect(await remembered()).toEqual([]);
    });

    test("of those that have become old, the sixteen oldest are forgotten at a time", async () => {
      const { store } = subject;
      await store.createZone(other);
      // Neither in the order of their users nor the other way round.
      const users = Array.from({ length: 40 }, (_, i) => `u${(i * 7) % 40}`);
      const bothEnds = ["last", "later", "latest"];
      const puts = [...users, ...bothEnds].map(
        (user) => ({ kind: "put", user, fields: fieldsOf() }) as const,
      );
      await store.batch(apex, puts);
      await store.batch(other.apex, [{ kind: "put", user: "u0", fields: fieldsOf() }]);
      await store.delete(other.apex, "u0", at(1));
      for (const [i, user] of users.entries()) await store.delete(apex, user, at(100 + i));
      const remembered = async () => {
        const releases = await Promise.all(users.map((user) => store.released(apex, user)));
        return users.filter((_, i) => releases[i]);
      };
      await store.delete(apex, "last", at(200, 119));
      expect(await remembered()).toEqual(users.slice(16));
      await store.delete(apex, "later", at(200, 119));
      expect(await remembered()).toEqual(users.slice(20));
      await store.delete(apex, "latest", at(139, 139));
      expect(await remembered()).toEqual(users.slice(36));
      expect(await store.released(apex, "latest")).toBeUndefined();
      expect(await store.released(apex, "last")).toEqual({ holder: "admin", releasedAt: 200 });
      expect(await store.released(other.apex, "u0")).toBeDefined();
    });

    test.each([
      [500, 0, 500],
      [RELEASED_AT - 1, 0, RELEASED_AT - 1],
      [RELEASED_AT, 0, RELEASED_AT],
      [RELEASED_AT + 1, 0, RELEASED_AT],
      [500, 499, 500],
      [500, 500, undefined],
      [RELEASED_AT + 1, RELEASED_AT - 1, RELEASED_AT],
    ])(
      "of a name that ended at %i, forgetting those of %i, begins at %s",
      async (expiresAt, forgetBefore, from) => {
        const { store } = subject;
        await store.put(apex, "alice", { ...fieldsFor("shop/1"), expiresAt });
        await store.delete(apex, "alice", at(RELEASED_AT, forgetBefore));
        const release = from === undefined ? undefined : { holder: "shop/1", releasedAt: from };
        expect(await store.released(apex, "alice")).toEqual(release);
      },
    );

    test("is not left by a deletion that is refused", async () => {
      const { store } = subject;
      await put("shop");
      expect(await outcomeOf(store.delete(apex, "alice", RELEASE, { ifAccount: "admin" }))).toBe(
        "name-of-another",
      );
      expect(await outcomeOf(store.delete(apex, "bob", RELEASE))).toBe("name-unknown");
      const batch = store.batch(apex, [
        { kind: "delete", user: "alice", release: RELEASE },
        { kind: "delete", user: "bob", release: RELEASE },
      ]);
      expect(await refusalOf(batch)).toEqual({ code: "name-unknown", pointer: "/1" });
      expect(await store.released(apex, "alice")).toBeUndefined();
      expect(await store.released(apex, "bob")).toBeUndefined();
    });
  });

  describe(`over a name that shop/1 held and that was released at ${RELEASED_AT}`, () => {
    beforeEach(async () => {
      await put("shop/1");
      await subject.store.delete(apex, "alice", at(RELEASED_AT));
    });

    test.each<[string, Expectation, string]>([
      ["shop/2", {}, "done"],
      ["shop/2", { ifNotReleasedSince: undefined }, "done"],
      ["shop/2", { ifNotReleasedSince: RELEASED_AT }, "done"],
      ["shop/2", { ifNotReleasedSince: RELEASED_AT - 1 }, "name-held"],
      ["shop", { ifNotReleasedSince: 0 }, "name-held"],
      ["shop/10", { ifNotReleasedSince: 0 }, "name-held"],
      ["admin", { ifNotReleasedSince: 0 }, "name-held"],
      ["shop/1", { ifNotReleasedSince: 0 }, "done"],
      ["admin", { ifNotReleasedSince: 0, ifAbsent: true }, "name-held"],
      ["admin", { ifNotReleasedSince: 0, ifAccount: "admin" }, "name-held"],
      ["admin", { ifNotReleasedSince: 0, ifRevision: 2 }, "name-unknown"],
    ])("a put by %s that expects %o: %s", async (holder, expectation, outcome) => {
      const { store } = subject;
      expect(await outcomeOf(put(holder, expectation))).toBe(outcome);
      const done = outcome === "done";
      expect((await store.get(apex, "alice"))?.holder).toBe(done ? holder : undefined);
      expect(await store.released(apex, "alice")).toEqual(
        done ? undefined : { holder: "shop/1", releasedAt: RELEASED_AT },
      );
      expect(await store.zone(apex)).toMatchObject(done ? { serial: 4, names: 1 } : { serial: 3, names: 0 });
    });

    test("the refusal says when it was released, and not by whom", async () => {
      const refusal = await put("admin", { ifNotReleasedSince: 0 }).catch((error: DomainError) => error);
      expect(refusal).toMatchObject({ message: expect.stringContaining("2027-01-15T08:00:00Z") });
      expect((refusal as DomainError).message).not.toContain("shop");
    });

    test("a batch is held to what it has done so far", async () => {
      const { store } = subject;
      const claim = (holder: string) =>
        ({
          kind: "put",
          user: "alice",
          fields: fieldsFor(holder),
          expect: { ifNotReleasedSince: 0 },
        }) as const;
      const release = { kind: "delete", user: "alice", release: at(RELEASED_AT + 1) } as const;
      const refused = store.batch(apex, [claim("shop/1"), release, claim("admin")]);
      expect(await refusalOf(refused)).toEqual({ code: "name-held", pointer: "/2" });
      expect(await store.released(apex, "alice")).toEqual({ holder: "shop/1", releasedAt: RELEASED_AT });
      expect(await store.batch(apex, [claim("shop/1"), claim("admin"), release, claim("admin")])).toBe(7);
      expect((await store.get(apex, "alice"))?.holder).toBe("admin");
    });

    test.each<[string, (account: string) => Expectation]>([
      ["of nobody's names", () => ({ ifAbsent: true })],
      ["of names of their own", (ifAccount) => ({ ifAccount })],
    ])(
      "of many who claim it at once when the time is over, expecting it %s, one gets it",
      async (_, rule) => {
        const accounts = Array.from({ length: 8 }, (_, i) => `account${i}`);
        const outcomes = await Promise.all(
          accounts.map((each) => outcomeOf(put(each, { ...rule(each), ifNotReleasedSince: RELEASED_AT }))),
        );
        const winners = accounts.filter((_, i) => outcomes[i] === "done");
        expect(winners.length).toBe(1);
        expect(await subject.store.get(apex, "alice")).toMatchObject({ holder: winners[0], revision: 4 });
      },
    );

    test("before, who held it gets it, whoever else claims it at once", async () => {
      const claims = ["admin", "shop", "shop/1", "shop/2"].map((holder) =>
        outcomeOf(put(holder, { ifAbsent: true, ifNotReleasedSince: RELEASED_AT - 1 })),
      );
      const outcomes = await Promise.all(claims);
      expect(outcomes.filter((outcome) => outcome === "done").length).toBe(1);
      expect((await subject.store.get(apex, "alice"))?.holder).toBe("shop/1");
    });
  });

  test("nobody slips between a deletion and its release", async () => {
    const { store } = subject;
    await put("shop");
    const claim = () => put("admin", { ifAccount: "admin", ifNotReleasedSince: RELEASED_AT - 1 });
    const attempts = [claim(), store.delete(apex, "alice", at(RELEASED_AT)), claim(), claim()];
    const outcomes = await Promise.all(attempts.map(outcomeOf));
    expect(outcomes).toEqual(["name-of-another", "done", "name-held", "name-held"]);
  });

  test("an account takes back a name of its own for one of its customers, not one customer's for another", async () => {
    await put("shop");
    await subject.store.delete(apex, "alice", at(RELEASED_AT));
    expect(await outcomeOf(put("shop/1", { ifNotReleasedSince: 0 }))).toBe("done");
    await subject.store.delete(apex, "alice", at(RELEASED_AT));
    expect(await outcomeOf(put("shop/2", { ifNotReleasedSince: 0 }))).toBe("name-held");
  });
}
