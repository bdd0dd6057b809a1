import { describe, expect, test, vi } from "vitest";
import type { ZoneStanding } from "../../../src/zone/store/shared-port.ts";
import { NOW, openApi, STANDING } from "./support.ts";

const get = (api: Awaited<ReturnType<typeof openApi>>, url: string) => api.app.inject({ method: "GET", url });

describe("GET /livez", () => {
  test("says that the process lives, whatever else does not work", async () => {
    const api = await openApi();
    api.answers.health = () => Promise.reject(new Error("no sockets"));
    api.store.zones = () => Promise.reject(new Error("no store"));
    expect((await get(api, "/livez")).statusCode).toBe(200);
  });
});

describe("GET /readyz", () => {
  const sockets = { name: "sockets", ok: true };
  const store = { name: "store", ok: true };
  const sync = { name: "sync", ok: true };
  const doubt = { name: "doubt", ok: true };

  test("is 200 when every check is passed, in few words", async () => {
    const response = await get(await openApi(), "/readyz");
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      ready: true,
      degraded: false,
      syncAge: 0,
      durable: true,
      checks: [sockets, store, sync, doubt],
    });
  });

  test("is 503 when a check of the answer side is not", async () => {
    const api = await openApi();
    api.answers.checks = [sockets, { name: "signer", ok: false, detail: "key 12345 cannot be opened" }];
    const response = await get(api, "/readyz");
    expect(response.statusCode).toBe(503);
    expect(response.json()).toEqual({
      ready: false,
      degraded: true,
      syncAge: 0,
      durable: true,
      checks: [sockets, { name: "signer", ok: false }, store, sync, doubt],
    });
  });

  test("is 200 and degraded when the store cannot be read: answers go on", async () => {
    const api = await openApi();
    api.answers.zones = [STANDING, { ...STANDING, syncedAt: NOW - 90 }];
    api.store.zones = () => Promise.reject(new Error("/var/lib/paynamed: disk I/O error"));
    const response = await get(api, "/readyz");
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      ready: true,
      degraded: true,
      syncAge: 90,
      durable: true,
      checks: [sockets, { name: "store", ok: false }, { name: "sync", ok: false }, doubt],
    });
  });

  test.each<[string, Partial<ZoneStanding>, number | null]>([
    ["the store was silent for long", { syncedAt: NOW - 11 }, 11],
    ["the store never said a word", { syncedAt: null }, null],
    ["a snapshot is answered", { answers: "snapshot" }, 1],
    ["what the store has is in doubt", { doubt: "it is another zone of the same name" }, 1],
    ["the zone cannot be followed", { failure: "no" }, 1],
  ])("is degraded where %s", async (_, change, syncAge) => {
    const api = await openApi();
    api.answers.zones = [STANDING, { ...STANDING, ...change }, STANDING];
    expect((await get(api, "/readyz")).json()).toMatchObject({ ready: true, degraded: true, syncAge });
    api.answers.zones = [STANDING];
    expect((await get(api, "/readyz")).json()).toMatchObject({ ready: true, degraded: false, syncAge: 1 });
  });

  test("knows nothing of the store where the zones are not known", async () => {
    const api = await openApi();
    api.answers.checks = [{ name: "zones", ok: false }];
    expect((await get(api, "/readyz")).json()).toMatchObject({ ready: false, degraded: true, syncAge: null });
  });

  test("is 503 when the answer side throws", async () => {
    const api = await openApi();
    api.answers.health = () => {
      throw new Error("gone");
    };
    expect((await get(api, "/readyz")).json()).toEqual({
      ready: false,
      degraded: true,
      syncAge: 0,
      durable: true,
      checks: [{ name: "answers", ok: false }, store, sync, doubt],
    });
  });

  test.each<[boolean | null]>([[true], [false], [null]])(
    "tells of the store that it is durable: %j, with no reason, and is ready",
    async (isDurable) => {
      const api = await openApi();
      api.report.durability = { ...api.report.durability!, isDurable };
      const response = await get(api, "/readyz");
      expect(response.json()).toMatchObject({ ready: true, degraded: false, durable: isDurable });
      expect(response.body).not.toContain("journal_mode");
    },
  );

  test("does not know whether a store that is away is durable", async () => {
    const api = await openApi();
    api.report.durability = undefined;
    expect((await get(api, "/readyz")).json()).toMatchObject({ durable: null });
  });

  test("does not wait for ever", async () => {
    const api = await openApi();
    await api.app.ready();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      api.answers.health = () => new Promise(() => {});
      const response = get(api, "/readyz");
      await vi.waitFor(async () => {
        await vi.advanceTimersByTimeAsync(1_000);
        expect(vi.getTimerCount()).toBe(0);
      });
      expect((await response).json()).toMatchObject({
        ready: false,
        checks: [{ name: "answers", ok: false }, {}, {}, {}],
      });
    } finally {
      vi.useRealTimers();
    }
  });

  test("logs the details when readiness changes, not each time it is asked", async () => {
    const api = await openApi();
    api.answers.checks = [{ name: "signer", ok: false, detail: "key 12345 cannot be opened" }];
    for (let i = 0; i < 3; i++) await get(api, "/readyz");
    api.answers.checks = [];
    for (let i = 0; i < 3; i++) await get(api, "/readyz");
    expect(api.log.map(({ msg }) => msg)).toEqual(["not ready", "ready"]);
    expect(JSON.stringify(api.log[0])).toContain("key 12345 cannot be opened");
  });
});
