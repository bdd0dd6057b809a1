import { expect, test } from "vitest";
import { fuzzSnapshots } from "./snapshot-fuzz.ts";

test("no file gives names that were not written, or another failure than a refusal", {
  timeout: 120_000,
}, async () => {
  const { files, read, refusals } = await fuzzSnapshots({ seed: 1, count: 3_000 });
  expect(files).toBe(3_000);
  // It is worth nothing unless the lines themselves are reached, and each of the ways to refuse them.
  expect(read).toBeGreaterThan(50);
  expect(Object.keys(refusals).length).toBeGreaterThan(4);
});
