import { mkdtempSync, rmSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { openSnapshotFolder } from "../../../../src/zone/snapshot/folder.ts";
import { APEX, end, pages } from "../../../support/saved-zone.ts";

/* What no test of files can see: that it was said to the disk, and in which order. */

const said = vi.hoisted((): string[] => []);
vi.mock(import("node:fs/promises"), async (original) => {
  const real = await original();
  const noted = (path: string, handle: FileHandle): FileHandle => {
    const { sync, appendFile } = handle;
    return Object.assign(handle, {
      appendFile: (...args: Parameters<typeof appendFile>) => {
        if (said.at(-1) !== `write ${path}`) said.push(`write ${path}`);
        return appendFile.apply(handle, args);
      },
      sync: () => {
        said.push(`sync ${path}`);
        return sync.call(handle);
      },
    });
  };
  return {
    ...real,
    open: async (path, ...rest) => noted(String(path), await real.open(path, ...rest)),
    rename: (from, to) => {
      said.push(`rename ${String(from)} ${String(to)}`);
      return real.rename(from, to);
    },
  };
});

test("the draft is on the disk before it takes the place, and the place before the write is done", async () => {
  const path = mkdtempSync(join(tmpdir(), "paynamed-snapshot-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  const folder = await openSnapshotFolder(path);
  await folder.write(APEX, pages(), end());
  const draft = said[0]!.split(" ")[1]!;
  expect(basename(draft)).toMatch(/^~[0-9a-f-]{36}$/);
  expect(said).toEqual([
    `write ${draft}`,
    `sync ${draft}`,
    `rename ${draft} ${join(path, APEX)}`,
    `sync ${path}`,
  ]);
});
