import { describe, expect, test } from "vitest";
import { openApi, pathOf, problemIn, TOKEN } from "./support.ts";

const ROUTES = [
  ["POST", "/v1/names"],
  ["GET", "/v1/names?domain=example.com"],
  ["GET", pathOf("alice@example.com")],
  ["HEAD", pathOf("alice@example.com")],
  ["PUT", pathOf("alice@example.com")],
  ["DELETE", pathOf("alice@example.com")],
  ["POST", "/v1/zones"],
  ["GET", "/v1/zones"],
  ["GET", "/v1/zones/_bitcoin-payment.example.com"],
  ["PATCH", "/v1/zones/_bitcoin-payment.example.com"],
  ["GET", "/v1/caller"],
  ["GET", "/v1/tokens"],
  ["POST", "/v1/tokens"],
  ["DELETE", "/v1/tokens/shop"],
  // Neither which paths there are nor which methods they take is told to strangers.
  ["PATCH", "/v1/zones"],
  ["GET", "/v1"],
  ["GET", "/v1/"],
  ["GET", "/v1/unknown"],
  ["GET", "/%761/zones"],
] as const;

describe("without the token", () => {
  test.each(ROUTES)("%s %s is refused", async (method, url) => {
    const { app } = await openApi();
    const response = await app.inject({ method, url });
    expect(response.statusCode).toBe(401);
    expect(response.headers["www-authenticate"]).toBe("Bearer");
    if (method !== "HEAD") expect(problemIn(response)).toMatchObject({ code: "unauthorized" });
  });

  test("the body is not even read", async () => {
    const { app } = await openApi();
    const response = await app.inject({
      method: "POST",
      url: "/v1/names",
      headers: { "content-type": "application/json" },
      payload: "{",
    });
    expect(response.statusCode).toBe(401);
  });

  test.each(["/livez", "/readyz"])("%s is open", async (url) => {
    const { app } = await openApi();
    expect((await app.inject({ method: "GET", url })).statusCode).toBe(200);
  });
});

describe("the Authorization header", () => {
  test.each([`Bearer ${TOKEN}`, `bearer ${TOKEN}`, `Bearer   ${TOKEN}`])(
    "%j passes",
    async (authorization) => {
      const { app } = await openApi();
      const response = await app.inject({ method: "GET", url: "/v1/zones", headers: { authorization } });
      expect(response.statusCode).toBe(200);
    },
  );

  test.each([
    "",
    "Bearer",
    "Bearer ",
    TOKEN,
    `Basic ${TOKEN}`,
    `Bearer${TOKEN}`,
    `Bearer ${TOKEN.slice(1)}`,
    `Bearer ${TOKEN}A`,
    `Bearer ${TOKEN.toUpperCase()}`,
    `Bearer ${TOKEN} ${TOKEN}`,
    `Bearer ${TOKEN}, Bearer ${TOKEN}`,
    `Bearer ${"A".repeat(99)}`,
  ])("%j does not", async (authorization) => {
    const { app } = await openApi();
    const response = await app.inject({ method: "GET", url: "/v1/zones", headers: { authorization } });
    expect(response.statusCode).toBe(401);
    expect(problemIn(response)).toMatchObject({ code: "unauthorized" });
  });
});
