import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openSecretFile } from "../../../../src/dnssec/keys/secret-file.ts";

function directoryOf(): string {
  const directory = mkdtempSync(join(tmpdir(), "paynamed-secret-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

test("a secret is made where there is none, readable for its owner only", async () => {
  const directory = directoryOf();
  const path = join(directory, "token");
  const umask = process.umask(0);
  onTestFinished(() => void process.umask(umask));
  expect(await openSecretFile(path, () => "s3cret\n")).toEqual({ content: "s3cret\n", made: true });
  expect(statSync(path).mode & 0o7777).toBe(0o600);
  expect(readFileSync(path, "latin1")).toBe("s3cret\n");
  expect(statSync(path).nlink).toBe(1);
  // Nothing of the draft is left.
  expect(readdirSync(directory)).toEqual(["token"]);
});

test("a secret that is there stays as it is, and none is made", async () => {
  const path = join(directoryOf(), "token");
  writeFileSync(path, "first", { mode: 0o640 });
  const before = statSync(path);
  const opened = await openSecretFile(path, () => {
    throw new Error("not needed");
  });
  expect(opened).toEqual({ content: "first", made: false });
  const { ino, mtimeMs, mode } = statSync(path);
  expect([ino, mtimeMs, mode]).toEqual([before.ino, before.mtimeMs, before.mode]);
});

test("an empty file is a secret's file too, for its reader to refuse", async () => {
  const path = join(directoryOf(), "token");
  writeFileSync(path, "");
  expect(await openSecretFile(path, () => "another")).toEqual({ content: "", made: false });
  expect(readFileSync(path, "latin1")).toBe("");
});

test("of many callers at once one makes it and all read the same", async () => {
  for (let round = 0; round < 10; round++) {
    const directory = directoryOf();
    const path = join(directory, "token");
    let made = 0;
    const opened = await Promise.all(
      Array.from({ length: 20 }, () => openSecretFile(path, () => `secret ${++made} ${"x".repeat(5000)}`)),
    );
    const content = readFileSync(path, "latin1");
    expect(opened.map((each) => each.content)).toEqual(opened.map(() => content));
    expect(opened.filter((each) => each.made)).toHaveLength(1);
    expect(content).toMatch(/^secret \d+ x{5000}$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(["token"]);
    expect(await openSecretFile(path, () => "another")).toEqual({ content, made: false });
  }
});

test("octets come back as they were written: one character each", async () => {
  const path = join(directoryOf(), "token");
  writeFileSync(path, Buffer.from([0xff, 0x00, 0x80, 0x0a]));
  expect((await openSecretFile(path, () => "")).content).toBe("\u00ff\u0000\u0080\n");
});

test("what the file system says is passed on, and leaves nothing behind", async () => {
  const directory = directoryOf();
  await expect(openSecretFile(join(directory, "no", "token"), () => "s")).rejects.toMatchObject({
    code: "ENOENT",
  });
  mkdirSync(join(directory, "token"));
  await expect(openSecretFile(join(directory, "token"), () => "s")).rejects.toMatchObject({ code: "EISDIR" });
  expect(readdirSync(directory)).toEqual(["token"]);
});

// Root reads everything.
test.skipIf(process.getuid?.() === 0)("a secret that may not be read is not made anew", async () => {
  const path = join(directoryOf(), "token");
  writeFileSync(path, "first");
  chmodSync(path, 0o000);
  await expect(openSecretFile(path, () => "second")).rejects.toMatchObject({ code: "EACCES" });
});
