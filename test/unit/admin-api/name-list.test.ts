import { describe, expect, test } from "vitest";
import { configOf } from "../../../src/admin-api/zone-view.ts";
import { openApi, problemIn } from "./support.ts";

describe("GET /v1/names", () => {
  test("lists a domain's names page by page", async () => {
    const { register, call } = await openApi();
    for (const user of ["carol", "alice", "bob"]) await register(`${user}@example.com`);
    const first = await call("GET", "/v1/names?domain=Example.com.&limit=2");
    expect(first.statusCode).toBe(200);
    const { names, nextCursor } = first.json();
    expect(names).toEqual([
      expect.objectContaining({ name: "alice@example.com", revision: 3, serial: 4 }),
      expect.objectContaining({ name: "bob@example.com", revision: 4, serial: 4 }),
    ]);
    const last = await call(
      "GET",
      `/v1/names?domain=example.com&limit=2&cursor=${encodeURIComponent(nextCursor)}`,
    );
    expect(last.json()).toMatchObject({ names: [{ name: "carol@example.com" }], nextCursor: null });
  });

  test("a page has 100 names unless more are asked for", async () => {
    const asked: number[] = [];
    const { call, store } = await openApi();
    const list = store.list.bind(store);
    store.list = (apex, options) => {
      asked.push(options.limit);
      return list(apex, options);
    };
    for (const query of ["", "&limit=1", "&limit=1000"])
      await call("GET", `/v1/names?domain=example.com${query}`);
    expect(asked).toEqual([100, 1, 1000]);
  });

  test.each([
    ["", 422, "request-invalid"],
    ["?domain=example.com&limit=0", 422, "request-invalid"],
    ["?domain=example.com&limit=1001", 422, "request-invalid"],
    ["?domain=example.com&limit=ten", 422, "request-invalid"],
    ["?domain=example.com&limit=1&limit=2", 422, "request-invalid"],
    ["?domain=example.com&page=2", 422, "request-invalid"],
    ["?domain=example.org", 404, "zone-unknown"],
    ["?domain=..", 404, "zone-unknown"],
    ["?domain=example.com&cursor=%00", 400, "cursor-invalid"],
  ])("%s: %d %s", async (query, status, code) => {
    const { call } = await openApi();
    const response = await call("GET", `/v1/names${query}`);
    expect(response.statusCode).toBe(status);
    expect(problemIn(response)).toMatchObject({ code });
  });
});

describe("a name belongs to the zone of its domain", () => {
  test("of several, that with the longest apex", async () => {
    const { register, answers, store } = await openApi();
    const zone = (await store.zone("_bitcoin-payment.example.com"))!;
    const config = configOf(zone);
    await store.createZone({ ...config, apex: "example.com" });
    await register("alice@example.com");
    await store.createZone({ ...config, apex: "user._bitcoin-payment.example.com" });
    await register("alice@example.com");
    expect(answers.settledAt.map(([apex]) => apex)).toEqual([
      "_bitcoin-payment.example.com",
      "user._bitcoin-payment.example.com",
    ]);
  });

  test("not to the zone of a domain above it", async () => {
    const { register } = await openApi();
    expect((await register("alice@pay.example.com")).statusCode).toBe(422);
  });
});
