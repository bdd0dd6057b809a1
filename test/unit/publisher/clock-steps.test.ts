import { expect, test } from "vitest";
import { clockSteps } from "../../../src/publisher/clock-steps.ts";

test("tells that the clock was set back, once, and nothing else", () => {
  let now = 1_800_000_000;
  let monotonic = 5_000;
  const hasStepped = clockSteps({ now: () => now, monotonic: () => monotonic });
  const after = (wall: number, elapsed: number): boolean => {
    now += wall;
    monotonic += elapsed * 1000;
    return hasStepped();
  };
  expect(after(10, 10)).toBe(false);
  expect(after(172_800, 1)).toBe(false);
  expect(after(1, 1)).toBe(false);
  expect(after(-172_800, 1)).toBe(true);
  expect(after(1, 1)).toBe(false);
  expect(after(0, 1)).toBe(false);
});
