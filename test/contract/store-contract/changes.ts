import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Change, Gap, Write } from "../../../src/zone/store/port.ts";
import { fieldsOf, RELEASE, takeChanges } from "../../support/store-model.ts";
import { apex, type Subject, zone } from "./subject.ts";

export function describeChanges(subject: Subject): void {
  /** All that the feed gives until it ends. */
  const drain = async (position: string, signal: AbortSignal): Promise<(Change | Gap)[]> => {
    const given: (Change | Gap)[] = [];
    for await (const change of subject.store.changes(apex, position, signal)) {
      if (change.kind !== "current") given.push(change);
    }
    return given;
  };
  const never = new AbortController().signal;

  describe("changes", () => {
    test("say what each write left, from any position on", async () => {
      const { store } = subject;
      const { position } = await store.snapshot(apex);
      const first = await store.put(apex, "alice", fieldsOf("bitcoin:?lno=1"));
      const second = await store.put(apex, "alice", { ...fieldsOf("bitcoin:?lno=2"), expiresAt: 1 });
      await store.delete(apex, "alice", RELEASE);
      const changes = await takeChanges(store, apex, position, 3);
      expect(changes).toMatchObject([
        { kind: "change", serial: 2, user: "alice", record: first },
        { kind: "change", serial: 3, user: "alice", record: second },
        { kind: "change", serial: 4, user: "alice", record: null },
      ]);
      for (const [index, change] of changes.entries()) {
        const rest = changes.slice(index + 1);
        expect(await takeChanges(store, apex, change.position, rest.length)).toEqual(rest);
      }
      expect((await store.snapshot(apex)).position).toBe(changes.at(-1)?.position);
    });

    test("come to everybody who waits", async () => {
      const { store } = subject;
      const { position } = await store.snapshot(apex);
      const waiting = [1, 2, 3].map(() => takeChanges(store, apex, position, 2));
      await setImmediate();
      await store.put(apex, "alice", fieldsOf());
      await setImmediate();
      await store.delete(apex, "alice", RELEASE);
      for (const changes of await Promise.all(waiting)) {
        expect(changes.map(({ serial }) => serial)).toEqual([2, 3]);
      }
    });

    test("say when there are no more, again and again", async () => {
      const { store } = subject;
      const { position } = await store.snapshot(apex);
      await store.put(apex, "alice", fieldsOf());
      const kinds: string[] = [];
      for await (const { kind } of store.changes(apex, position, never)) {
        kinds.push(kind);
        if (kinds.length === 3) await store.put(apex, "bob", fieldsOf());
        if (kinds.filter((each) => each === "change").length === 2 && kind === "current") break;
      }
      expect(kinds.slice(0, 3)).toEqual(["change", "current", "current"]);
    });

    test("end when the signal aborts: before, while waiting, between two", async () => {
      const { store } = subject;
      const { position } = await store.snapshot(apex);
      expect(await drain(position, AbortSignal.abort())).toEqual([]);

      const whileWaiting = new AbortController();
      const waiting = drain(position, whileWaiting.signal);
      await setImmediate();
      whileWaiting.abort();
      expect(await waiting).toEqual([]);

      await store.put(apex, "alice", fieldsOf());
      await store.put(apex, "bob", fieldsOf());
      const between = new AbortController();
      const given: string[] = [];
      for await (const change of store.changes(apex, position, between.signal)) {
        if (change.kind === "change") given.push(change.user);
        between.abort();
      }
      expect(given).toEqual(["alice"]);
    });

    test("end when the store closes", async () => {
      const { position } = await subject.store.snapshot(apex);
      const waiting = drain(position, never);
      await setImmediate();
      await subject.store.close();
      expect(await waiting).toEqual([]);
    });

    const foreign = ["99", "0", "-1", "1.5", "", "zzz", "9".repeat(40)];
    test.each(foreign)(
      "%j, a position that was never given, is a gap where something is lost",
      async (position) => {
        await subject.store.put(apex, "alice", fieldsOf());
        expect(await drain(position, never)).toEqual([{ kind: "gap", isLost: true }]);
      },
    );

    test("reach back as far as they are kept, and say where they do not", async () => {
      const { store, close } = await subject.open({ changesKept: 200 });
      try {
        await store.createZone(zone);
        const { position } = await store.snapshot(apex);
        const hundred = Array<Write>(100).fill({ kind: "put", user: "alice", fields: fieldsOf() });
        for (let i = 0; i < 20; i++) await store.batch(apex, hundred);
        const late = await store.snapshot(apex);
        await store.batch(apex, [...hundred, ...hundred]);
        const gap = await store.changes(apex, position, never)[Symbol.asyncIterator]().next();
        expect(gap.value).toEqual({ kind: "gap", isLost: false });
        const kept = await takeChanges(store, apex, late.position, 200);
        expect(kept.map(({ serial }) => serial)).toEqual(Array.from({ length: 200 }, (_, i) => 2_002 + i));
      } finally {
        await close();
      }
    });
  });
}
