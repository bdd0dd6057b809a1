import { expect, test } from "vitest";
import { fuzzQueries } from "./query-fuzz.ts";

test("no query gets an answer that is not sound", { timeout: 120_000 }, () => {
  const { queries, answers, rcodes, truncated } = fuzzQueries({ seed: 1, count: 200_000 });
  expect(queries).toBe(200_000);
  // It is worth nothing unless the mutations reach all of the answer path.
  expect(answers).toBeGreaterThan(100_000);
  for (const rcode of [0, 1, 3, 4, 5, 16]) expect([rcode, rcodes[rcode]! > 500]).toEqual([rcode, true]);
  expect(truncated).toBeGreaterThan(100);
});
