import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Api, OFFER, openApi, pathOf, problemIn, URI } from "./support.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"] as const;

/** Parts of paths that lead somewhere, and anything else. */
const segment = fc.oneof(
  fc.constantFrom(
    "v1",
    "names",
    "zones",
    "validate",
    "tokens",
    "metrics",
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
/** What light-my-request can send; the other targets are for the test over a connection. */
const url = path.filter((text) => URL.canParse(text, "http://localhost"));

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
    OFFER,
    "0.0015",
    "universal",
    "spec",
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
/** An object with some of these properties, most of them of the right type. */
const someOf = (model: Record<string, fc.Arbitrary<unknown>>) => fc.record(model, { requiredKeys: [] });
const seldom = (arbitrary: fc.Arbitrary<unknown>) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, arbitrary);
const OPTIONAL = [
  ...["offer", "address", "silentPayment", "invoice", "amount", "label", "message", "profile", "holder"],
];
const nameBody = someOf({
  name: fc.oneof(
    { arbitrary: fc.stringMatching(/^[a-z0-9._-]{1,9}$/).map((user) => `${user}@example.com`), weight: 4 },
    value,
  ),
  uri: fc.oneof(
    { arbitrary: fc.constant(URI), weight: 4 },
    { arbitrary: fc.stringMatching(/^[!-~]*$/).map((query) => `bitcoin:?${query}`), weight: 4 },
    value,
  ),
  ...Object.fromEntries(OPTIONAL.map((key) => [key, seldom(value)])),
  ttl: fc.oneof({ arbitrary: fc.integer({ min: 0, max: 100_000 }), weight: 4 }, value),
  expiresAt: fc.oneof(
    { arbitrary: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()), weight: 4 },
    { arbitrary: fc.maxSafeInteger(), weight: 4 },
    value,
  ),
});
const zoneBody = someOf({
  domain: fc.oneof({ arbitrary: fc.domain(), weight: 4 }, value),
  apex: seldom(value),
  payment: seldom(
    fc.oneof(
      someOf({ network: value, profile: value, reservedNames: fc.array(value), holdReleased: value }),
      value,
    ),
  ),
  nameServers: fc.oneof(
    { arbitrary: fc.array(fc.record({ name: fc.domain() }), { minLength: 2 }), weight: 4 },
    fc.array(someOf({ name: value, addresses: fc.array(value) })),
    value,
  ),
  contact: fc.oneof({ arbitrary: fc.domain(), weight: 4 }, value),
  timers: fc.oneof(someOf({ refresh: value, retry: value, expire: value, minimum: value }), value),
  infrastructureTtl: fc.oneof(fc.integer({ min: 0, max: 100_000 }), value),
});
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
        url,
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
    ["POST", "/v1/names", nameBody],
    ["POST", "/v1/validate", nameBody],
    ["PUT", pathOf("bob@example.com"), nameBody.map(({ name: _, ...body }) => body)],
    ["POST", "/v1/zones", zoneBody],
  ] as const)("nor the body of %s %s", async (method, to, nearlyRight) => {
    const { call } = await openApi();
    await fc.assert(
      fc.asyncProperty(fc.oneof(nearlyRight, fc.jsonValue()), async (payload) => {
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
