import { beforeEach, describe, expect, test } from "vitest";
import type { Takeover } from "../../../src/zone/store/shared-port.ts";
import { fieldsOf, refusalOf, testZone } from "../../support/store-model.ts";
import type { SharedSubject } from "./subject.ts";

const zone = testZone("example.com");
const other = testZone("example.org");

const aTakeover = (changes: Partial<Takeover> = {}): Takeover => ({
  over: ["one:7", 'é"\\\n:8'],
  generation: "two",
  serial: 3,
  ...changes,
});

export function describeTakeovers(subject: SharedSubject): void {
  describe("takeovers", () => {
    beforeEach(async () => {
      for (const each of [zone, other]) await subject.store.createZone(each);
    });

    test("are none before one is accepted, nor in a zone that is not there", async () => {
      expect(await subject.store.acceptedTakeover(zone.apex)).toBeUndefined();
      expect(await subject.store.acceptedTakeover("example.net")).toBeUndefined();
    });

    test("are known to every instance, each in its zone, and the last is the one", async () => {
      const { store, another } = subject;
      await store.acceptTakeover(zone.apex, aTakeover());
      expect(await another.acceptedTakeover(zone.apex)).toEqual(aTakeover());
      const last = aTakeover({ over: [], serial: Number.MAX_SAFE_INTEGER });
      await another.acceptTakeover(zone.apex, last);
      expect(await store.acceptedTakeover(zone.apex)).toEqual(last);
      expect(await store.acceptedTakeover(other.apex)).toBeUndefined();
    });

    test("stay when the zone is written to, and are no write themselves", async () => {
      const { store } = subject;
      await store.acceptTakeover(zone.apex, aTakeover());
      const before = await store.zone(zone.apex);
      expect(before?.serial).toBe(1);
      await store.put(zone.apex, "alice", fieldsOf());
      expect(await store.acceptedTakeover(zone.apex)).toEqual(aTakeover());
    });

    test("are refused for a zone that is not there", async () => {
      const accepted = subject.store.acceptTakeover("example.net", aTakeover());
      expect(await refusalOf(accepted)).toMatchObject({ code: "zone-unknown" });
      expect(await subject.store.acceptedTakeover("example.net")).toBeUndefined();
    });
  });
}
