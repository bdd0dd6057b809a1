import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { PaymentPolicy } from "../../../src/zone/payment/policy.ts";
import { fieldsOf, refusalOf, takeChanges } from "../../support/store-model.ts";
import { apex, other, type Subject, zone } from "./subject.ts";

export function describePolicies(subject: Subject): void {
  const payment = {
    network: "mainnet",
    profile: "spec",
    reservedNames: ["admin", "root"],
    holdReleased: 60,
  } as const;

  describe("policies", () => {
    test("a policy takes the place of the one that was there, and nothing else changes", async () => {
      const { store } = subject;
      await store.createZone(other);
      await store.put(apex, "alice", fieldsOf());
      const before = (await store.zone(apex))!;
      expect(before.payment).toEqual(zone.payment);
      expect(await store.putPolicy(apex, payment, before.payment)).toEqual({ ...before, payment });
      expect(await store.zone(apex)).toEqual({ ...before, payment });
      expect((await store.zone(other.apex))?.payment).toEqual(other.payment);
      const back = { ...payment, reservedNames: null };
      expect((await store.putPolicy(apex, back, payment)).payment).toEqual(back);
      expect((await (await subject.opened.reopen()).zone(apex))?.payment).toEqual(back);
    });

    test("a policy that is not the expected one stays", async () => {
      const { store } = subject;
      const put = (changes: Partial<PaymentPolicy>, expected: PaymentPolicy) =>
        refusalOf(store.putPolicy(apex, { ...payment, ...changes }, expected));
      expect(await put({}, structuredClone(zone.payment))).toBeUndefined();
      const before = await store.zone(apex);
      const others: Partial<PaymentPolicy>[] = [
        { network: "signet" },
        { profile: "universal" },
        { reservedNames: null },
        { reservedNames: [] },
        { reservedNames: ["root", "admin"] },
        { holdReleased: 61 },
      ];
      for (const other of others) {
        const refusal = await put({ holdReleased: 1 }, { ...payment, ...other });
        expect(refusal).toEqual({ code: "revision-mismatch", pointer: undefined });
      }
      expect(await store.zone(apex)).toEqual(before);
      expect(
        await put({ holdReleased: 1 }, { ...payment, reservedNames: ["admin", "root"] }),
      ).toBeUndefined();
    });

    test("of many who change one policy at once, one does", async () => {
      const { store } = subject;
      const { payment: expected } = (await store.zone(apex))!;
      const holds = [1, 2, 3, 4];
      const outcomes = await Promise.all(
        holds.map((holdReleased) =>
          refusalOf(store.putPolicy(apex, { ...expected, holdReleased }, expected)),
        ),
      );
      expect(outcomes.map((refusal) => refusal?.code ?? "done").toSorted()).toEqual([
        "done",
        ...Array<string>(3).fill("revision-mismatch"),
      ]);
      const winner = holds[outcomes.indexOf(undefined)];
      expect((await store.zone(apex))?.payment.holdReleased).toBe(winner);
    });

    test("changes do not tell of it", async () => {
      const { store } = subject;
      const { position } = await store.snapshot(apex);
      const heard = takeChanges(store, apex, position, 1);
      await store.putPolicy(apex, payment, zone.payment);
      await setImmediate();
      await store.put(apex, "alice", fieldsOf());
      expect(await heard).toMatchObject([{ serial: 2, user: "alice" }]);
    });
  });
}
