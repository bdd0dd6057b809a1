import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openToken } from "../../../src/admin-api/token.ts";

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "paynamed-token-"));
  path = join(directory, "admin-token");
});
afterEach(() => rmSync(directory, { recursive: true }));

describe("openToken", () => {
  test("makes a token of 32 octets on the first start and keeps only its digest", async () => {
    const { minted, verify } = await openToken(path);
    expect(Buffer.from(minted!, "base64url")).toHaveLength(32);
    expect(minted).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(verify(minted!)).toBe(true);
    expect(readFileSync(path, "latin1")).toBe(`${createHash("sha256").update(minted!).digest("hex")}\n`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(["admin-token"]);
  });

  test("knows the token again on later starts, without being able to show it", async () => {
    const { minted } = await openToken(path);
    const again = await openToken(path);
    expect(again).not.toHaveProperty("minted");
    expect(again.verify(minted!)).toBe(true);
  });

  test("refuses every other text, of whatever length", async () => {
    const { minted, verify } = await openToken(path);
    const digest = readFileSync(path, "latin1").trim();
    for (const text of [
      "",
      "A",
      minted!.slice(1),
      `${minted}A`,
      minted!.toLowerCase(),
      digest,
      "A".repeat(1e6),
      "₿",
    ]) {
      expect(verify(text)).toBe(false);
    }
  });

  test("of many processes that start at once, one makes the token and all know it", async () => {
    const opened = await Promise.all(Array.from({ length: 20 }, () => openToken(path)));
    const minted = opened.flatMap((token) => token.minted ?? []);
    expect(minted).toHaveLength(1);
    expect(opened.every(({ verify }) => verify(minted[0]!))).toBe(true);
    expect(readdirSync(directory)).toEqual(["admin-token"]);
  });

  test.each(["", "secret", "0".repeat(63), "0".repeat(65), "G".repeat(64), `${"0".repeat(64)}\n\n`])(
    "a file with %j is not overwritten, and is an error",
    async (content) => {
      writeFileSync(path, content);
      await expect(openToken(path)).rejects.toThrow(/does not hold the SHA-256 of a token/);
      expect(readFileSync(path, "latin1")).toBe(content);
    },
  );

  test("a directory that is missing is an error", async () => {
    await expect(openToken(join(directory, "missing", "admin-token"))).rejects.toThrow("ENOENT");
  });
});
