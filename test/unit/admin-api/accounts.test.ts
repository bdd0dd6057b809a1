import { describe, expect, test } from "vitest";
import { heldBy, LONG_URI, NOW, openApi, pathOf, problemIn, URI } from "./support.ts";

const ALICE = pathOf("alice@example.com");

/** alice is first's, at revision 2. */
async function withAlice(extra: object = {}) {
  const api = await openApi();
  expect((await api.as("first").register("alice@example.com", extra)).statusCode).toBe(201);
  return api;
}

describe("who registers a name holds it", () => {
  test.each([
    [undefined, "first"],
    ["x", "first/x"],
    ["second", "first/second"],
    ["!~", "first/!~"],
    ["r".repeat(128), `first/${"r".repeat(128)}`],
  ])("with the reference %s: %s", async (reference, holder) => {
    const { call } = await withAlice(reference === undefined ? {} : { holder: reference });
    expect((await call("GET", ALICE)).json()).toMatchObject(heldBy(holder));
    expect((await call("GET", "/v1/names?domain=example.com")).json()).toMatchObject({
      names: [heldBy(holder)],
    });
  });

  test("the admin token is an account of its own", async () => {
    const { register } = await openApi();
    expect((await register("alice@example.com", { holder: "x" })).json()).toMatchObject({
      ...heldBy("admin/x"),
    });
  });

  test.each(["", " ", "a b", "é", "a\n", "\x7f", "r".repeat(129), "a/b", 1])(
    "%j is no reference",
    async (holder) => {
      const { as, store } = await openApi();
      const response = await as("first").register("alice@example.com", { holder });
      expect(problemIn(response)).toMatchObject({
        code: "request-invalid",
        errors: [{ pointer: "/holder" }],
      });
      expect(await store.zones()).toMatchObject([{ names: 0 }]);
    },
  );
});

describe("another account's name", () => {
  test("is there for everyone to read", async () => {
    const { as } = await withAlice();
    expect((await as("second").call("GET", ALICE)).statusCode).toBe(200);
    expect((await as("second").call("GET", "/v1/names?domain=example.com")).json()).toMatchObject({
      names: [{ name: "alice@example.com" }],
    });
  });

  test.each([
    ["PUT", {}],
    ["PUT", { "if-match": '"2"' }],
    ["PUT", { "if-match": "*" }],
    ["DELETE", {}],
    ["DELETE", { "if-match": '"2"' }],
  ] as const)("is not touched by %s with %j", async (method, headers) => {
    const { as, store, answers } = await withAlice();
    const settled = answers.settledAt.length;
    const body = method === "PUT" ? { uri: LONG_URI } : undefined;
    const response = await as("second").call(method, ALICE, body, headers);
    expect(problemIn(response)).toMatchObject({ code: "name-of-another", status: 403 });
    expect(await store.get("_bitcoin-payment.example.com", "alice")).toMatchObject({ uri: URI, revision: 2 });
    expect(answers.settledAt).toHaveLength(settled);
  });

  test.each(["profile", "reserved-names", "held-names", "zones", "tokens"] as const)(
    "nor with the right `%s`",
    async (right) => {
      const { as } = await withAlice();
      expect((await as("second", right).call("PUT", ALICE, { uri: LONG_URI })).statusCode).toBe(403);
      expect((await as("second", right).call("DELETE", ALICE)).statusCode).toBe(403);
    },
  );

  test("is taken for POST, whatever the rights", async () => {
    const { as, register } = await withAlice();
    expect((await as("second", "all-names").register("alice@example.com")).statusCode).toBe(409);
    expect((await register("alice@example.com")).statusCode).toBe(409);
  });

  test.each(["firs", "first2", "first/x", "FIRST"])("%s is another account than first", async (account) => {
    const { as } = await withAlice();
    expect((await as(account).call("DELETE", ALICE)).statusCode).toBe(403);
  });

  test("a wrong version is told before whose it is", async () => {
    const { as } = await withAlice();
    const response = await as("second").call("PUT", ALICE, { uri: URI }, { "if-match": '"7"' });
    expect(problemIn(response)).toMatchObject({ code: "revision-mismatch" });
  });
});

