import { describe, expect, test } from "vitest";
import type { NameView, ZoneView } from "../../../src/admin-api/client-types.ts";
import { listNames } from "../../../src/cli/name-list.ts";

/** An API with so many names in each domain, which gives three at once at most. */
function apiOf(counts: Readonly<Record<string, number>>) {
  const asked: (number | undefined)[] = [];
  const api: Parameters<typeof listNames>[0] = {
    zones: async () => ({ zones: Object.keys(counts).map((domain) => ({ domain }) as ZoneView) }),
    names: async ({ domain, cursor = "0", limit = 100 }) => {
      asked.push(limit);
      const from = Number(cursor);
      const to = Math.min(from + Math.min(limit, 3), counts[domain] ?? 0);
      const names = Array.from(
        { length: to - from },
        (_, i) => ({ name: `${from + i}@${domain}` }) as NameView,
      );
      return { names, nextCursor: to < (counts[domain] ?? 0) ? `${to}` : null };
    },
  };
  return { api, asked };
}

describe("a list of names", () => {
  test.each([
    [{ a: 0 }, undefined, 10, 0, true],
    [{ a: 7 }, undefined, 7, 7, true],
    [{ a: 7 }, undefined, 6, 6, false],
    [{ a: 7, b: 1 }, undefined, 7, 7, false],
    [{ a: 7, b: 1 }, "a", 7, 7, true],
    [{ a: 4, b: 0, c: 5 }, undefined, Number.POSITIVE_INFINITY, 9, true],
    [{ a: 1 }, undefined, 0, 0, false],
  ])(
    "of %j, domain %j, at most %d, has %d and tells whether it is complete: %j",
    async (counts, domain, limit, found, complete) => {
      const list = await listNames(apiOf(counts).api, domain, limit);
      expect(list.names).toHaveLength(found);
      expect(new Set(list.names.map(({ name }) => name)).size).toBe(found);
      expect(list.complete).toBe(complete);
    },
  );

  test("asks for no more at once than the API gives", async () => {
    const { api, asked } = apiOf({ a: 5 });
    await listNames(api, "a", 5_000);
    await listNames(api, "a", 2);
    expect(asked).toEqual([1000, 1000, 3]);
  });
});
