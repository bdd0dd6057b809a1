import { describe, expect, test } from "vitest";
import { listsRevision, matchedRevision, readEntityTags } from "../../../src/admin-api/entity-tag.ts";
import { LONG_URI, NOW, openApi, pathOf, problemIn, URI } from "./support.ts";

const ALICE = pathOf("alice@example.com");
const BOB = pathOf("bob@example.com");

/** alice is at revision 2, bob does not exist. */
async function withAlice() {
  const api = await openApi();
  await api.register("alice@example.com");
  return api;
}

describe("PUT /v1/names/{name}", () => {
  test.each([
    [BOB, {}, 201],
    [ALICE, {}, 200],
    [BOB, { "if-none-match": "*" }, 201],
    [ALICE, { "if-match": '"2"' }, 200],
    [ALICE, { "if-match": '"7", "2"' }, 200],
    [ALICE, { "if-match": "*" }, 200],
  ])("%s with %j: %d", async (path, headers, status) => {
    const { call } = await withAlice();
    const response = await call("PUT", path, { uri: LONG_URI, ttl: 60 }, headers);
    expect(response.statusCode).toBe(status);
    expect(response.headers.etag).toBe('"3"');
    expect(response.headers.location).toBe(status === 201 ? path : undefined);
    expect(response.json()).toMatchObject({ uri: LONG_URI, ttl: 60, revision: 3, serial: 3 });
  });

  test("replaces the whole record", async () => {
    const { call, register } = await openApi();
    await register("alice@example.com", { ttl: 60, expiresAt: "2027-01-01T00:00:00Z" });
    expect((await call("PUT", ALICE, { uri: URI })).json()).toMatchObject({ ttl: 300, expiresAt: null });
  });

  test.each([
    [ALICE, { "if-match": '"1"' }, 412, "revision-mismatch"],
    [ALICE, { "if-match": '"02"' }, 412, "revision-mismatch"],
    [ALICE, { "if-match": 'W/"2"' }, 412, "revision-mismatch"],
    [ALICE, { "if-match": '"abc"' }, 412, "revision-mismatch"],
    [BOB, { "if-match": '"2"' }, 412, "revision-mismatch"],
    [BOB, { "if-match": "*" }, 412, "revision-mismatch"],
    [ALICE, { "if-none-match": "*" }, 412, "revision-mismatch"],
    [ALICE, { "if-match": "2" }, 400, "request-invalid"],
    [ALICE, { "if-match": '"2' }, 400, "request-invalid"],
    [ALICE, { "if-match": '"2",' }, 400, "request-invalid"],
    [ALICE, { "if-match": "" }, 400, "request-invalid"],
    [ALICE, { "if-match": '*, "2"' }, 400, "request-invalid"],
    [ALICE, { "if-none-match": '"2"' }, 400, "request-invalid"],
    [BOB, { "if-none-match": "*", "if-match": '"2"' }, 400, "request-invalid"],
  ])("%s with %j: %d %s, and nothing is written", async (path, headers, status, code) => {
    const { call, store } = await withAlice();
    const response = await call("PUT", path, { uri: LONG_URI }, headers);
    expect(response.statusCode).toBe(status);
    expect(problemIn(response)).toMatchObject({ code });
    expect((await store.zones())[0]).toMatchObject({ serial: 2, names: 1 });
  });

  test("the name is in the path only", async () => {
    const { call } = await openApi();
    const response = await call("PUT", ALICE, { name: "alice@example.com", uri: URI });
    expect(problemIn(response)).toMatchObject({ code: "request-invalid", errors: [{ pointer: "/name" }] });
  });

  test("of an unknown zone is not found", async () => {
    const { call } = await openApi();
    const response = await call("PUT", pathOf("alice@example.org"), { uri: URI });
    expect(problemIn(response)).toMatchObject({ code: "zone-unknown", status: 404 });
  });

  test("of two that build on one version, one wins", async () => {
    const { call } = await withAlice();
    const responses = await Promise.all(
      [60, 61].map((ttl) => call("PUT", ALICE, { uri: URI, ttl }, { "if-match": '"2"' })),
    );
    expect(responses.map(({ statusCode }) => statusCode).sort()).toEqual([200, 412]);
  });

  test("of many that want to be the first, one is", async () => {
    const { call } = await openApi();
    const responses = await Promise.all(
      [60, 61, 62].map((ttl) => call("PUT", BOB, { uri: URI, ttl }, { "if-none-match": "*" })),
    );
    expect(responses.map(({ statusCode }) => statusCode).sort()).toEqual([201, 412, 412]);
  });

  test("of many without a condition, one creates and all stand", async () => {
    const { call } = await openApi();
    const responses = await Promise.all([60, 61, 62].map((ttl) => call("PUT", BOB, { uri: URI, ttl })));
    expect(responses.map(({ statusCode }) => statusCode).sort()).toEqual([200, 200, 201]);
  });

  test.each(["delete", "put"] as const)("a %s after the version was read is a 412 too", async (other) => {
    const { call, store } = await withAlice();
    const get = store.get.bind(store);
    store.get = async (apex, user) => {
      const found = await get(apex, user);
      store.get = get;
      if (other === "delete") await store.delete(apex, user, { releasedAt: NOW, forgetBefore: 0 });
      else await store.put(apex, user, { uri: LONG_URI, ttl: 60, expiresAt: null, holder: "admin" });
      return found;
    };
    const response = await call("PUT", ALICE, { uri: URI }, { "if-match": '"2"' });
    expect(problemIn(response)).toMatchObject({ code: "revision-mismatch", status: 412 });
  });
});

