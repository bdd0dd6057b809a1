import { expect, test } from "vitest";
import { doubtOf } from "../../../src/publisher/doubt.ts";

test.each([
  ["the same, further on", "a", 8, false],
  ["the same, where it was", "a", 7, false],
  ["older than what is answered", "a", 6, true],
  ["another zone", "b", 9, true],
])("%s", (_, generation, serial, isDoubted) => {
  expect(doubtOf({ generation: "a" }, 7, { generation, serial }) !== undefined).toBe(isDoubted);
});
