import { describe, expect, test } from "vitest";
import { ISSUER_ID } from "../../support/offer-text.ts";
import { LONG_URI, NOW, OFFER, openApi, pathOf, problemIn, URI } from "./support.ts";

const alice = {
  name: "alice@example.com",
  owner: "alice.user._bitcoin-payment.example.com.",
  uri: URI,
  txt: [URI],
  ttl: 300,
  expiresAt: null,
  expired: false,
  account: "admin",
  holder: null,
  instructions: [
    { key: "lno", kind: "offer", text: OFFER, issuerId: ISSUER_ID, chains: [], paths: [], unknown: [] },
  ],
  parameters: [],
};

describe("POST /v1/names", () => {
  test("registers a name", async () => {
    const { register, answers } = await openApi();
    const response = await register("alice@example.com");
    expect(response.statusCode).toBe(201);
    expect(response.headers).toMatchObject({
      location: "/v1/names/alice%40example.com",
      etag: '"2"',
      "cache-control": "no-store",
    });
    expect(response.json()).toEqual({ ...alice, revision: 2, serial: 2, warnings: [] });
    expect(answers.settledAt).toEqual([["_bitcoin-payment.example.com", 2]]);
  });

  test.each([
    ["₿alice@example.com", "alice@example.com"],
    ["%E2%82%BFalice@example.com", "alice@example.com"],
    ["ALICE@Example.COM.", "alice@example.com"],
    ["send.some@example.com", "send.some@example.com"],
    ["a_b-c@example.com", "a_b-c@example.com"],
  ])("%s is registered as %s", async (given, name) => {
    const { register, call } = await openApi();
    const response = await register(given);
    expect(response.json()).toMatchObject({ name });
    expect((await call("GET", String(response.headers.location))).json()).toMatchObject({ name });
    expect((await call("GET", pathOf(given))).json()).toMatchObject({ name });
  });

  test("composes the URI from its parts", async () => {
    const { call } = await openApi();
    const address = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq";
    const response = await call("POST", "/v1/names", { name: "bob@example.com", address, offer: OFFER });
    const { uri } = response.json<{ uri: string }>();
    expect(uri).toContain(address);
    expect(uri).toContain(`lno=${OFFER}`);
  });

  test("shows the TXT strings as they are answered: 255 octets but the last", async () => {
    const { register } = await openApi();
    const { txt } = (await register("alice@example.com", { uri: LONG_URI })).json<{ txt: string[] }>();
    expect(txt.map((string) => string.length)).toEqual([255, 255, LONG_URI.length - 510]);
    expect(txt.join("")).toBe(LONG_URI);
  });

  test.each([
    ["2026-01-01T00:00:01Z", "2026-01-01T00:00:01Z"],
    ["2026-01-01T02:30:00.999+01:00", "2026-01-01T01:30:00Z"],
    [NOW + 60, "2026-01-01T00:01:00Z"],
    ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"],
    [null, null],
  ])("expiresAt %j is read as %s", async (expiresAt, shown) => {
    const { register } = await openApi();
    const response = await register("alice@example.com", { expiresAt });
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({ expiresAt: shown });
  });

  test("a name whose record has expired can be registered anew, by one of several", async () => {
    let time = NOW;
    const { register, call } = await openApi({ now: () => time });
    expect((await register("alice@example.com", { expiresAt: NOW + 10 })).statusCode).toBe(201);
    expect((await register("alice@example.com")).statusCode).toBe(409);
    time = NOW + 10;
    const both = await Promise.all([register("alice@example.com"), register("alice@example.com")]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409]);
    expect((await call("GET", pathOf("alice@example.com"))).json()).toMatchObject({ expiresAt: null });
  });

  test.each([30, 3_600])("a TTL of %d is taken, up to that of the zone's keys", async (ttl) => {
    const { register } = await openApi();
    expect((await register("alice@example.com", { ttl })).json()).toMatchObject({ ttl });
  });

  test.each([
    [{ name: "alice" }, "name-form", "/name"],
    [{ name: "al ice@example.com" }, "name-character", "/name"],
    [{ name: "a@b@example.com" }, "name-form", "/name"],
    [{ name: `${"a.".repeat(120)}a@example.com` }, "name-too-long", "/name"],
    [{ name: "alice@example.org" }, "zone-unknown", "/name"],
    [{ name: "alice@a..b" }, "name-domain", "/name"],
    [{ name: "alice@exa\\109ple.com" }, "zone-unknown", "/name"],
    [{ uri: "lightning:lno1" }, "uri-scheme", "/uri"],
    [{ uri: `bitcoin:?lno=${"q".repeat(2048)}` }, "uri-too-long", "/uri"],
    [{ offer: OFFER }, "instructions-ambiguous", "/offer"],
    [{ uri: undefined }, "instructions-missing", ""],
    [{ ttl: 29 }, "ttl-out-of-range", "/ttl"],
    [{ ttl: 86_401 }, "ttl-out-of-range", "/ttl"],
    [{ expiresAt: NOW }, "expiry-out-of-range", "/expiresAt"],
    [{ expiresAt: "2025-12-31T23:59:59Z" }, "expiry-out-of-range", "/expiresAt"],
    [{ expiresAt: 253_402_300_800 }, "expiry-out-of-range", "/expiresAt"],
  ])("%j is refused: %s", async (extra, code, pointer) => {
    const { register, store } = await openApi();
    const response = await register("alice@example.com", extra);
    expect(response.statusCode).toBe(422);
    const problem = problemIn(response);
    expect(problem).toMatchObject({
      code: "registration-invalid",
      errors: expect.arrayContaining([expect.objectContaining({ code, pointer })]),
    });
    // What is wrong alone is the whole story.
    const [{ detail } = { detail: "" }, ...more] = problem["errors"] as { detail: string }[];
    if (more.length === 0) expect(problem).toMatchObject({ detail });
    expect((await store.zones())[0]).toMatchObject({ names: 0 });
  });

  test("everything that is wrong is told at once", async () => {
    const { register, store } = await openApi();
    const response = await register("al ice..@example.org", {
      uri: "bitcoin:?lno=lno1&amount=0&label=a&label=b",
      ttl: 1,
      expiresAt: 1,
    });
    const problem = problemIn(response);
    expect(problem).toMatchObject({ status: 422, code: "registration-invalid" });
    const errors = problem["errors"] as { code: string; pointer: string; position?: number }[];
    expect(errors.map(({ code, pointer, position }) => [code, pointer, position])).toEqual([
      ["name-character", "/name", 2],
      ["name-label-empty", "/name", 7],
      ["zone-unknown", "/name", undefined],
      ["uri-parameter-repeated", "/uri", 35],
      ["amount-zero", "/uri", 25],
      ["offer-empty", "/uri", 13],
      ["profile-amount", "/uri", 25],
      ["profile-label", "/uri", 33],
      ["profile-label", "/uri", 41],
      ["profile-duplicate-parameter", "/uri", 41],
      ["ttl-out-of-range", "/ttl", undefined],
      ["expiry-out-of-range", "/expiresAt", undefined],
    ]);
    expect((await store.zones())[0]).toMatchObject({ serial: 1, names: 0 });
  });

  test("a name is registered once", async () => {
    const { register } = await openApi();
    await register("alice@example.com");
    const response = await register("₿Alice@example.com");
    expect(response.statusCode).toBe(409);
    expect(problemIn(response)).toMatchObject({ code: "name-taken" });
  });
});

