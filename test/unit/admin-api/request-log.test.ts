import { describe, expect, test } from "vitest";
import { LONG_URI, openApi, pathOf, problemIn, TOKEN, URI } from "./support.ts";

describe("X-Request-Id", () => {
  test.each(["a", "A.b_c-9", "x".repeat(64)])("%s is taken and echoed", async (id) => {
    const { call } = await openApi();
    expect((await call("GET", "/v1/zones", undefined, { "x-request-id": id })).headers["x-request-id"]).toBe(
      id,
    );
  });

  test.each(["", "a b", "x".repeat(65), 'a"b', "ä"])("%j is replaced", async (id) => {
    const { call } = await openApi();
    const response = await call("GET", "/v1/none", undefined, { "x-request-id": id });
    expect(response.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    problemIn(response);
  });
});

describe("the log", () => {
  test("has one line a request, without names, URIs and the token", async () => {
    const { call, register, log, app } = await openApi();
    await register("alice@example.com", { uri: LONG_URI });
    await register("alice@example.com");
    await call("PUT", pathOf("alice@example.com"), { uri: URI });
    await call("GET", `/v1/names?domain=example.com&token=${TOKEN}`);
    await call("GET", `/${TOKEN}`);
    await call("GET", `/v1/names/%zz${TOKEN}`);
    await app.inject({ method: "GET", url: "/v1/zones", headers: { authorization: `Bearer ${TOKEN}x` } });
    await call("GET", "/livez");
    const text = JSON.stringify(log);
    expect(text).not.toMatch(/bitcoin:|lno1|alice/);
    expect(text).not.toContain(TOKEN);
    expect(
      log.filter(({ msg }) => msg === "request answered").map(({ route, status }) => [route, status]),
    ).toEqual([
      ["/v1/names", 201],
      ["/v1/names", 409],
      ["/v1/names/:name", 200],
      ["/v1/names", 422],
      [undefined, 404],
      ["/v1/zones", 401],
    ]);
  });
});