describe("the right `all-names`", () => {
  test("lets others replace a name, which stays its holder's", async () => {
    const { as } = await withAlice({ holder: "x" });
    const response = await as("second", "all-names").call("PUT", ALICE, { uri: LONG_URI });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ uri: LONG_URI, ...heldBy("first/x"), revision: 3 });
  });

  test("gives no name to another account, but to another customer of its own", async () => {
    const { as } = await withAlice({ holder: "x" });
    const response = await as("second", "all-names").call("PUT", ALICE, { uri: LONG_URI, holder: "y" });
    expect(response.json()).toMatchObject({ ...heldBy("first/y") });
  });

  test("lets others delete a name", async () => {
    const { as } = await withAlice();
    expect((await as("second", "all-names").call("DELETE", ALICE)).statusCode).toBe(204);
  });

  test("is the admin token's", async () => {
    const { call } = await withAlice();
    expect((await call("PUT", ALICE, { uri: LONG_URI })).json()).toMatchObject(heldBy("first"));
    expect((await call("DELETE", ALICE)).statusCode).toBe(204);
  });
});

describe("an account's own name", () => {
  test.each([
    [undefined, undefined, "first"],
    [undefined, "x", "first/x"],
    ["x", undefined, "first/x"],
    ["x", "y", "first/y"],
  ])("of customer %s, replaced for %s, is held by %s", async (before, after, holder) => {
    const { as } = await withAlice(before === undefined ? {} : { holder: before });
    const body = { uri: LONG_URI, ...(after === undefined ? {} : { holder: after }) };
    expect((await as("first").call("PUT", ALICE, body)).json()).toMatchObject(heldBy(holder));
    expect((await as("first").call("GET", ALICE)).json()).toMatchObject(heldBy(holder));
  });

  test("is any of its tokens' to change", async () => {
    const { as } = await withAlice();
    expect((await as("first", "profile").call("PUT", ALICE, { uri: LONG_URI })).statusCode).toBe(200);
    expect((await as("first", "zones").call("DELETE", ALICE)).statusCode).toBe(204);
  });
});

describe("a name that has expired, under its version", () => {
  const LATER = NOW + 60;
  const HOLD = 30 * 86_400;

  test.each([
    ["first", "x", LATER, 200, "first/x"],
    ["first", undefined, LATER, 409, "name-held"],
    ["first", "y", LATER, 409, "name-held"],
    ["second", undefined, LATER, 409, "name-held"],
    ["second", undefined, LATER + HOLD - 1, 409, "name-held"],
    ["second", undefined, LATER + HOLD, 200, "second"],
    ["first", "y", LATER + HOLD, 200, "first/y"],
  ] as const)("%s's customer %s at %d: %d %s", async (account, holder, time, status, outcome) => {
    let now: number = NOW;
    const { as } = await openApi({ now: () => now });
    await as("first").register("alice@example.com", { holder: "x", expiresAt: LATER });
    now = time;
    const body = { uri: LONG_URI, ...(holder === undefined ? {} : { holder }) };
    const response = await as(account).call("PUT", ALICE, body, { "if-match": '"2"' });
    expect(response.statusCode).toBe(status);
    if (status === 200)
      expect(response.json()).toMatchObject({ ...heldBy(outcome), expired: false, expiresAt: null });
    else expect(problemIn(response)).toMatchObject({ code: outcome });
  });

  test("is what is shown of it anew, for it has changed without a write", async () => {
    let now = NOW;
    const { call, register } = await openApi({ now: () => now });
    await register("alice@example.com", { expiresAt: LATER });
    const tag = { "if-none-match": '"2"' };
    expect((await call("GET", ALICE, undefined, tag)).statusCode).toBe(304);
    now = LATER;
    const response = await call("GET", ALICE, undefined, tag);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ expired: true });
  });
});

test("of two accounts that want a name at once, one gets it", async () => {
  const { as } = await openApi();
  const puts = ["first", "second", "third"].map((account) => as(account).call("PUT", ALICE, { uri: URI }));
  const found = await Promise.all(puts);
  expect(found.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 403, 403]);
});

test("what is shown of a name can be sent back as it is", async () => {
  const { as } = await openApi();
  for (const holder of ["x", null]) {
    await as("first").register(`alice${holder}@example.com`, { holder });
    const path = pathOf(`alice${holder}@example.com`);
    const shown = (await as("first").call("GET", path)).json<{ uri: string; holder: string | null }>();
    const sent = { uri: shown.uri, holder: shown.holder };
    expect((await as("first").call("PUT", path, sent)).json()).toMatchObject({ account: "first", holder });
  }
});
