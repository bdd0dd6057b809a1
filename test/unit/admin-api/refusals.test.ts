import { describe, expect, test } from "vitest";
import { APEX, openApi, pathOf, problemIn, TOKEN } from "./support.ts";

describe("what fastify refuses", () => {
  const send = async (payload: string | Buffer, type: string) => {
    const { app } = await openApi();
    return app.inject({
      method: "POST",
      url: "/v1/names",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": type },
      payload,
    });
  };

  test.each([
    ["half an object", "{", "application/json", 400, "request-invalid"],
    ["nothing", "", "application/json", 422, "request-invalid"],
    ["a prototype", '{"__proto__": {}}', "application/json", 400, "request-invalid"],
    ["65537 octets", `"${"a".repeat(65_535)}"`, "application/json", 413, "body-too-large"],
    ["a form", "name=alice", "application/x-www-form-urlencoded", 415, "media-type-unsupported"],
    ["a text", "{}", "text/plain", 415, "media-type-unsupported"],
    ["a type that is none", "{}", "nonsense", 415, "media-type-unsupported"],
  ])("%s", async (_, payload, type, status, code) => {
    const response = await send(payload, type);
    expect(response.statusCode).toBe(status);
    expect(problemIn(response)).toMatchObject({ code });
  });

  test("a body of 64 KiB is read", async () => {
    expect(problemIn(await send(`"${"a".repeat(65_534)}"`, "application/json"))).toMatchObject({
      status: 422,
    });
  });

  test("the limit can be set", async () => {
    const { call } = await openApi({ bodyLimit: 10 });
    expect((await call("POST", "/v1/names", { name: "alice@example.com" })).statusCode).toBe(413);
  });

  test.each([
    ["/v1/names/%zz", 400, "request-invalid"],
    ["/v1/names/%ff", 400, "request-invalid"],
    ["/", 404, "route-unknown"],
    ["/v2/names", 404, "route-unknown"],
    ["/v1/names/", 422, "payment-name-invalid"],
    ["/v1/names/alice@example.com/txt", 404, "route-unknown"],
  ])("GET %s", async (url, status, code) => {
    const { call } = await openApi();
    const response = await call("GET", url);
    expect(response.statusCode).toBe(status);
    expect(problemIn(response)).toMatchObject({ code });
    expect(response.headers["cache-control"]).toBe("no-store");
  });

  test("a path that is longer than any name", async () => {
    const { call } = await openApi();
    const response = await call("GET", pathOf("a".repeat(1025)));
    expect(problemIn(response)).toMatchObject({ code: "uri-too-long", status: 414 });
  });

  test.each([
    ["PUT", "/v1/names", "GET, HEAD, POST"],
    ["POST", pathOf("alice@example.com"), "GET, HEAD, PUT, DELETE"],
    ["PATCH", pathOf("alice@example.com"), "GET, HEAD, PUT, DELETE"],
    ["DELETE", "/v1/zones", "GET, HEAD, POST"],
    ["PUT", "/v1/validate", "POST"],
    ["GET", "/v1/validate", "POST"],
    ["DELETE", `/v1/zones/${APEX}`, "GET, HEAD, PATCH"],
    ["OPTIONS", "/livez", "GET, HEAD"],
    ["POST", "/readyz", "GET, HEAD"],
    ["POST", "/metrics", "GET, HEAD"],
  ] as const)("%s %s is not allowed, %s is", async (method, url, allow) => {
    const { call } = await openApi();
    const response = await call(method, url, undefined, { "content-type": "text/plain" });
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe(allow);
    expect(problemIn(response)).toMatchObject({ code: "method-not-allowed" });
  });
});

test("a DELETE may name a type for the body that it does not have", async () => {
  const { call, register } = await openApi();
  await register("alice@example.com");
  const headers = { "content-type": "application/json" };
  expect((await call("DELETE", pathOf("alice@example.com"), undefined, headers)).statusCode).toBe(204);
});
