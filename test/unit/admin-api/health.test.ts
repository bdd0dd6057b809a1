import { describe, expect, test, vi } from "vitest";
import { openApi } from "./support.ts";

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

  test("is 200 when every check is passed, in few words", async () => {
    const response = await get(await openApi(), "/readyz");
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ ready: true, checks: [sockets, store] });
  });

  test("is 503 when a check of the answer side is not", async () => {
    const api = await openApi();
    api.answers.checks = [sockets, { name: "signer", ok: false, detail: "key 12345 cannot be opened" }];
    const response = await get(api, "/readyz");
    expect(response.statusCode).toBe(503);
    expect(response.json()).toEqual({
      ready: false,
      checks: [sockets, { name: "signer", ok: false }, store],
    });
  });

  test("is 503 when the store cannot be read", async () => {
    const api = await openApi();
    api.store.zones = () => Promise.reject(new Error("/var/lib/paynamed: disk I/O error"));
    const response = await get(api, "/readyz");
    expect(response.statusCode).toBe(503);
    expect(response.json()).toEqual({ ready: false, checks: [sockets, { name: "store", ok: false }] });
  });

  test("is 503 when the answer side throws", async () => {
    const api = await openApi();
    api.answers.health = () => {
      throw new Error("gone");
    };
    expect((await get(api, "/readyz")).json()).toEqual({
      ready: false,
      checks: [{ name: "answers", ok: false }, store],
    });
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
        checks: [{ name: "answers", ok: false }, {}],
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
    expect(api.log.map(({ msg }) => msg)).toEqual(["not ready", "ready again"]);
    expect(JSON.stringify(api.log[0])).toContain("key 12345 cannot be opened");
  });
});
