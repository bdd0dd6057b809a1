import { describe, expect, test } from "vitest";
import { problemOf } from "../../../src/admin-api/problem.ts";
import { PROBLEM_TABLE } from "../../../src/admin-api/problem-table.ts";
import { DomainError, type DomainErrorCode, WireError } from "../../../src/zone/errors.ts";
import { APEX, openApi, pathOf, problemIn, URI } from "./support.ts";

const STATUS: Record<DomainErrorCode, number> = {
  "payment-name-invalid": 422,
  "registration-invalid": 422,
  "zone-invalid": 422,
  "zone-taken": 409,
  "zone-unknown": 404,
  "import-under-way": 409,
  "import-mismatch": 409,
  "name-taken": 409,
  "name-unknown": 404,
  "zone-doubted": 503,
  "takeover-mismatch": 409,
  "name-held": 409,
  "name-of-another": 403,
  "revision-mismatch": 412,
  "idempotency-key-reused": 422,
  "token-taken": 409,
  "token-unknown": 404,
  "cursor-invalid": 400,
  "key-set-conflict": 409,
  "key-set-sealed": 503,
  "key-set-missing": 503,
  "store-unavailable": 503,
  "outcome-unknown": 503,
  "store-format": 500,
  "store-not-durable": 503,
  "snapshot-damaged": 500,
  "snapshot-format": 500,
  "answer-unavailable": 503,
  "instances-behind": 503,
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
      ["/a~1b~0c", "property-unknown"],
      ["/expiresAt", "value-wrong"],
      ["/extra", "property-unknown"],
      ["/name", "type-wrong"],
      ["/ttl", "type-wrong"],
    ]);
    for (const { detail } of errors) expect(detail).not.toBe("");
  });

  test.each([
    ["POST", "/v1/names", [], ""],
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

  test.each([63, 64, 65, 1_000])(
    "of %i things, the first 64 are told and the others are counted",
    async (count) => {
      const { call } = await openApi();
      const body = Object.fromEntries(Array.from({ length: count - 1 }, (_, i) => [`x${i}`, 0]));
      const problem = problemIn(await call("POST", "/v1/names", { ...body, name: 1 }));
      const more = count > 64 ? ` for the first 64; ${count - 64} left out` : "";
      expect(problem["detail"]).toBe(`${count} things are wrong with the request: see errors${more}`);
      const pointers = (problem["errors"] as { pointer: string }[]).map(({ pointer }) => pointer);
      const expected = ["/name", ...Object.keys(body).map((key) => `/${key}`)];
      expect(pointers).toEqual(expected.slice(0, 64));
    },
  );

  test("items of a wrong kind are told up to the same number", async () => {
    const { call } = await openApi();
    const reservedNames = [...Array(1_000).keys()];
    const problem = problemIn(await call("PATCH", `/v1/zones/${APEX}`, { payment: { reservedNames } }));
    expect(problem["detail"]).toContain("1000 things are wrong");
    const pointers = (problem["errors"] as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(pointers).toEqual(reservedNames.slice(0, 64).map((i) => `/payment/reservedNames/${i}`));
  });

  test("a name that is longer than any name", async () => {
    const { register } = await openApi();
    const problem = problemIn(await register("a".repeat(1025)));
    expect(problem).toMatchObject({ code: "request-invalid", errors: [{ pointer: "/name" }] });
  });

  test("nothing instead of a body", async () => {
    const { call } = await openApi();
    expect(problemIn(await call("POST", "/v1/names"))).toMatchObject({
      status: 422,
      errors: [{ pointer: "" }],
    });
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
