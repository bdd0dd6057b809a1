import { expect, test } from "vitest";
import type { TakeoverView } from "../../../src/admin-api/client-types.ts";
import { run } from "./command-run.ts";

const APEX = "_bitcoin-payment.example.com";
const GENERATION = "1c8f7a1e-8f0e-4a6e-9c39-0a53c0e4f0b1";
const none = { count: 0, examples: [] };
const DOUBT: NonNullable<TakeoverView["doubt"]> = {
  reason: "the store is at serial 5 and was at 9 before",
  since: "2026-11-22T10:00:00Z",
  answered: { generation: GENERATION, serial: 9, names: 4, keyTags: [1] },
  found: { generation: GENERATION, serial: 5, names: 1, keyTags: [1] },
  difference: {
    served: 4,
    found: 1,
    vanished: { count: 3, examples: ["alice", "bob"] },
    changed: none,
    older: none,
    added: none,
  },
};
const UNKNOWN = { status: 404, code: "zone-unknown", detail: "no" };

test("shows what would vanish, accepts nothing, and says how to", async () => {
  const { code, stdout, stderr, seen } = await run(["zone", "accept", "Example.com."], UNKNOWN, {
    apex: APEX,
    doubt: DOUBT,
  });
  expect(code).toBe(1);
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "GET /v1/zones/example.com/takeover",
    `GET /v1/zones/${APEX}/takeover`,
  ]);
  expect(stdout).toBe(
    [
      `apex          ${APEX}`,
      "in doubt      since 2026-11-22T10:00:00Z: the store is at serial 5 and was at 9 before",
      `answered      4 names at serial 9, key 1, generation ${GENERATION}`,
      `in the store  1 names at serial 5, key 1, generation ${GENERATION}`,
      "would vanish  3 names: alice bob …",
      "would change  0 names",
      "is older      0 names",
      "would come    0 names",
      "",
    ].join("\n"),
  );
  expect(stderr).toContain(`paynamed zone accept Example.com. --seen 5@${GENERATION}`);
});

test("accepts what was seen", async () => {
  const view = { apex: APEX, doubt: DOUBT };
  const { code, seen } = await run(["zone", "accept", APEX, "--seen", `5@${GENERATION}`], view, view);
  expect(code).toBe(0);
  expect(seen[1]).toMatchObject({
    method: "POST",
    url: `/v1/zones/${APEX}/takeover`,
    body: { serial: 5, generation: GENERATION },
  });
});

test("says what to do where the store has lost the zone", async () => {
  const doubt = { ...DOUBT, found: null, difference: null };
  const { code, stdout, stderr } = await run(["zone", "accept", APEX], { apex: APEX, doubt });
  expect(code).toBe(1);
  expect(stdout).toContain("in the store  nothing\n");
  expect(stderr).toContain("restore the store's data");
});

test("is content where nothing is in doubt", async () => {
  const { code, stdout } = await run(["zone", "accept", APEX], { apex: APEX, doubt: null });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "nothing of this zone is in doubt\n" });
});

test.each(["5", "@x", "x@y", "5@"])("refuses %j as what was seen", async (seen) => {
  const ran = await run(["zone", "accept", APEX, "--seen", seen]);
  expect(ran.code).toBe(2);
  expect(ran.seen).toEqual([]);
});
