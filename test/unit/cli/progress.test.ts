import { describe, expect, test } from "vitest";
import { createProgress, progressText } from "../../../src/cli/progress.ts";

test.each([
  [0, 1_000, 0, "importing  [------------------------]   0%  0 of 1,000"],
  [
    250_000,
    1_000_000,
    12_500,
    "importing  [######------------------]  25%  250,000 of 1,000,000  12,500/s  01:00 left",
  ],
  [
    999_999,
    1_000_000,
    1,
    "importing  [#######################-]  99%  999,999 of 1,000,000  1/s  00:01 left",
  ],
  [1_000, 1_000, 10, "importing  [########################] 100%  1,000 of 1,000  10/s  00:00 left"],
  // Releases come on top of the names that were counted.
  [1_100, 1_000, 10, "importing  [########################] 100%  1,100 of 1,000  10/s  00:00 left"],
  [
    10_000_000,
    100_000_000,
    9_876.4,
    "importing  [##----------------------]  10%  10,000,000 of 100,000,000  9,876/s  2:31:53 left",
  ],
  [5_000, 0, 100, "importing  5,000  100/s"],
])("%i of %i at %i a second are shown", (done, total, rate, text) => {
  expect(progressText("importing", done, total, rate)).toBe(text);
});

describe("on a terminal", () => {
  function progressOn(columns: number | undefined, isQuiet = false) {
    let written = "";
    const at = { now: 0 };
    const surroundings = {
      stderr: (text: string) => {
        written += text;
      },
      terminal: () => columns,
      monotonic: () => at.now,
    };
    const progress = createProgress(surroundings, isQuiet);
    /** What has been written since it was asked last. */
    const said = (): string => {
      const text = written.replaceAll("\r\u001b[K", "|");
      written = "";
      return text;
    };
    return { progress, at, said };
  }

  test("one line is drawn over and over, not too often, and taken away", () => {
    const { progress, at, said } = progressOn(200);
    progress.show("checking", 0, 100);
    expect(said()).toBe("|checking  [------------------------]   0%  0 of 100");
    at.now = 99;
    progress.show("checking", 10, 100);
    expect(said()).toBe("");
    at.now = 2_000;
    progress.show("checking", 50, 100);
    expect(said()).toBe("|checking  [############------------]  50%  50 of 100  25/s  00:02 left");
    progress.end();
    progress.end();
    expect(said()).toBe("|");
  });

  test("what was done before it began is no part of the rate", () => {
    const { progress, at, said } = progressOn(200);
    progress.show("checking", 0, 100);
    at.now = 10_000;
    progress.show("importing", 60, 100);
    expect(said()).toMatch(/60 of 100$/);
    at.now = 11_000;
    progress.show("importing", 70, 100);
    expect(said()).toMatch(/70 of 100 {2}10\/s {2}00:03 left$/);
  });

  test("it never fills the line", () => {
    const { progress, said } = progressOn(20);
    progress.show("importing", 1, 100);
    expect(said()).toHaveLength("|".length + 19);
  });

  test.each([
    ["elsewhere", undefined, false],
    ["with --json", 80, true],
  ])("%s nothing is drawn", (_, columns, isQuiet) => {
    const { progress, said } = progressOn(columns, isQuiet);
    progress.show("importing", 1, 100);
    progress.end();
    expect(said()).toBe("");
  });
});
