import { describe, expect, test } from "vitest";
import type { Durability } from "../../../src/zone/store/port.ts";
import { openApi, problemIn } from "./support.ts";

const WEAK: Durability = {
  kind: "redis",
  topology: "standalone",
  worth: "memory",
  isDurable: false,
  servers: [{ server: "192.0.2.1:6379", facts: { appendonly: "no", maxmemory: 0, version: null } }],
  remarks: [{ code: "append-only-off", detail: "appendonly is no; set appendonly yes" }],
};

describe("GET /v1/store", () => {
  test("says what was read, to every token", async () => {
    const api = await openApi();
    Object.assign(api.report, { durability: WEAK, isRequired: true });
    const response = await api.as("shop").call("GET", "/v1/store");
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ ...WEAK, isRequired: true });
  });

  test("says nothing without a token", async () => {
    const api = await openApi();
    const response = await api.app.inject({ method: "GET", url: "/v1/store" });
    expect([response.statusCode, response.body.includes("data/")]).toEqual([401, false]);
  });

  test("is 503 when the store is away", async () => {
    const api = await openApi();
    api.report.durability = undefined;
    const response = await api.call("GET", "/v1/store");
    expect(problemIn(response)).toMatchObject({ status: 503, code: "store-unavailable" });
  });

  test("takes no other method", async () => {
    const api = await openApi();
    const response = await api.call("PUT", "/v1/store", {});
    expect([response.statusCode, response.headers["allow"]]).toEqual([405, "GET, HEAD"]);
  });
});

describe("the gauge paynamed_store_durable", () => {
  test.each<[Durability | undefined, string | undefined]>([
    [{ ...WEAK, isDurable: true }, "1"],
    [WEAK, "0"],
    [{ ...WEAK, isDurable: null }, undefined],
    [undefined, undefined],
  ])("of %j is %j", async (durability, value) => {
    const api = await openApi();
    // What was told before is not told any more.
    for (const said of [WEAK, durability]) {
      api.report.durability = said;
      const { body } = await api.call("GET", "/metrics");
      expect(body).toContain("# TYPE paynamed_store_durable gauge\n");
      expect(/^paynamed_store_durable (.*)$/m.exec(body)?.[1]).toBe(said === WEAK ? "0" : value);
    }
  });
});
