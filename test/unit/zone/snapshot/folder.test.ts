import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openSnapshotFolder } from "../../../../src/zone/snapshot/folder.ts";
import type { SnapshotChange, SnapshotName } from "../../../../src/zone/snapshot/snapshot.ts";
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
