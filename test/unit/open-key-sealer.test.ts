import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { openKeySealer } from "../../src/open-key-sealer.ts";
import { DomainError } from "../../src/zone/errors.ts";

const pathOf = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "paynamed-sealer-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "key-encryption-key");
};
const configOf = (path: string) => ({ keyEncryptionKey: undefined, files: { keyEncryptionKey: path } });
const empty = { zones: async () => [] };
const away = {
  zones: () => Promise.reject(new DomainError("store-unavailable", "Redis does not reply")),
};

test.each([
  { isShared: true, warnings: 1 },
  { isShared: false, warnings: 0 },
])("who makes a key is told to give it to others: shared $isShared", async ({ isShared, warnings }) => {
  const path = pathOf();
  const warn = vi.fn();
  const opening = { config: configOf(path), store: empty, isShared, log: { warn } };
  await openKeySealer(opening);
  expect(warn).toHaveBeenCalledTimes(warnings);
  if (isShared) expect(warn).toHaveBeenCalledWith({ path }, expect.stringContaining("the other instances"));
  warn.mockClear();
  await openKeySealer(opening);
  expect(warn).not.toHaveBeenCalled();
});

test("no key is made while nobody knows of what was sealed, and the refusal says what to do", async () => {
  const path = pathOf();
  const opening = { config: configOf(path), store: away, isShared: true, log: { warn: vi.fn() } };
  await expect(openKeySealer(opening)).rejects.toMatchObject({
    code: "store-unavailable",
    message: `${path} is missing, and whether one may be made is not known while Redis is away: bring the key of the other instances, or start Redis`,
  });
  expect(existsSync(path)).toBe(false);
  writeFileSync(path, "ab".repeat(32));
  await openKeySealer(opening);
});
