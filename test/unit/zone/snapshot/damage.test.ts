import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fileNameOf } from "../../../../src/zone/snapshot/file-name.ts";
import { openSnapshotFolder, type SnapshotFolder } from "../../../../src/zone/snapshot/folder.ts";
import { APEX, batchesIn, end, gone, HEAD, named, namesIn, pages, put } from "../../../support/saved-zone.ts";

/* What is not as it was written is refused before anything of it is given. */

let path: string;
let file: string;
let folder: SnapshotFolder;
/** The file as it was written. */
let whole: Buffer;
beforeEach(async () => {
  path = mkdtempSync(join(tmpdir(), "paynamed-snapshot-"));
  file = join(path, fileNameOf(APEX));
  folder = await openSnapshotFolder(path);
  await folder.write(APEX, pages([named("alice"), named("bob")]), end(gone("bob"), put(named("carol"))));
  whole = readFileSync(file);
});
afterEach(() => rmSync(path, { recursive: true }));

const DAMAGED = { name: "DomainError", code: "snapshot-damaged" };
const FORMAT = { name: "DomainError", code: "snapshot-format" };

const sealed = (text: string): string => `${text}${createHash("sha256").update(text).digest("hex")}\n`;
/** The lines as they were written, without the digest. */
const linesOf = (): string[] => whole.toString().split("\n").slice(0, -2);
/** The file with other lines, and the digest that belongs to them. */
const rewrite = (change: (lines: string[]) => readonly string[]): void =>
  writeFileSync(file, sealed(`${change(linesOf()).join("\n")}\n`));
const replaced = (index: number, line: string) => (lines: string[]) => lines.with(index, line);

test("the file is as it is documented", async () => {
  expect(linesOf().slice(0, 3)).toEqual([
    "paynamed snapshot 1",
    '[["alice","bitcoin:?lno=alice",300,null,1],["bob","bitcoin:?lno=bob",300,null,1]]',
    '[["bob"],["carol","bitcoin:?lno=carol",300,null,1]]',
  ]);
  expect(JSON.parse(linesOf()[3]!)).toEqual({
    ...HEAD,
    keySet: { version: 2, sealed: Buffer.from(HEAD.keySet.sealed).toString("base64") },
    changesAt: `${linesOf().slice(0, 2).join("\n")}\n`.length,
  });
  // The rewriting of these tests makes what the program reads.
  rewrite((lines) => lines);
  expect(readFileSync(file)).toEqual(whole);
  expect(await namesIn(folder)).toEqual([named("alice"), named("carol")]);
});

describe("is found", () => {
  test("every octet that is another", async () => {
    for (let at = 0; at < whole.length; at++) {
      for (const mask of [0x01, 0x10, 0x80]) {
        const flipped = Buffer.from(whole);
        flipped[at]! ^= mask;
        writeFileSync(file, flipped);
        // The version is told before the digest, which another version may have elsewhere.
        const isVersion = at === "paynamed snapshot ".length && flipped[at]! >= 0x30 && flipped[at]! <= 0x39;
        await expect([at, await folder.read(APEX).catch((error: unknown) => error)]).toMatchObject([
          at,
          isVersion ? FORMAT : DAMAGED,
        ]);
      }
    }
  });

  test("every length but the whole", async () => {
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(file, whole.subarray(0, length));
      expect([length, await folder.read(APEX).catch((error: unknown) => error)]).toMatchObject([
        length,
        DAMAGED,
      ]);
    }
  });

  test.each([
    ["a newline", "\n"],
    ["a zero", "\0"],
    ["all of it again", ""],
  ])("%s behind the end", async (_, more) => {
    writeFileSync(file, Buffer.concat([whole, more === "" ? whole : Buffer.from(more)]));
    await expect(folder.read(APEX)).rejects.toMatchObject(DAMAGED);
  });

  test("the snapshot of another zone under this one's name", async () => {
    const other = { ...HEAD, zone: { ...HEAD.zone, apex: "user._bitcoin-payment.example.com" } };
    await folder.write(APEX, pages(), () => ({ head: other, changes: [] }));
    await expect(folder.read(APEX)).rejects.toThrow("it is of zone user._bitcoin-payment.example.com");
  });

  test("damage where a file is longer than what is read at once", async () => {
    const long = Array.from({ length: 2_000 }, (_, i) => named(`u${i}`, { uri: "q".repeat(400) }));
    await folder.write(APEX, pages(long), end());
    const octets = readFileSync(file);
    for (const at of [2 ** 18 - 1, 2 ** 18, 2 ** 19 + 5, octets.length - 70]) {
      const flipped = Buffer.from(octets);
      flipped[at]! ^= 1;
      writeFileSync(file, flipped);
      await expect(folder.read(APEX)).rejects.toMatchObject(DAMAGED);
    }
  });
});

test.each(["0", "2", "01", "10", "999999999999999999"])("version %s is not read", async (version) => {
  rewrite(replaced(0, `paynamed snapshot ${version}`));
  await expect(folder.read(APEX)).rejects.toMatchObject(FORMAT);
  await expect(folder.read(APEX)).rejects.toThrow(`version ${version},`);
});

