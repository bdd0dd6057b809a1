import { describe, expect, test } from "vitest";
import { problemOf } from "../../../src/admin-api/problem.ts";
import { PROBLEM_TABLE } from "../../../src/admin-api/problem-table.ts";
import { DomainError, type DomainErrorCode, WireError } from "../../../src/zone/errors.ts";
import { APEX, LONG_URI, openApi, pathOf, problemIn, TOKEN, URI } from "./support.ts";

const STATUS: Record<DomainErrorCode, number> = {
  "payment-name-invalid": 422,
  "payment-name-too-long": 422,
  "payment-uri-invalid": 422,
  "payment-uri-too-long": 422,
  "instructions-ambiguous": 422,
  "ttl-out-of-range": 422,
  "expiry-out-of-range": 422,
  "zone-invalid": 422,
  "zone-taken": 409,
  "zone-unknown": 404,
  "name-taken": 409,
  "name-unknown": 404,
  "revision-mismatch": 412,
  "cursor-invalid": 400,
  "key-set-conflict": 409,
  "key-set-sealed": 503,
  "key-set-missing": 503,
  "store-unavailable": 503,
  "store-format": 500,
  "answer-unavailable": 503,
};

describe("every code of the domain", () => {
  test.each(Object.entries(STATUS) as [DomainErrorCode, number][])("%s is a %d", async (code, status) => {
    const { call, store } = await openApi();
    store.zone = () => Promise.reject(new DomainError(code, "in words"));
    const response = await call("GET", `/v1/zones/${APEX}`);
    expect(response.statusCode).toBe(status);
    expect(problemIn(response)).toEqual({
      type: `urn:paynamed:problem:${code}`,
      title: PROBLEM_TABLE[code].title,
      status,
      detail: "in words",
      code,
      requestId: response.headers["x-request-id"],
    });
  });

  test("has its own title", () => {
    const titles = Object.values(PROBLEM_TABLE).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe("what zod finds", () => {
  test("is told at once, each with a pointer", async () => {
    const { call } = await openApi();
    const body = { name: 1, ttl: "60", expiresAt: "tomorrow", "a/b~c": 1, extra: 2 };
    const response = await call("POST", "/v1/names", body);
    expect(response.statusCode).toBe(422);
    const problem = problemIn(response);
    expect(problem).toMatchObject({
      code: "request-invalid",
      detail: "5 things are wrong with the request: see errors",
    });
    const errors = problem["errors"] as { pointer: string; code: string; detail: string }[];
    expect(errors.map(({ pointer, code }) => [pointer, code]).sort()).toEqual([
      ["/a~1b~0c", "unrecognized_keys"],
      ["/expiresAt", "invalid_union"],
      ["/extra", "unrecognized_keys"],
      ["/name", "invalid_type"],
      ["/ttl", "invalid_type"],
    ]);
    for (const { detail } of errors) expect(detail).not.toBe("");
  });

  test.each([
    ["POST", "/v1/names", [], ""],
    ["POST", "/v1/names", { name: "a".repeat(1025), uri: URI }, "/name"],
    ["POST", "/v1/names", { name: "alice@example.com", uri: URI, ttl: 60.5 }, "/ttl"],
    ["POST", "/v1/names", { name: "alice@example.com", uri: URI, expiresAt: 1.5 }, "/expiresAt"],
    [
      "POST",
      "/v1/names",
      { name: "alice@example.com", uri: URI, expiresAt: "2027-02-30T00:00:00Z" },
      "/expiresAt",
    ],
    [
      "POST",
      "/v1/names",
      { name: "alice@example.com", uri: URI, expiresAt: "2027-01-01T00:00:00" },
      "/expiresAt",
    ],
    ["POST", "/v1/names", { name: "alice@example.com", uri: null }, "/uri"],
    ["PUT", pathOf("alice@example.com"), { uri: URI, name: "alice@example.com" }, "/name"],
    ["POST", "/v1/zones", { domain: "example.com", nameServers: [{ name: 1 }] }, "/nameServers/0/name"],
    ["POST", "/v1/zones", { domain: "example.com", nameServers: [], timers: { ttl: 1 } }, "/timers/ttl"],
  ] as const)("%s %s %j: %s", async (method, url, body, pointer) => {
    const { call } = await openApi();
    const response = await call(method, url, body);
    expect(response.statusCode).toBe(422);
    expect(problemIn(response)).toMatchObject({ code: "request-invalid", errors: [{ pointer }] });
  });

  test("nothing instead of a body", async () => {
    const { call } = await openApi();
    expect(problemIn(await call("POST", "/v1/names"))).toMatchObject({
      status: 422,
      errors: [{ pointer: "" }],
    });
  });
});

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
    ["{", "application/json", 400, "request-invalid"],
    ["", "application/json", 400, "request-invalid"],
    ['{"__proto__": {}}', "application/json", 400, "request-invalid"],
    [`"${"a".repeat(65_535)}"`, "application/json", 413, "body-too-large"],
    ["name=alice", "application/x-www-form-urlencoded", 415, "media-type-unsupported"],
    ["{}", "text/plain", 415, "media-type-unsupported"],
    ["{}", "nonsense", 415, "media-type-unsupported"],
  ])("%.10s as %s: %d %s", async (payload, type, status, code) => {
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
    [`/v1/names/${"a".repeat(1025)}`, 414, "uri-too-long"],
    ["/", 404, "route-unknown"],
    ["/v2/names", 404, "route-unknown"],
    ["/v1/names/", 422, "payment-name-invalid"],
    ["/v1/names/alice@example.com/txt", 404, "route-unknown"],
  ])("GET %.30s: %d %s", async (url, status, code) => {
    const { call } = await openApi();
    const response = await call("GET", url);
    expect(response.statusCode).toBe(status);
    expect(problemIn(response)).toMatchObject({ code });
    expect(response.headers["cache-control"]).toBe("no-store");
  });

  test.each([
    ["PUT", "/v1/names", "GET, HEAD, POST"],
    ["POST", pathOf("alice@example.com"), "GET, HEAD, PUT, DELETE"],
    ["PATCH", pathOf("alice@example.com"), "GET, HEAD, PUT, DELETE"],
    ["DELETE", "/v1/zones", "GET, HEAD, POST"],
    ["DELETE", `/v1/zones/${APEX}`, "GET, HEAD"],
    ["OPTIONS", "/livez", "GET, HEAD"],
    ["POST", "/readyz", "GET, HEAD"],
  ] as const)("%s %s is not allowed, %s is", async (method, url, allow) => {
    const { call } = await openApi();
    const response = await call(method, url, undefined, { "content-type": "text/plain" });
    expect(response.statusCode).toBe(405);
    expect(response.headers.allow).toBe(allow);
    expect(problemIn(response)).toMatchObject({ code: "method-not-allowed" });
  });
});

describe("what nobody expected", () => {
  test.each([
    new TypeError("secret of /var/lib/paynamed"),
    new WireError("truncated", 3),
    Object.assign(new Error("secret"), { statusCode: 500 }),
    Object.assign(new Error("secret"), { statusCode: 200 }),
    "secret",
    null,
    undefined,
  ])("%s is a 500 that tells nothing", async (thrown) => {
    const problem = problemOf(thrown, "id");
    expect(problem).toMatchObject({ code: "internal", status: 500, requestId: "id" });
    expect(JSON.stringify(problem)).not.toMatch(/secret|truncated/);
  });

  test("is logged once, under the id that the caller has", async () => {
    const { call, store, log } = await openApi();
    store.zones = () => Promise.reject(new TypeError("secret"));
    const response = await call("GET", "/v1/zones");
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain("secret");
    const errors = log.filter(({ level }) => Number(level) >= 40);
    expect(errors).toEqual([
      expect.objectContaining({
        level: 50,
        requestId: response.headers["x-request-id"],
        err: expect.objectContaining({ message: "secret", stack: expect.any(String) }),
      }),
    ]);
  });
});

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
    await call("PUT", pathOf("alice@example.com"), { uri: `${URI}&x=` });
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
