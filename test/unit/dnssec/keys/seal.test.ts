import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { createSealer, openSealer } from "../../../../src/dnssec/keys/seal.ts";

const KEY = new Uint8Array(32).fill(7);
const sealer = createSealer(KEY);
const closed = expect.objectContaining({ name: "DomainError", code: "key-set-sealed" });
const plain = Buffer.from("a private key");

describe("what is sealed", () => {
  test("opens with the same key and context, whatever it is", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: "binary" }), (octets, context) => {
        const opened = createSealer(KEY).open(sealer.seal(octets, context), context);
        expect(Uint8Array.from(opened)).toEqual(octets);
      }),
    );
  });

  test("does not open with another key", () => {
    for (const bit of [0, 255]) {
      const key = Uint8Array.from(KEY);
      key[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => createSealer(key).open(sealer.seal(plain, "a"), "a")).toThrow(closed);
    }
  });

  test.each(["", "b", "A", "a ", "aa"])("does not open for another zone: %j", (context) => {
    expect(() => sealer.open(sealer.seal(plain, "a"), context)).toThrow(closed);
  });

  test("does not open with any bit flipped, any octet cut or added", () => {
    const sealed = Uint8Array.from(sealer.seal(plain, "a"));
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => sealer.open(changed, "a")).toThrow(closed);
    }
    for (let length = 0; length < sealed.length; length++) {
      expect(() => sealer.open(sealed.subarray(0, length), "a")).toThrow(closed);
    }
    expect(() => sealer.open(Uint8Array.of(...sealed, 0), "a")).toThrow(closed);
  });

  test("is other octets each time, and none of them are the secret's", () => {
    const secret = Buffer.from("0123456789abcdef".repeat(8));
    const [a, b] = [Buffer.from(sealer.seal(secret, "a")), Buffer.from(sealer.seal(secret, "a"))];
    expect(a.equals(b)).toBe(false);
    // Format, nonce of 96 bits, the text, tag of 128 bits (NIST SP 800-38D).
    expect(a).toHaveLength(1 + 12 + secret.length + 16);
    for (let at = 0; at + 8 <= secret.length; at += 8)
      expect(a.includes(secret.subarray(at, at + 8))).toBe(false);
  });
});

test.each([0, 16, 31, 33, 64])("a key of %i octets is a bug", (length) => {
  expect(() => createSealer(new Uint8Array(length))).toThrow(RangeError);
});

describe("the key's file", () => {
  const pathOf = (): string => {
    const directory = mkdtempSync(join(tmpdir(), "paynamed-seal-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    return join(directory, "kek");
  };

  test("is made on first start, for its owner only, and is the key ever after", async () => {
    const path = pathOf();
    const sealed = (await openSealer(path, async () => true)).seal(plain, "a");
    expect(readFileSync(path, "latin1")).toMatch(/^[0-9a-f]{64}\n$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(Buffer.from((await openSealer(path, async () => true)).open(sealed, "a"))).toEqual(plain);
    const key = Buffer.from(readFileSync(path, "latin1").trim(), "hex");
    expect(Buffer.from(createSealer(key).open(sealed, "a"))).toEqual(plain);
    expect(() => sealer.open(sealed, "a")).toThrow(closed);
  });

  test("is not made where sealed sets wait for the one that is lost", async () => {
    const path = pathOf();
    await expect(openSealer(path, async () => false)).rejects.toMatchObject({ code: "key-set-sealed" });
    expect(existsSync(path)).toBe(false);
  });

  test.each(["ab".repeat(32), `${"AB".repeat(32)}\n`])("may be written by hand: %j", async (content) => {
    const path = pathOf();
    writeFileSync(path, content);
    const sealed = createSealer(Buffer.alloc(32, 0xab)).seal(plain, "a");
    expect(Buffer.from((await openSealer(path, async () => true)).open(sealed, "a"))).toEqual(plain);
  });

  test.each([
    "",
    "\n",
    "ab".repeat(31),
    "ab".repeat(33),
    "xy".repeat(32),
    ` ${"ab".repeat(32)}`,
    `${"ab".repeat(32)}\n\n`,
  ])("that does not hold a key is refused, and not replaced: %j", async (content) => {
    const path = pathOf();
    writeFileSync(path, content);
    await expect(openSealer(path, async () => true)).rejects.toThrow(closed);
    expect(readFileSync(path, "latin1")).toBe(content);
  });
});
