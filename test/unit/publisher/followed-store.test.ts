import { expect, test } from "vitest";
import { followedStore, type Standing } from "../../../src/publisher/followed-store.ts";
import { openMemoryStore } from "../../support/memory-store.ts";
import { fieldsOf, RELEASE, refusalOf, testZone } from "../../support/store-model.ts";

const zone = testZone("example.com");
const { apex } = zone;
const once = { key: "0".repeat(64), fingerprint: "1".repeat(64), at: 1_700_000_000, forgetBefore: 0 };

async function withStanding(standing: Standing | undefined) {
  const store = openMemoryStore();
  await store.createZone(zone);
  await store.put(apex, "alice", fieldsOf());
  const followed = followedStore(store, (asked) => (asked === apex ? standing : undefined));
  const put = { kind: "put", user: "bob", fields: fieldsOf() } as const;
  const writes = {
    put: () => followed.put(apex, "alice", fieldsOf(), { ifRevision: 2 }),
    delete: () => followed.delete(apex, "alice", RELEASE),
    batch: () => followed.batch(apex, [put, put]),
    writeOnce: () => followed.writeOnce(apex, put, once, ""),
  };
  return { store, writes, outcome: () => followed.outcome(apex, once) };
}

test.each(["put", "delete", "batch", "writeOnce"] as const)(
  "%s is carried out on the history that is answered, and on no other",
  async (method) => {
    const doubted = { code: "zone-doubted" };
    const here = await withStanding({ position: "2", doubt: null });
    expect(await refusalOf(here.writes[method]())).toBeUndefined();
    const unserved = await withStanding(undefined);
    expect(await refusalOf(unserved.writes[method]())).toBeUndefined();
    const elsewhere = await withStanding({ position: "3", doubt: null });
    expect(await refusalOf(elsewhere.writes[method]())).toMatchObject(doubted);
    const inDoubt = await withStanding({ position: "2", doubt: "it is another zone of the same name" });
    expect(await refusalOf(inDoubt.writes[method]())).toMatchObject(doubted);
    expect(await elsewhere.store.zone(apex)).toMatchObject({ serial: 2 });
    expect(await inDoubt.store.zone(apex)).toMatchObject({ serial: 2 });
  },
);

test("what came of a request is not told from a history that is not answered", async () => {
  const inDoubt = await withStanding({ position: "2", doubt: "it is another zone of the same name" });
  expect(await refusalOf(inDoubt.outcome())).toMatchObject({ code: "zone-doubted" });
  const here = await withStanding({ position: "2", doubt: null });
  expect(await refusalOf(here.outcome())).toBeUndefined();
});

test("what is expected besides is expected still", async () => {
  const { writes } = await withStanding({ position: "2", doubt: null });
  await writes.delete();
  expect(await refusalOf(writes.put())).toMatchObject({ code: "name-unknown" });
});