describe("with a digest that is right, and lines that nobody has written so", () => {
  test.each([
    ["no version", replaced(0, "paynamed snapshot")],
    ["a version in words", replaced(0, "paynamed snapshot one")],
    ["another program's", replaced(0, "paynamed journal 1")],
    ["no head", (lines: string[]) => lines.slice(0, -1)],
    ["a head that is no object", replaced(3, "[]")],
    ["a head that is no JSON", replaced(3, "{")],
    ["nothing but the version", (lines: string[]) => lines.slice(0, 1)],
  ])("%s", async (_, change) => {
    rewrite(change);
    await expect(folder.read(APEX)).rejects.toMatchObject(DAMAGED);
  });

  test("nothing but a digest", async () => {
    writeFileSync(file, sealed(""));
    await expect(folder.read(APEX)).rejects.toMatchObject(DAMAGED);
  });

  test.each([
    ["zone", { zone: null }],
    ["generation", { zone: { ...HEAD.zone, generation: 7 } }],
    ["serial", { serial: -1 }],
    ["fractions of a serial", { serial: 1.5 }],
    ["position", { position: 5 }],
    ["key set", { keySet: { version: 1 } }],
    ["base64", { keySet: { version: 1, sealed: "?" } }],
    ["number of names", { names: "3" }],
    ["time", { savedAt: 2 ** 60 }],
    ["place of the changes", { changesAt: undefined }],
  ])("a head with another %s", async (_, members) => {
    const head = { ...(JSON.parse(linesOf()[3]!) as object), ...members };
    rewrite(replaced(3, JSON.stringify(head)));
    await expect(folder.read(APEX)).rejects.toMatchObject(DAMAGED);
  });

  test.each([
    ["no JSON", "["],
    ["no list", "{}"],
    ["no name", "[1]"],
    ["a name without a revision", '[["a","b",300,null]]'],
    ["a name with a holder", '[["a","b",300,null,1,"admin"]]'],
    ["a user that is a number", '[[1,"b",300,null,1]]'],
    ["a record that is none", '[["a",null,300,null,1]]'],
    ["a TTL in words", '[["a","b","300",null,1]]'],
    ["a TTL below 0", '[["a","b",-1,null,1]]'],
    ["fractions of a revision", '[["a","b",300,null,1.5]]'],
    ["an expiry that is not", '[["a","b",300,false,1]]'],
    ["a revision beyond what is exact", '[["a","b",300,null,9007199254740992]]'],
    ["an empty line", ""],
  ])("names: %s", async (_, line) => {
    const length = (text: string): number => Buffer.byteLength(text);
    rewrite((lines) => {
      const { changesAt, ...head } = JSON.parse(lines[3]!) as { readonly changesAt: number };
      const moved = changesAt + length(line) - length(lines[1]!);
      return lines.with(1, line).with(3, JSON.stringify({ ...head, changesAt: moved }));
    });
    const saved = await folder.read(APEX);
    await expect(batchesIn(saved!)).rejects.toMatchObject(DAMAGED);
  });

  test.each(["[[]]", '[["a","b"]]', "[[1]]", "[null]", "7"])("changes: %s", async (line) => {
    rewrite(replaced(2, line));
    const saved = await folder.read(APEX);
    await expect(batchesIn(saved!)).rejects.toMatchObject(DAMAGED);
  });

  test.each([
    ["before the names", () => 0],
    ["within a line", (at: number) => at + 1],
    ["at the end of a line", (at: number) => at - 1],
    ["behind the file", () => 1e9],
  ])("changes that begin %s", async (_, moved) => {
    rewrite((lines) => {
      const head = JSON.parse(lines[3]!) as { readonly changesAt: number };
      return lines.with(3, JSON.stringify({ ...head, changesAt: moved(head.changesAt) }));
    });
    const reading = folder.read(APEX).then((saved) => batchesIn(saved!));
    await expect(reading).rejects.toMatchObject(DAMAGED);
  });
});

describe("between the head and the names", () => {
  test("the same file written anew is read", async () => {
    const saved = (await folder.read(APEX))!;
    writeFileSync(file, whole);
    expect((await batchesIn(saved)).flat()).toEqual([named("alice"), named("carol")]);
    expect((await batchesIn(saved)).flat()).toEqual([named("alice"), named("carol")]);
  });

  test("another snapshot gives no names under this head", async () => {
    const saved = (await folder.read(APEX))!;
    await folder.write(APEX, pages([named("mallory")]), end());
    await expect(batchesIn(saved)).rejects.toMatchObject(DAMAGED);
    // Nor one whose lines are as long.
    await folder.write(APEX, pages([named("carol"), named("eve")]), end(gone("eve"), put(named("alice"))));
    expect(readFileSync(file)).toHaveLength(whole.length);
    await expect(batchesIn(saved)).rejects.toMatchObject(DAMAGED);
  });

  test("a file that is cut gives no names", async () => {
    const saved = (await folder.read(APEX))!;
    writeFileSync(file, "");
    await expect(batchesIn(saved)).rejects.toMatchObject(DAMAGED);
  });
});
