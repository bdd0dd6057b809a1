import { describe, expect, test } from "vitest";
import { refusalOf } from "../../support/store-model.ts";
import type { Subject } from "./subject.ts";

export function describeDurability(subject: Subject): void {
  describe("what an acknowledgement is worth", () => {
    test("is told with a reason where it is not durable", async () => {
      const { worth, isDurable, servers, remarks } = await subject.store.durability();
      if (isDurable === true) expect(worth).toBe("disk");
      else expect(remarks).not.toEqual([]);
      if (worth === "unknown") expect(isDurable).not.toBe(true);
      for (const { server, facts } of servers) {
        expect(server).not.toBe("");
        expect(Object.keys(facts)).not.toEqual([]);
      }
      for (const { code, detail } of remarks) {
        expect(code).toMatch(/^[a-z-]+$/);
        expect(detail).toMatch(/^.{20,}$/);
      }
    });

    test("is the same when nothing has changed", async () => {
      expect(await subject.store.durability()).toEqual(await subject.store.durability());
    });

    test("is not told by a closed store", async () => {
      await subject.store.close();
      expect(await refusalOf(subject.store.durability())).toMatchObject({ code: "store-unavailable" });
    });
  });
}
