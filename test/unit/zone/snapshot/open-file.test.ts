import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { OpenFile } from "../../../../src/zone/snapshot/open-file.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "paynamed-snapshot-"));
  path = join(folder, "file");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A file with this content. */
async function fileOf(content: string): Promise<OpenFile> {
  writeFileSync(path, content);
  const file = await OpenFile.open(path);
  onTestFinished(() => file.close());
  return file;
}

async function listOf<Each>(items: AsyncIterable<Each>): Promise<readonly Each[]> {
  const list: Each[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** What is read from a file at once, and the most that a line may have. */
const CHUNK = 2 ** 18;
const MAX_LINE = 2 ** 26;
const damaged = (detail: string) => ({ code: "snapshot-damaged", message: expect.stringContaining(detail) });

test("text and lines are whole where they lie across what is read at once", async () => {
  const lines = ["", "a".repeat(CHUNK - 3), "ü₿", "b".repeat(2 * CHUNK), "", "c"];
  const file = await fileOf(`${lines.join("\n")}\n`);
  expect(await listOf(file.lines(0, file.size))).toEqual(lines);
  expect(await file.text(0, file.size)).toBe(`${lines.join("\n")}\n`);
  expect(await file.text(CHUNK - 2, CHUNK + 5)).toBe("\nü₿\n");
  const chunks = (await listOf(file.chunks(1, file.size - 1))).map((chunk) => chunk.length);
  expect(chunks).toEqual([CHUNK, CHUNK, CHUNK, file.size - 2 - 3 * CHUNK]);
});

test("a part without lines has none", async () => {
  const file = await fileOf("a\nb\n");
  expect(await listOf(file.lines(2, 2))).toEqual([]);
  expect(await listOf(file.lines(3, 2))).toEqual([]);
  expect(await listOf(file.lines(2, 4))).toEqual(["b"]);
});

test("a line without an end is damage, even if it is the last", async () => {
  const file = await fileOf("a\nb\n");
  await expect(listOf(file.lines(0, 3))).rejects.toMatchObject(damaged("a line has no end"));
});

test("a file that has become shorter is damage, even if it ends with a line", async () => {
  const file = await fileOf("a\nb\nc\n");
  truncateSync(path, 4);
  await expect(listOf(file.lines(0, 6))).rejects.toMatchObject(damaged("it is cut short"));
  await expect(file.text(3, 6)).rejects.toMatchObject(damaged("it is cut short"));
});

test("a line that would fill the memory is damage", async () => {
  const file = await fileOf("");
  truncateSync(path, MAX_LINE + CHUNK + 1);
  const tooLong = damaged("a line is too long");
  await expect(listOf(file.lines(0, MAX_LINE + CHUNK + 1))).rejects.toMatchObject(tooLong);
  await expect(file.text(0, MAX_LINE + 1)).rejects.toMatchObject(tooLong);
});
