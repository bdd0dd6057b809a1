import { tmpdir } from "node:os";
import { beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../../../src/zone/store/port.ts";
import type { TransferStore } from "../../../../src/zone/store/transfer-port.ts";
import { checkExport } from "../../../../src/zone/transfer/check-export.ts";
import { planImport } from "../../../../src/zone/transfer/import-plan.ts";
import { runImport } from "../../../../src/zone/transfer/run-import.ts";
import { writeExport } from "../../../../src/zone/transfer/write-export.ts";
import { aToken } from "../../../contract/store-contract/subject.ts";
import { aName, anImportedZone, aRelease, exportFile, pieces } from "../../../support/export-file.ts";
import { newMemory, openMemoryStore } from "../../../support/memory-store.ts";
import { fieldsOf, testZone } from "../../../support/store-model.ts";
import { readCopy } from "../../../support/zone-transfer.ts";

type AnyStore = Store & TransferStore;

/** More names than are written in one go. */
const MANY = 1_234;
const users = Array.from({ length: MANY }, (_, i) => `u${String(i).padStart(4, "0")}`);
const com = anImportedZone("example.com", 5_000, MANY);
const org = anImportedZone("example.org", 7, 1, 1);
const tokens = [aToken("one"), aToken("two", { rights: ["zones"] })];
const FILE = exportFile(
  com,
  ...users.map((user, i) => aName(user, i + 2)),
  org,
  aName("alice", 3),
  aRelease("bob"),
  ...tokens,
);
const [COM, ORG] = [com.zone.apex, org.zone.apex];

const all = { apexes: undefined, tokens: true, discard: false };
const planOf = async (store: AnyStore | undefined, file: string, choice = all) => {
  const contents = await checkExport(pieces(file), () => undefined);
  return { contents, plan: await planImport(store, contents, choice) };
};

/** Imports as the command does; resolves to what stands against it. */
async function imported(
  store: AnyStore,
  file: string,
  choice: Partial<typeof all> & { apexes?: never | string[] } = {},
) {
  const { contents, plan } = await planOf(store, file, { ...all, ...choice } as typeof all);
  if (plan.conflicts.length > 0) return plan.conflicts.map(({ code, message }) => `${code}: ${message}`);
  await runImport(store, contents, plan, pieces(file), () => undefined);
  return [];
}

async function exported(store: AnyStore, ...apexes: readonly string[]): Promise<string> {
  const octets: Uint8Array[] = [];
  const options = { program: "0.1.0", now: 1_700_000_000, folder: tmpdir(), progress: () => undefined };
  await writeExport(store, apexes, options, async (piece) => octets.push(Uint8Array.from(piece)));
  return Buffer.concat(octets).toString();
}

/** The store, whose calls of this kind fail after the first `left`, whether they were carried out or not. */
function failing(store: AnyStore, method: keyof TransferStore, left: number, carriedOut: boolean): AnyStore {
  const call = store[method].bind(store) as (...args: readonly unknown[]) => Promise<unknown>;
  const failed = async (...args: readonly unknown[]): Promise<unknown> => {
    left -= 1;
    if (left >= 0) return call(...args);
    if (carriedOut) await call(...args);
    throw new Error("killed");
  };
  return { ...store, [method]: failed };
}

let memory: ReturnType<typeof newMemory>;
let store: AnyStore;
beforeEach(() => {
  memory = newMemory();
  store = openMemoryStore({ memory });
});

test("what is exported is imported, and exported the same", async () => {
  expect(await imported(store, FILE)).toEqual([]);
  expect(await exported(store, ORG, COM)).toBe(FILE);
  expect(await store.tokens()).toEqual(tokens);
  expect((await readCopy(store, ORG)).entries).toEqual([aName("alice", 3), aRelease("bob")]);
});

test("an export says what is in it, and where the reading is", async () => {
  await imported(store, FILE);
  const seen: object[] = [];
  const options = {
    program: "0.1.0",
    now: 1_700_000_000,
    folder: tmpdir(),
    progress: (at: object) => seen.push(at),
  };
  const result = await writeExport(store, [ORG], options, async () => undefined);
  const { contents } = await planOf(store, await exported(store, ORG));
  const { domain, generation, serial, names } = org.zone;
  expect(result).toEqual({
    zones: [{ apex: ORG, domain, generation, serial, names, releases: 1 }],
    counts: { zones: 1, names: 1, releases: 1, tokens: 2 },
    octets: (await exported(store, ORG)).length,
    digest: contents.digest,
  });
  expect(seen.at(-1)).toEqual({ apex: ORG, read: 0, written: 2 });
  const unknown = writeExport(store, ["example.net"], options, async () => undefined);
  await expect(unknown).rejects.toMatchObject({ code: "zone-unknown" });
});

test("what an import would do is said before anything is done", async () => {
  const { plan, contents } = await planOf(store, FILE);
  expect(plan).toMatchObject({
    zones: [
      { zone: { apex: COM, serial: 5_000, names: MANY, releases: 0 }, state: "new", entries: 0 },
      { zone: { apex: ORG, serial: 7, names: 1, releases: 1 }, state: "new", entries: 0 },
    ],
    tokens,
    tokensThere: 0,
    conflicts: [],
  });
  expect(await planOf(undefined, FILE)).toEqual({ plan, contents });
  expect(memory).toEqual(newMemory());
});

test("an import that is repeated changes nothing", async () => {
  await imported(store, FILE);
  const before = await exported(store, COM, ORG);
  expect(await imported(store, FILE)).toEqual([]);
  expect(await exported(store, COM, ORG)).toBe(before);
  const { plan } = await planOf(store, FILE);
  expect(plan).toMatchObject({ zones: [{ state: "there" }, { state: "there" }], tokens: [], tokensThere: 2 });
});

test("zones can be chosen, and tokens left out", async () => {
  const choice = { apexes: [ORG], tokens: false } as never;
  expect(await imported(store, FILE, choice)).toEqual([]);
  expect((await store.zones()).map(({ apex }) => apex)).toEqual([ORG]);
  expect(await store.tokens()).toEqual([]);
});

describe("what is there already", () => {
  test("is not imported over: everything that stands against it is said, and nothing is done", async () => {
    await store.createZone(testZone("example.com"));
    await store.createZone({ ...testZone("x"), apex: `sub.${ORG}`, domain: "sub.example" });
    await store.addToken(aToken("one", { account: "other" }));
    await store.addToken({ ...aToken("two", { rights: ["zones"] }), name: "three" });
    const before = structuredClone({ zones: [...memory.zones.keys()], imports: memory.imports });
    expect(await imported(store, FILE)).toEqual([
      `zone-taken: another zone ${COM} is there already`,
      `zone-taken: ${ORG} and the zone sub.${ORG}, which is there, lie one within the other`,
      'token-taken: there is another token "one" already',
      'token-taken: the token "two" is there already under the name "three"',
    ]);
    expect({ zones: [...memory.zones.keys()], imports: memory.imports }).toEqual(before);
    expect(await store.tokens()).toHaveLength(2);
  });

  test("is another zone as soon as it has been written to", async () => {
    await imported(store, FILE);
    await store.put(ORG, "alice", fieldsOf());
    expect(await imported(store, FILE)).toEqual([
      `zone-taken: the zone ${ORG} is there already, at serial 8; the file has it at serial 7`,
    ]);
  });

  test("is another zone where its generation is another", async () => {
    const generation = "11111111-0000-4000-8000-000000000000";
    await imported(
      store,
      exportFile({ ...org, zone: { ...org.zone, generation } }, aName("alice", 3), aRelease("bob")),
    );
    expect(await imported(store, FILE)).toEqual([`zone-taken: another zone ${ORG} is there already`]);
  });

  test("where another file's import is under way, it is discarded on demand only", async () => {
    const other = exportFile(anImportedZone("example.com", 9, 2), aName("a", 2), aName("b", 3));
    await expect(imported(failing(store, "finishImport", 0, false), other)).rejects.toThrow("killed");
    const [conflict] = await imported(store, FILE);
    expect(conflict).toMatch(`import-under-way: the zone ${COM} is being imported`);
    expect(await store.importUnderWay(COM)).toMatchObject({ entries: 2 });
    expect((await planOf(store, FILE, { ...all, discard: true })).plan.zones[0]).toMatchObject({
      discards: true,
      entries: 0,
    });
    expect(await store.importUnderWay(COM)).toMatchObject({ entries: 2 });
    expect(await imported(store, FILE, { discard: true })).toEqual([]);
    expect(await exported(store, COM, ORG)).toBe(FILE);
  });
});

describe("an import that is killed", () => {
  const points: [keyof TransferStore, number, boolean][] = (
    ["beginImport", "importEntries", "finishImport"] as const
  ).flatMap((method) =>
    [0, 1, 2].flatMap((after): [keyof TransferStore, number, boolean][] => [
      [method, after, true],
      [method, after, false],
    ]),
  );
  test.each(points.filter(([method, after]) => method === "importEntries" || after < 2))(
    "at a call of %s after %i others goes on when it is repeated (carried out: %s)",
    async (method, after, carriedOut) => {
      await expect(imported(failing(store, method, after, carriedOut), FILE)).rejects.toThrow("killed");
      const there = (await store.importUnderWay(COM))?.entries ?? 0;
      const { plan } = await planOf(store, FILE);
      expect(plan.zones[0]!.state === "there" ? 0 : plan.zones[0]!.entries).toBe(there);
      expect(await imported(store, FILE)).toEqual([]);
      expect(await exported(store, COM, ORG)).toBe(FILE);
    },
  );

  test("writes nothing twice", async () => {
    await expect(imported(failing(store, "importEntries", 2, false), FILE)).rejects.toThrow("killed");
    expect(await store.importUnderWay(COM)).toMatchObject({ entries: 1_000 });
    const counted: number[] = [];
    const counting = {
      ...store,
      importEntries: (...args: Parameters<TransferStore["importEntries"]>) => {
        counted.push(args[3].length);
        return store.importEntries(...args);
      },
    };
    await imported(counting, FILE);
    expect(counted).toEqual([234, 2]);
  });
});

test.each([
  ["in a zone", [], FILE.replace('"ttl":300', '"ttl":301')],
  [
    "after the zones",
    [COM, ORG],
    exportFile(com, ...users.map((user, i) => aName(user, i + 2)), org, aName("alice", 3), aRelease("bob")),
  ],
])("a file that is another when it is read again is not gone on with: %s", async (_, finished, other) => {
  const { contents, plan } = await planOf(store, FILE);
  const running = runImport(store, contents, plan, pieces(other), () => undefined);
  await expect(running).rejects.toMatchObject({ code: "export-changed" });
  expect(await store.tokens()).toEqual([]);
  expect((await store.zones()).map(({ apex }) => apex)).toEqual(finished);
});

test("of two who import at once, one is refused and the other is done, and both agree on tokens", async () => {
  const outcomes = await Promise.allSettled([imported(store, FILE), imported(store, FILE)]);
  expect(outcomes.some(({ status }) => status === "fulfilled")).toBe(true);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") expect(outcome.reason.code).toMatch(/^(import-mismatch|zone-taken)$/);
  }
  expect(await imported(store, FILE)).toEqual([]);
  expect(await exported(store, COM, ORG)).toBe(FILE);
});