describe("DELETE /v1/names/{name}", () => {
  test.each([
    [ALICE, { "if-match": '"2"' }, 204],
    [ALICE, { "if-match": "*" }, 204],
    [ALICE, { "if-match": '"1"' }, 412],
    [ALICE, { "if-match": "2" }, 400],
    [BOB, { "if-match": '"2"' }, 404],
  ])("%s with %j: %d", async (path, headers, status) => {
    const { call, store } = await withAlice();
    expect((await call("DELETE", path, undefined, headers)).statusCode).toBe(status);
    expect((await store.zones())[0]).toMatchObject({ names: status === 204 ? 0 : 1 });
  });
});

describe("GET /v1/names/{name}", () => {
  test.each([
    ['"2"', 304],
    ['W/"2"', 304],
    ['"1", "2"', 304],
    ["*", 304],
    ['"1"', 200],
    ["2", 400],
  ])("with If-None-Match %s: %d", async (tags, status) => {
    const { call } = await withAlice();
    const response = await call("GET", ALICE, undefined, { "if-none-match": tags });
    expect(response.statusCode).toBe(status);
    if (status === 304) expect(response).toMatchObject({ body: "", headers: { etag: '"2"' } });
  });
});

describe("entity tags", () => {
  const record = { user: "alice", uri: URI, ttl: 300, expiresAt: null, holder: "admin", revision: 2 };

  test.each([
    [undefined, undefined],
    ["*", "*"],
    ['"1"', ['"1"']],
    ['"a,b" ,\tW/"c"', ['"a,b"', 'W/"c"']],
    ['""', ['""']],
  ])("%j is read as %j", (header, tags) => {
    expect(readEntityTags("If-Match", header)).toEqual(tags);
  });

  test.each(['"a"b"', '"a" "b"', 'w/"1"', '"a b"', ',"1"', "**"])("%s is no list of tags", (header) => {
    expect(() => readEntityTags("If-Match", header)).toThrow("If-Match is neither");
  });

  test("long lists are read in one go", () => {
    const tags = Array.from({ length: 2_000 }, (_, i) => `"${i}"`);
    expect(readEntityTags("If-Match", tags.join(", "))).toEqual(tags);
    expect(() => readEntityTags("If-Match", `${tags.join(", ")}, x`)).toThrow();
  });

  test("If-Match compares strongly, If-None-Match weakly", () => {
    expect(listsRevision(['W/"2"'], 2)).toBe(true);
    expect(matchedRevision(['"2"'], record)).toBe(2);
    expect(() => matchedRevision(['W/"2"'], record)).toThrow(/at "2"/);
  });
});
