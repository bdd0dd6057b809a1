import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Api, openApi, pathOf, problemIn, URI } from "./support.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"] as const;

/** Parts of paths that lead somewhere, and anything else. */
const segment = fc.oneof(
  fc.constantFrom(
    "v1",
    "names",
    "zones",
    "livez",
    "readyz",
    "alice%40example.com",
    "example.com",
    "..",
    "",
    "%",
  ),
  fc.string({ unit: "binary" }).map((text) => encodeURIComponent(text.toWellFormed())),
  fc.stringMatching(/^[!-~]*$/),
);
const path = fc.array(segment, { maxLength: 5 }).map((segments) => `/${segments.join("/")}`);

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "alice@example.com",
    "₿@example.com",
    "@",
    "a@.",
    "example.com",
    ".",
    "\\",
    URI,
    "bitcoin:?",
  ),
  fc.string().map((user) => `${user}@example.com`),
  fc.string().map((domain) => `alice@${domain}`),
);
const value = fc.oneof(
  text,
  fc.jsonValue(),
  fc.double(),
  fc.constantFrom(
    0,
    -1,
    2 ** 53,
    1e308,
    300,
    1_800_000_000,
    "2027-01-01T00:00:00Z",
    "275760-09-13T00:00:00Z",
  ),
);
const keys = ["name", "uri", "offer", "address", "silentPayment", "ttl", "expiresAt", "domain", "apex"];
const nearlyRight = fc.record(
  {
    ...Object.fromEntries(keys.map((key) => [key, value])),
    nameServers: fc.oneof(
      value,
      fc.array(fc.record({ name: value, addresses: fc.array(value) }, { requiredKeys: [] })),
      fc.array(fc.record({ name: fc.domain() }), { minLength: 2 }),
    ),
    timers: value,
    contact: value,
    infrastructureTtl: value,
  },
  { requiredKeys: [] },
);
const body = fc.oneof(fc.jsonValue(), nearlyRight);
const header = fc.stringMatching(/^[\t -~]*$/);

/** Nothing a caller sends is our fault; whatever is refused is refused in one form. */
function expectAnswer(response: Awaited<ReturnType<Api["call"]>>, method: string): void {
  expect(response.statusCode).toBeLessThan(500);
  if (response.statusCode >= 400 && method !== "HEAD") problemIn(response);
}

describe("nothing makes this server fail", () => {
  test("neither paths nor methods nor queries", async () => {
    const { call } = await openApi();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...METHODS),
        path,
        fc.webQueryParameters(),
        async (method, to, query) => {
          expectAnswer(await call(method, `${to}?${query}`), method);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("nor what is in a query, a path or a condition", async () => {
    const { call, register } = await openApi();
    await register("alice@example.com");
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("GET", "PUT", "DELETE"),
        text,
        header,
        header,
        async (method, name, match, none) => {
          const to = pathOf(name.toWellFormed());
          const payload = method === "PUT" ? { uri: URI } : undefined;
          expectAnswer(await call(method, to, payload, { "if-match": match, "if-none-match": none }), method);
          const query = new URLSearchParams({ domain: "example.com", cursor: name });
          expectAnswer(await call("GET", `/v1/names?${query}`), "GET");
          expectAnswer(await call("GET", `/v1/names?${new URLSearchParams({ domain: name })}`), "GET");
          expectAnswer(await call("GET", `/v1/zones/${encodeURIComponent(name.toWellFormed())}`), "GET");
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([
    ["POST", "/v1/names"],
    ["PUT", pathOf("bob@example.com")],
    ["POST", "/v1/zones"],
  ] as const)("nor the body of %s %s", async (method, to) => {
    const { call } = await openApi();
    await fc.assert(
      fc.asyncProperty(body, async (payload) => {
        const json = JSON.stringify(payload) ?? "null";
        expectAnswer(await call(method, to, json, { "content-type": "application/json" }), method);
      }),
      { numRuns: 1_000 },
    );
  });

  test("nor a body of octets", async () => {
    const { call } = await openApi();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), header, async (octets, type) => {
        expectAnswer(await call("POST", "/v1/names", Buffer.from(octets), { "content-type": type }), "POST");
      }),
      { numRuns: 500 },
    );
  });
});