describe("GET /v1/names/{name}", () => {
  test("shows the name with its version and the zone's serial", async () => {
    const { register, call } = await openApi();
    await register("alice@example.com");
    await register("bob@example.com");
    const response = await call("GET", pathOf("alice@example.com"));
    expect(response.statusCode).toBe(200);
    expect(response.headers.etag).toBe('"2"');
    expect(response.json()).toEqual({ ...alice, revision: 2, serial: 3, errors: [] });
  });

  test("HEAD is the same without a body", async () => {
    const { register, call } = await openApi();
    await register("alice@example.com");
    const response = await call("HEAD", pathOf("alice@example.com"));
    expect(response).toMatchObject({ statusCode: 200, body: "", headers: { etag: '"2"' } });
  });

  test.each([
    ["bob@example.com", 404, "name-unknown"],
    ["bob@example.org", 404, "zone-unknown"],
    ["bob", 422, "payment-name-invalid"],
    ["b/ob@example.com", 422, "payment-name-invalid"],
  ])("%s: %d %s, with nothing in a body to point to", async (name, status, code) => {
    const { call } = await openApi();
    const response = await call("GET", pathOf(name));
    expect(response.statusCode).toBe(status);
    expect(problemIn(response)).toMatchObject({ code });
    expect(problemIn(response)).not.toHaveProperty("pointer");
  });
});

describe("DELETE /v1/names/{name}", () => {
  test("deletes, once, and waits for the answer side", async () => {
    const { register, call, answers } = await openApi();
    await register("alice@example.com");
    const response = await call("DELETE", pathOf("alice@example.com"));
    expect(response).toMatchObject({ statusCode: 204, body: "" });
    expect(answers.settledAt.at(-1)).toEqual(["_bitcoin-payment.example.com", 3]);
    expect((await call("GET", pathOf("alice@example.com"))).statusCode).toBe(404);
    expect(problemIn(await call("DELETE", pathOf("alice@example.com")))).toMatchObject({
      code: "name-unknown",
      status: 404,
    });
  });
});
