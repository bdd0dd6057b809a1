import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openSnapshotFolder, type SnapshotFolder } from "../../../../src/zone/snapshot/folder.ts";
import type { SnapshotChange, SnapshotEnd, SnapshotName } from "../../../../src/zone/snapshot/snapshot.ts";
import { APEX, batchesIn, end, gone, HEAD, named, namesIn, pages, put } from "../../../support/saved-zone.ts";

let parent: string;
let path: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "paynamed-snapshot-"));
  path = join(parent, "snapshots");
});
afterEach(() => rmSync(parent, { recursive: true }));

describe("what is written is read", () => {
  const text = fc.oneof(
    fc.constantFrom("a", "b", "c.d", "", "ü", "\u{1f600}", '"\\\n', "__proto__"),
    fc.string({ unit: "binary" }),
  );
  const number = fc.oneof(fc.constantFrom(0, 300, 253_402_300_799, Number.MAX_SAFE_INTEGER), fc.maxSafeNat());
  const anyName = fc.record({
    user: text,
    uri: text,
    ttl: number,
    expiresAt: fc.option(number),
    revision: number,
  });
  const anyPage = fc.uniqueArray(anyName, { selector: ({ user }) => user, maxLength: 12 });
  const anyChange = fc.oneof(anyName.map(put), text.map(gone));

  test("names and then changes, as a map says it", async () => {
    const folder = await openSnapshotFolder(path);
    const run = async (names: readonly SnapshotName[], changes: readonly SnapshotChange[]): Promise<void> => {
      const model = new Map(names.map((name) => [name.user, name]));
      for (const { user, record } of changes) {
        if (record === null) model.delete(user);
        else model.set(user, record);
      }
      await folder.write(APEX, pages(names.slice(0, 5), names.slice(5)), end(...changes));
      expect((await folder.read(APEX))?.head).toEqual(HEAD);
      const read = (await namesIn(folder)) ?? [];
      expect(read).toHaveLength(model.size);
      for (const name of read) expect(name).toEqual(model.get(name.user));
    };
    await fc.assert(fc.asyncProperty(anyPage, fc.array(anyChange, { maxLength: 8 }), run), { numRuns: 150 });
  });

  test.each([0, 1, 255, 256, 257, 3_000])("%i names in one page, and as many changes", async (count) => {
    const folder = await openSnapshotFolder(path);
    // Together longer than what is read at once.
    const names = Array.from({ length: count }, (_, i) => named(`u${i}`, { uri: "q".repeat(i) }));
    const others = Array.from({ length: count }, (_, i) => named(`other${i}`));
    await folder.write(APEX, pages(names), end(...others.map(put)));
    const batches = await batchesIn((await folder.read(APEX))!);
    expect(batches.flat()).toEqual([...names, ...others]);
    for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(256);
  });
});

test("the head is found wherever it begins and ends in what is read at once", async () => {
  const folder = await openSnapshotFolder(path);
  const DIGEST_OCTETS = 65;
  const CHUNK_OCTETS = 2 ** 18;
  await folder.write(APEX, pages([named("u", { uri: "" })]), end());
  const rest = statSync(join(path, APEX)).size - DIGEST_OCTETS;
  const headLength = readFileSync(join(path, APEX), "utf8").split("\n").at(-3)!.length + 1;
  for (const beyond of [-1, 0, 1, 2, headLength - 1, headLength, headLength + 1]) {
    await folder.write(APEX, pages([named("u", { uri: "q".repeat(CHUNK_OCTETS - rest + beyond) })]), end());
    // The place of the changes is a longer number now.
    const length = statSync(join(path, APEX)).size - DIGEST_OCTETS;
    const uri = "q".repeat(CHUNK_OCTETS - rest + beyond - (length - CHUNK_OCTETS - beyond));
    await folder.write(APEX, pages([named("u", { uri })]), end());
    expect(statSync(join(path, APEX)).size).toBe(CHUNK_OCTETS + beyond + DIGEST_OCTETS);
    expect(await namesIn(folder)).toEqual([named("u", { uri })]);
  }
});

