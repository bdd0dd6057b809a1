import { describe, expect, test } from "vitest";
import type { TakeoverStore } from "../../../src/admin-api/ports.ts";
import type { InstanceRecord, Takeover } from "../../../src/zone/store/shared-port.ts";
import type { ZoneDoubt } from "../../../src/zone/zone-doubt.ts";
import { APEX, NOW, openApi, problemIn, STANDING } from "./support.ts";

const PATH = `/v1/zones/${APEX}/takeover`;
const none = { count: 0, examples: [] };
const DOUBT: ZoneDoubt = {
  reason: "the store is at serial 5 and was at 7 before",
  since: NOW - 60,
  answered: { generation: "g", serial: 7, names: 3, keyTags: [1] },
  found: { generation: "g", serial: 5, names: 1, keyTags: [1] },
  difference: {
    served: 3,
    found: 1,
    vanished: { count: 2, examples: ["alice", "bob"] },
    changed: none,
    added: none,
    older: none,
  },
};
const SEEN = { generation: "g", serial: 5 };

/** What was accepted, by apex; other instances answer the zone at these positions. */
async function withDoubt(doubt: ZoneDoubt | undefined = DOUBT, positions: readonly (string | null)[] = []) {
  const accepted = new Map<string, Takeover>();
  const instances = positions.map((position, at): InstanceRecord & { seenAgo: number } => ({
    id: `${at}`,
    name: "other",
    version: "1",
    startedAt: NOW,
    announcedAt: NOW,
    seenAgo: 1,
    zones: [
      { ...STANDING, position },
      { ...STANDING, apex: "other.example", position: "elsewhere" },
    ],
  }));
  const takeovers: TakeoverStore = {
    instances: async () => instances,
    acceptTakeover: async (apex, takeover) => void accepted.set(apex, takeover),
  };
  const api = await openApi({ takeovers });
  api.answers.zones = [STANDING];
  if (doubt !== undefined) api.answers.doubts.set(APEX, doubt);
  return { ...api, accepted };
}

describe("GET", () => {
  test("shows what would change for those who ask", async () => {
    const { call } = await withDoubt();
    const response = await call("GET", PATH);
    expect(response.statusCode).toBe(200);
    const since = new Date((NOW - 60) * 1000).toISOString().replace(".000", "");
    expect(response.json()).toEqual({ apex: APEX, doubt: { ...DOUBT, since } });
  });

  test("says that nothing is in doubt, and knows only zones that are answered", async () => {
    const api = await withDoubt(undefined);
    api.answers.doubts.clear();
    expect((await api.call("GET", PATH)).json()).toEqual({ apex: APEX, doubt: null });
    expect(problemIn(await api.call("GET", "/v1/zones/other.example/takeover"))).toMatchObject({
      status: 404,
      code: "zone-unknown",
    });
  });
});

describe("POST", () => {
  test("accepts it in the place of what every instance answers", async () => {
    const { call, accepted } = await withDoubt(DOUBT, ["6", "7", null]);
    expect((await call("POST", PATH, SEEN)).statusCode).toBe(202);
    expect([...accepted]).toEqual([[APEX, { ...SEEN, over: ["6", "7"] }]]);
  });

  test.each([
    ["another serial", { ...SEEN, serial: 6 }, DOUBT],
    ["another generation", { ...SEEN, generation: "h" }, DOUBT],
    ["what is not there", SEEN, { ...DOUBT, found: null, difference: null }],
  ])("refuses %s than what is in doubt", async (_, body, doubt) => {
    const { call, accepted } = await withDoubt(doubt);
    expect(problemIn(await call("POST", PATH, body))).toMatchObject({
      status: 409,
      code: "takeover-mismatch",
    });
    expect(accepted.size).toBe(0);
  });

  test("refuses where nothing is in doubt, and where nobody shares the store", async () => {
    const calm = await withDoubt();
    calm.answers.doubts.clear();
    expect(problemIn(await calm.call("POST", PATH, SEEN))).toMatchObject({
      status: 409,
      code: "takeover-mismatch",
    });
    const alone = await openApi();
    alone.answers.zones = [STANDING];
    alone.answers.doubts.set(APEX, DOUBT);
    expect(problemIn(await alone.call("POST", PATH, SEEN))["detail"]).toContain("start the server anew");
  });

  test("takes the right to zones", async () => {
    const { as, accepted } = await withDoubt();
    expect((await as("shop").call("GET", PATH)).statusCode).toBe(200);
    expect(problemIn(await as("shop").call("POST", PATH, SEEN))).toMatchObject({
      status: 403,
      code: "forbidden",
    });
    expect((await as("operator", "zones").call("POST", PATH, SEEN)).statusCode).toBe(202);
    expect(accepted.size).toBe(1);
  });
});
