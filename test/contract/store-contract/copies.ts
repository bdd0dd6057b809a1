import { setImmediate } from "node:timers/promises";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Store, Write } from "../../../src/zone/store/port.ts";
import { openMemoryStore } from "../../support/memory-store.ts";
import {
  allNames,
  anIntent,
  fieldsOf,
  type Intent,
  RELEASE,
  refusalOf,
  testZone,
  writeOf,
} from "../../support/store-model.ts";
import { readCopy } from "../../support/zone-transfer.ts";
import { fill, RELEASED, SEALED, USERS } from "./filled-zone.ts";
import { apex, other, type Subject, zone } from "./subject.ts";

export function describeCopies(subject: Subject): void {
  describe("copies", () => {
    test("a copy has everything of the zone, by user", async () => {
      const { store } = subject;
      await fill(store);
      const { zone: record, keySet, releases, entries } = await readCopy(store, apex);
      expect(record).toEqual(await store.zone(apex));
      expect(record).toMatchObject({ ...zone, serial: 14, names: 6 });
      expect(keySet).toEqual({ version: 2, sealed: SEALED });
      expect(releases).toBe(3);
      expect(entries.map(({ user }) => user)).toEqual(USERS);
      const names = entries.filter(({ kind }) => kind === "name");
      expect(names).toEqual((await allNames(store, apex)).map((each) => ({ kind: "name", ...each })));
      const { releasedAt } = RELEASE;
      expect(entries.filter(({ kind }) => kind === "release")).toEqual(
        RELEASED.map((user) => ({ kind: "release", user, holder: "shop", releasedAt })),
      );
    });

    test("a zone without names and keys has a copy, an unknown one has none", async () => {
      const { store } = subject;
      const { generation } = (await store.zone(apex))!;
      expect(await readCopy(store, apex)).toEqual({
        zone: { ...zone, generation, serial: 1, names: 0 },
        keySet: undefined,
        releases: 0,
        entries: [],
      });
      expect(await refusalOf(readCopy(store, other.apex))).toMatchObject({ code: "zone-unknown" });
    });

    test("what is written after a copy is made is not in it", async () => {
      const { store } = subject;
      await fill(store);
      const quiet = await readCopy(store, apex);
      const copy = await readCopy(store, apex, async () => {
        await store.put(apex, "new", fieldsOf());
        await store.put(apex, "0", fieldsOf("bitcoin:?lno=changed"));
        await store.put(apex, "z", fieldsOf());
        await store.delete(apex, "b", { ...RELEASE, forgetBefore: RELEASE.releasedAt });
      });
      expect(copy).toEqual(quiet);
      expect((await readCopy(store, apex)).entries.map(({ user }) => user)).toEqual([
        "-",
        "0",
        "a-b",
        "a.b",
        "c.d",
        "new",
        "z",
      ]);
    });

    test("a copy is of one moment, whoever writes meanwhile", async () => {
      let domains = 0;
      const writers = fc.array(fc.array(anIntent, { minLength: 1, maxLength: 30 }), {
        minLength: 1,
        maxLength: 4,
      });
      await fc.assert(
        fc.asyncProperty(writers, fc.nat({ max: 20 }), async (intents, turns) => {
          const { store } = subject;
          const { apex } = await store.createZone(testZone(`copy${domains++}.example`));
          const accepted: Accepted[] = [];
          const writing = Promise.all(intents.map((each) => writeAll(store, apex, each, accepted)));
          for (let i = 0; i < turns; i++) await setImmediate();
          const copy = await readCopy(store, apex);
          await writing;
          const model = openMemoryStore();
          await model.createZone(testZone("example.net"));
          accepted.sort((a, b) => a.serial - b.serial);
          const until = accepted.filter(({ serial }) => serial <= copy.zone.serial);
          for (const { write } of until) await model.batch("_bitcoin-payment.example.net", [write]);
          const { zone: record, entries, releases } = await readCopy(model, "_bitcoin-payment.example.net");
          expect(copy.entries).toEqual(entries);
          expect([copy.zone.serial, copy.zone.names, copy.releases]).toEqual([
            record.serial,
            record.names,
            releases,
          ]);
          expect(await readCopy(store, apex)).toMatchObject({ zone: { serial: 1 + accepted.length } });
        }),
      );
    });
  });
}

interface Accepted {
  readonly serial: number;
  readonly write: Write;
}

/** Writes what is meant over what is there, as far as that is not refused. */
async function writeAll(
  store: Store,
  apex: string,
  intents: readonly Intent[],
  accepted: Accepted[],
): Promise<void> {
  for (const intent of intents) {
    const write = writeOf(intent, (await store.get(apex, intent.user))?.revision);
    const done = store.batch(apex, [write]);
    if ((await refusalOf(done)) === undefined) accepted.push({ serial: await done, write });
    await setImmediate();
  }
}
