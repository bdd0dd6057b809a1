import { beforeEach, describe, expect, test } from "vitest";
import { allNames, fieldsOf, RELEASE, refusalOf, takeChanges } from "../../support/store-model.ts";
import { importZone, type ReadCopy, readCopy } from "../../support/zone-transfer.ts";
import { fill, SEALED } from "./filled-zone.ts";
import { apex, other, type Subject } from "./subject.ts";

const DIGEST = "d1".repeat(32);
const ANOTHER = "d2".repeat(32);

/** The same zone as it would be with another apex. */
const moved = (copy: ReadCopy): ReadCopy => ({ ...copy, zone: { ...copy.zone, ...other } });

export function describeImports(subject: Subject): void {
  describe("imports", () => {
    let copy: ReadCopy;
    beforeEach(async () => {
      await fill(subject.store);
      copy = moved(await readCopy(subject.store, apex));
    });

    test("an imported zone is what it was", async () => {
      const { store } = subject;
      await importZone(store, copy);
      expect(await readCopy(store, other.apex)).toEqual(copy);
      expect(await store.zone(other.apex)).toEqual(copy.zone);
      expect((await store.zones()).map((each) => each.apex)).toEqual([apex, other.apex]);
      expect(await store.keySet(other.apex)).toEqual(copy.keySet);
      expect(await allNames(store, other.apex, 2)).toEqual(await allNames(store, apex));
      expect(await store.released(other.apex, "ab")).toEqual({
        holder: "shop",
        releasedAt: RELEASE.releasedAt,
      });
      expect(await store.released(other.apex, "b")).toBeUndefined();
      expect(await store.similar(other.apex, "a_b", 5)).toEqual(["a-b", "a.b"]);
      expect(await store.countExpiring(other.apex, 0, 1_800_000_000)).toBe(1);
      expect(await store.importUnderWay(other.apex)).toBeUndefined();
    });

    test("its history goes on with the next write", async () => {
      const { store } = subject;
      await importZone(store, copy);
      const { position, zone: record } = await store.snapshot(other.apex);
      const heard = takeChanges(store, other.apex, position, 2);
      expect((await store.put(other.apex, "late", fieldsOf())).revision).toBe(record.serial + 1);
      expect(await store.delete(other.apex, "b", RELEASE, { ifRevision: 11 })).toBe(record.serial + 2);
      expect((await heard).map(({ serial, user }) => [serial, user])).toEqual([
        [15, "late"],
        [16, "b"],
      ]);
      expect(await store.zone(other.apex)).toMatchObject({ serial: 16, names: 6 });
      // Releases forget and refuse as they did.
      const since = { ifNotReleasedSince: RELEASE.releasedAt - 1 };
      const put = (user: string) => store.put(other.apex, user, fieldsOf(), since);
      expect(await refusalOf(put("z"))).toMatchObject({ code: "name-held" });
      await store.delete(other.apex, "late", { releasedAt: 1_800_000_000, forgetBefore: RELEASE.releasedAt });
      expect(await refusalOf(put("z"))).toBeUndefined();
    });

    test("until it is finished there is no such zone, and none can be created", async () => {
      const { store } = subject;
      expect(await store.beginImport(other.apex, DIGEST)).toBe(0);
      await store.importEntries(other.apex, DIGEST, 0, copy.entries);
      expect((await store.zones()).map((each) => each.apex)).toEqual([apex]);
      expect(await store.zone(other.apex)).toBeUndefined();
      expect(await store.get(other.apex, "b")).toBeUndefined();
      expect(await store.keySet(other.apex)).toBeUndefined();
      expect(await refusalOf(store.list(other.apex, { limit: 1 }))).toMatchObject({ code: "zone-unknown" });
      expect(await refusalOf(store.put(other.apex, "b", fieldsOf()))).toMatchObject({ code: "zone-unknown" });
      expect(await refusalOf(store.createZone(other))).toMatchObject({ code: "import-under-way" });
      expect(await store.zone(other.apex)).toBeUndefined();
      await store.finishImport(DIGEST, copy);
      expect(await readCopy(store, other.apex)).toEqual(copy);
    });

    test("one that was cut short goes on where it was", async () => {
      await subject.store.beginImport(other.apex, DIGEST);
      expect(await subject.store.importEntries(other.apex, DIGEST, 0, copy.entries.slice(0, 4))).toBe(4);
      const store = await subject.opened.reopen();
      expect(await store.importUnderWay(other.apex)).toEqual({ digest: DIGEST, entries: 4 });
      expect(await store.beginImport(other.apex, DIGEST)).toBe(4);
      await importZone(store, copy, { digest: DIGEST });
      expect(await readCopy(store, other.apex)).toEqual(copy);
    });

    test("one out of another file is refused until it is discarded", async () => {
      const { store } = subject;
      expect(await store.importUnderWay(other.apex)).toBeUndefined();
      await store.beginImport(other.apex, DIGEST);
      await store.importEntries(other.apex, DIGEST, 0, copy.entries);
      expect(await refusalOf(store.beginImport(other.apex, ANOTHER))).toMatchObject({
        code: "import-under-way",
      });
      const mismatch = { code: "import-mismatch" };
      expect(await refusalOf(store.importEntries(other.apex, ANOTHER, 9, []))).toMatchObject(mismatch);
      expect(await refusalOf(store.finishImport(ANOTHER, copy))).toMatchObject(mismatch);
      expect(await store.discardImport(other.apex)).toBe(true);
      expect(await store.discardImport(other.apex)).toBe(false);
      expect(await refusalOf(store.importEntries(other.apex, DIGEST, 9, []))).toMatchObject(mismatch);
      expect(await refusalOf(store.finishImport(DIGEST, copy))).toMatchObject(mismatch);
      expect(await store.beginImport(other.apex, ANOTHER)).toBe(0);
      await importZone(
        store,
        { ...copy, entries: [], releases: 0, zone: { ...copy.zone, names: 0 } },
        {
          digest: ANOTHER,
        },
      );
      expect(await allNames(store, other.apex)).toEqual([]);
    });

    test("what was discarded leaves room for a new zone", async () => {
      const { store } = subject;
      await store.beginImport(other.apex, DIGEST);
      await store.importEntries(other.apex, DIGEST, 0, copy.entries);
      await store.discardImport(other.apex);
      expect(await store.createZone(other)).toMatchObject({ serial: 1, names: 0 });
      expect(await readCopy(store, other.apex)).toMatchObject({ entries: [], releases: 0 });
    });

    test("entries are taken once, in their order", async () => {
      const { store } = subject;
      await store.beginImport(other.apex, DIGEST);
      const take = (before: number) =>
        refusalOf(store.importEntries(other.apex, DIGEST, before, copy.entries.slice(before, before + 3)));
      expect(await take(3)).toMatchObject({ code: "import-mismatch" });
      const twice = await Promise.all([take(0), take(0)]);
      expect(twice.map((each) => each?.code ?? "taken").sort()).toEqual(["import-mismatch", "taken"]);
      expect(await store.importUnderWay(other.apex)).toMatchObject({ entries: 3 });
      expect(await take(3)).toBeUndefined();
    });

    test("one that lacks names or releases is not finished", async () => {
      const { store } = subject;
      await store.beginImport(other.apex, DIGEST);
      await store.importEntries(other.apex, DIGEST, 0, copy.entries.slice(0, 7));
      const finished = (changes: Partial<ReadCopy>, names: number) =>
        refusalOf(store.finishImport(DIGEST, { ...copy, ...changes, zone: { ...copy.zone, names } }));
      expect(await finished({}, 6)).toMatchObject({ code: "import-mismatch" });
      expect(await finished({ releases: 2 }, 6)).toMatchObject({ code: "import-mismatch" });
      expect(await finished({}, 5)).toMatchObject({ code: "import-mismatch" });
      expect(await store.zone(other.apex)).toBeUndefined();
      expect(await store.importUnderWay(other.apex)).toEqual({ digest: DIGEST, entries: 7 });
      expect(await finished({ releases: 2 }, 5)).toBeUndefined();
    });

    test("a zone that is there is not imported over", async () => {
      const { store } = subject;
      const before = await readCopy(store, apex);
      expect(await refusalOf(store.beginImport(apex, DIGEST))).toMatchObject({ code: "zone-taken" });
      expect(await refusalOf(store.finishImport(DIGEST, before))).toMatchObject({ code: "zone-taken" });
      expect(await readCopy(store, apex)).toEqual(before);
      await importZone(store, copy, { digest: DIGEST });
      expect(await refusalOf(store.beginImport(other.apex, DIGEST))).toMatchObject({ code: "zone-taken" });
    });

    test("a zone without names and keys is imported, and can be given keys", async () => {
      const { store } = subject;
      await importZone(store, {
        zone: { ...copy.zone, names: 0 },
        keySet: undefined,
        releases: 0,
        entries: [],
      });
      expect(await store.keySet(other.apex)).toBeUndefined();
      expect(await store.putKeySet(other.apex, SEALED, 0)).toBe(1);
    });
  });
}
