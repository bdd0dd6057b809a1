import { describe, expect, test } from "vitest";
import type { InstanceList, InstanceView } from "../../../src/admin-api/client-types.ts";
import { DomainError } from "../../../src/zone/errors.ts";
import type { ZoneStanding } from "../../../src/zone/store/shared-port.ts";
import { APEX, type Api, anInstance, NOW, openApi, problemIn, STANDING } from "./support.ts";

/** An API whose store has the zone at serial 2, and what is in step with it. */
async function opened(): Promise<Api & { inStep: ZoneStanding }> {
  const api = await openApi();
  await api.register("alice@example.com");
  const { generation } = (await api.store.zone(APEX))!;
  return { ...api, inStep: { ...STANDING, generation, serial: 2 } };
}

const list = async ({ call }: Api): Promise<InstanceList> => {
  const response = await call("GET", "/v1/instances");
  expect(response.statusCode).toBe(200);
  return response.json<InstanceList>();
};
const only = async (api: Api, name: string): Promise<InstanceView> =>
  (await list(api)).instances.find((each) => each.name === name)!;

describe("GET /v1/instances", () => {
  test("shows an instance that is alone", async () => {
    const api = await opened();
    api.answers.zones = [api.inStep];
    expect(await list(api)).toEqual({
      instances: [
        {
          id: "id of here",
          name: "here",
          version: "0.1.0",
          self: true,
          live: true,
          startedAt: "2025-12-31T23:58:20Z",
          uptime: 100,
          seenAgo: 0,
          zones: [
            {
              apex: APEX,
              answers: "store",
              serial: 2,
              lag: 0,
              names: 3,
              keys: { version: 1, tags: [1], phase: "active" },
              syncAge: 1,
              doubt: null,
              failure: null,
            },
          ],
        },
      ],
      storeFailure: null,
    });
  });

  test("shows all of them in the order of their names, and which of them answers", async () => {
    const api = await opened();
    api.instances.others = [anInstance("there", []), anInstance("Ams", []), anInstance("ams", [])];
    const { instances } = await list(api);
    expect(instances.map(({ name, self }) => [name, self])).toEqual([
      ["Ams", false],
      ["ams", false],
      ["here", true],
      ["there", false],
    ]);
  });

  test("tells times as an instance's own clock has them, and adds its silence", async () => {
    const api = await opened();
    // Its clock is an hour ahead.
    const ahead = { startedAt: NOW + 3_000, announcedAt: NOW + 3_600, seenAgo: 4_700 };
    api.instances.others = [anInstance("there", [{ ...api.inStep, syncedAt: NOW + 3_590 }], ahead)];
    const there = await only(api, "there");
    expect(there).toMatchObject({ live: true, uptime: 604, seenAgo: 4.7, startedAt: "2026-01-01T00:50:00Z" });
    expect(there.zones[0]!.syncAge).toBe(14);
  });

  test("takes no time for negative where a clock was set back", async () => {
    const api = await opened();
    const back = { startedAt: NOW + 50, announcedAt: NOW };
    api.instances.others = [anInstance("there", [{ ...api.inStep, syncedAt: NOW + 10 }], back)];
    const there = await only(api, "there");
    expect([there.uptime, there.zones[0]!.syncAge]).toEqual([0, 0]);
  });

  test("shows who was silent for long as not live", async () => {
    const api = await opened();
    api.instances.others = [
      anInstance("now", [], { seenAgo: 5_000 }),
      anInstance("then", [], { seenAgo: 5_001 }),
    ];
    expect([(await only(api, "now")).live, (await only(api, "then")).live]).toEqual([true, false]);
  });

  test.each([
    ["behind", { serial: 1 }, 1],
    ["ahead of what was read", { serial: 3 }, 0],
    ["with another zone of the same name", { generation: "another" }, null],
    ["with a zone that the store does not have", { apex: "example.org" }, null],
    ["without an answer", { answers: "nothing", generation: null, serial: 0 }, null],
  ] as const)("tells how far an instance is behind that is %s", async (_, changes, lag) => {
    const api = await opened();
    api.instances.others = [anInstance("there", [{ ...api.inStep, ...changes }])];
    expect((await only(api, "there")).zones[0]!.lag).toBe(lag);
  });

  test("tells what is missing and what is wrong", async () => {
    const api = await opened();
    const nothing: ZoneStanding = {
      ...api.inStep,
      answers: "nothing",
      syncedAt: null,
      keySetVersion: null,
      keyTags: [],
      doubt: "it is another zone of the same name",
      failure: "Redis is away",
    };
    api.instances.others = [anInstance("there", [nothing])];
    expect((await only(api, "there")).zones[0]).toMatchObject({
      answers: "nothing",
      keys: null,
      syncAge: null,
      doubt: "it is another zone of the same name",
      failure: "Redis is away",
    });
  });

  test.each(["zones", "instances"])(
    "shows this instance alone while the store has no %s to tell",
    async (of) => {
      const api = await opened();
      api.answers.zones = [api.inStep];
      const away = () => Promise.reject(new DomainError("store-unavailable", "Redis is away"));
      if (of === "zones") api.store.zones = away;
      else api.instances.all = away;
      const { instances, storeFailure } = await list(api);
      expect(storeFailure).toBe("Redis is away");
      expect(instances.map(({ self }) => self)).toEqual([true]);
      expect(instances[0]!.zones[0]).toMatchObject({ serial: 2, lag: null });
    },
  );

  test("tells of every other failure as such", async () => {
    const api = await opened();
    api.instances.all = () => Promise.reject(new DomainError("store-format", "of another program"));
    expect(problemIn(await api.call("GET", "/v1/instances"))).toMatchObject({ code: "store-format" });
  });

  test("is for every token, and for reading only", async () => {
    const api = await opened();
    expect((await api.as("shop").call("GET", "/v1/instances")).statusCode).toBe(200);
    const anonymous = await api.app.inject({ method: "GET", url: "/v1/instances" });
    expect(anonymous.statusCode).toBe(401);
    const refused = await api.call("DELETE", "/v1/instances");
    expect(problemIn(refused)).toMatchObject({ code: "method-not-allowed" });
    expect(refused.headers["allow"]).toBe("GET, HEAD");
  });
});
