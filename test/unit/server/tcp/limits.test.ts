import { expect, test } from "vitest";
import { TCP_LIMITS, tcpLimits } from "../../../../src/server/tcp/limits.ts";

test("without changes they are the defaults, which lie in their ranges", () => {
  expect(tcpLimits()).toEqual(
    Object.fromEntries(Object.entries(TCP_LIMITS).map(([key, { default: usual }]) => [key, usual])),
  );
});

test("changes are taken", () => {
  expect(tcpLimits({ idle: 3000 })).toEqual({ ...tcpLimits(), idle: 3000 });
});

test.each([
  [{ connections: 0 }, "connections: 0 "],
  [{ idle: 1.5 }, "idle: 1.5 "],
  [{ grace: 60_001 }, "grace: 60001 is not an integer from 0 to 60000"],
  [{ unsentOctets: Number.NaN }, "unsentOctets: NaN "],
])("%j is refused by name", (changes, message) => {
  expect(() => tcpLimits(changes)).toThrow(RangeError);
  expect(() => tcpLimits(changes)).toThrow(message);
});
