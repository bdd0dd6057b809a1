import { InvalidArgumentError } from "commander";
import { describe, expect, test } from "vitest";
import { duration, durationText } from "../../../src/cli/durations.ts";

describe("a duration", () => {
  test.each([
    ["30d", 2_592_000],
    ["12h", 43_200],
    ["90s", 90],
    ["90", 90],
    ["0", 0],
    ["0d", 0],
  ])("%s is %d seconds", (text, seconds) => {
    expect(duration(text)).toBe(seconds);
  });

  test.each(["", "d", "-1", "1.5d", "30 d", "30D", "1w", "1d12h", "soon", "9".repeat(11)])(
    "%j is none",
    (text) => {
      expect(() => duration(text)).toThrow(InvalidArgumentError);
    },
  );

  test.each([
    [2_592_000, "30d"],
    [43_200, "12h"],
    [90_000, "25h"],
    [90, "90s"],
    [0, "0d"],
  ])("of %d seconds is written %s, and read as the same", (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
    expect(duration(text)).toBe(seconds);
  });
});