describe("the folder", () => {
  const MODE = 0o777;

  test("is its owner's alone, and so are the files", async () => {
    const folder = await openSnapshotFolder(path);
    await folder.write(APEX, pages(), end());
    expect(statSync(path).mode & MODE).toBe(0o700);
    expect(statSync(join(path, APEX)).mode & MODE).toBe(0o600);
  });

  test("lists the zones that have a snapshot, and nothing else", async () => {
    const folder = await openSnapshotFolder(path);
    expect(await folder.apexes()).toEqual([]);
    for (const apex of ["example.org", "~other", "../escaped", APEX])
      await folder.write(apex, pages(), end());
    for (const foreign of [".DS_Store", "notes.TXT", "~half"]) writeFileSync(join(path, foreign), "");
    expect(await folder.apexes()).toEqual([APEX, "example.org", "~other"]);
    expect(readdirSync(parent)).toEqual(["snapshots"]);
  });

  test("has nothing of a zone that was never written", async () => {
    const folder = await openSnapshotFolder(path);
    expect(await folder.read(APEX)).toBeUndefined();
  });

  test("loses what was left half written when it is opened, and keeps the rest", async () => {
    const folder = await openSnapshotFolder(path);
    await folder.write(APEX, pages([named("alice")]), end());
    writeFileSync(join(path, "~6f1c"), "paynamed snapshot 1");
    writeFileSync(join(path, "notes.TXT"), "");
    expect(await namesIn(await openSnapshotFolder(path))).toEqual([named("alice")]);
    expect(readdirSync(path).sort()).toEqual([APEX, "notes.TXT"]);
  });

  test("may be opened twice at once: neither writes into the other's draft", async () => {
    const folders = await Promise.all([openSnapshotFolder(path), openSnapshotFolder(path)]);
    const names = Array.from({ length: 2_000 }, (_, i) => named(`u${i}`));
    await Promise.all(folders.map((folder) => folder.write(APEX, pages(names), end())));
    expect(await namesIn(folders[0]!)).toEqual(names);
  });

  test.skipIf(process.platform !== "linux")("keeps no file open", async () => {
    const folder = await openSnapshotFolder(path);
    const open = (): number => readdirSync("/proc/self/fd").length;
    const before = open();
    for (let i = 0; i < 10; i++) {
      await folder.write(APEX, pages([named("alice")], [named("bob")]), end());
      await folder.write(APEX, failing(new Error("no more")), end()).catch(() => {});
      await namesIn(folder);
      for await (const _ of (await folder.read(APEX))!.batches) break;
      await folder.read("example.org");
    }
    writeFileSync(join(path, APEX), "");
    for (let i = 0; i < 10; i++) await folder.read(APEX).catch(() => {});
    expect(open()).toBe(before);
  });

  test("cannot be where a file is", async () => {
    writeFileSync(path, "");
    await expect(openSnapshotFolder(path)).rejects.toMatchObject({ code: "EEXIST" });
  });
});

describe("a snapshot", () => {
  test("takes the place of the one before only when it is complete", async () => {
    const folder = await openSnapshotFolder(path);
    await folder.write(APEX, pages([named("alice")]), end());
    const before = readFileSync(join(path, APEX));
    async function* looking() {
      yield [named("bob")];
      expect(await namesIn(folder)).toEqual([named("alice")]);
      yield [named("carol")];
      expect(readFileSync(join(path, APEX))).toEqual(before);
    }
    await folder.write(APEX, looking(), end());
    expect(await namesIn(folder)).toEqual([named("bob"), named("carol")]);
  });

  test("has the changes of the end, told after the last name was handed over", async () => {
    const folder = await openSnapshotFolder(path);
    const changes: SnapshotChange[] = [];
    async function* changing() {
      yield [named("alice"), named("bob")];
      changes.push(gone("alice"), put(named("dave")));
      yield [named("carol")];
      changes.push(put(named("bob", { ttl: 60 })), gone("dave"));
    }
    await folder.write(APEX, changing(), () => end(...changes)());
    expect(await namesIn(folder)).toEqual([named("carol"), named("bob", { ttl: 60 })]);
  });

  test("is written after those that were begun before, and is what stands then", async () => {
    const folder = await openSnapshotFolder(path);
    const order: string[] = [];
    const slow = (user: string) =>
      (async function* () {
        order.push(`${user} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        yield [named(user)];
        order.push(`${user} ends`);
      })();
    const users = ["alice", "bob", "carol"];
    await Promise.all(
      users.map((user) => folder.write(user === "bob" ? "example.org" : APEX, slow(user), end())),
    );
    expect(order).toEqual(users.flatMap((user) => [`${user} begins`, `${user} ends`]));
    expect(await namesIn(folder)).toEqual([named("carol")]);
  });

  test.each([
    ["its names", (error: Error) => folderWrite(failing(error), end())],
    [
      "its end",
      (error: Error) =>
        folderWrite(pages([named("bob")]), () => {
          throw error;
        }),
    ],
  ])("that fails for %s leaves the one before, and nothing else", async (_, write) => {
    const folder = await openSnapshotFolder(path);
    await folder.write(APEX, pages([named("alice")]), end());
    const error = new Error("the zone went away");
    await expect(write(error)(folder)).rejects.toBe(error);
    expect(await namesIn(folder)).toEqual([named("alice")]);
    expect(readdirSync(path)).toEqual([APEX]);
    // And it holds up none that comes after it.
    await folder.write(APEX, pages([named("carol")]), end());
    expect(await namesIn(folder)).toEqual([named("carol")]);
  });

  test("without its folder is the system's error", async () => {
    const folder = await openSnapshotFolder(path);
    rmSync(path, { recursive: true });
    await expect(folder.write(APEX, pages(), end())).rejects.toMatchObject({ code: "ENOENT" });
    expect(await folder.read(APEX)).toBeUndefined();
  });

  test("that is a folder is the system's error", async () => {
    const folder = await openSnapshotFolder(path);
    mkdirSync(join(path, APEX));
    await expect(folder.read(APEX)).rejects.toMatchObject({ code: "EISDIR" });
    await expect(folder.write(APEX, pages(), end())).rejects.toMatchObject({ syscall: "rename" });
    expect(readdirSync(path)).toEqual([APEX]);
  });
});

async function* failing(error: Error) {
  yield [named("bob")];
  throw error;
}
const folderWrite =
  (names: AsyncIterable<readonly SnapshotName[]>, at: () => SnapshotEnd) =>
  (folder: SnapshotFolder): Promise<void> =>
    folder.write(APEX, names, at);
