import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Caller } from "../../../src/admin-api/caller.ts";
import type { MintedToken } from "../../../src/admin-api/client-types.ts";
import { RIGHTS, type Right } from "../../../src/admin-api/rights.ts";
import { demandGrantable } from "../../../src/admin-api/token-grant.ts";
import { tokenDigest } from "../../../src/admin-api/token-secret.ts";
import { NOW, openApi, problemIn } from "./support.ts";

const ACTING: Right[] = ["all-names", "held-names"];

describe("POST /v1/tokens", () => {
  test("makes a token, shows it once and keeps its digest", async () => {
    const { call, app, store, log } = await openApi();
    const rights = ["zones", "profile", "zones"];
    const response = await call("POST", "/v1/tokens", { name: "ops.1", account: "ops", rights });
    expect(response.statusCode).toBe(201);
    expect(response.headers.location).toBe("/v1/tokens/ops.1");
    const { token, ...view } = response.json<MintedToken>();
    expect(view).toEqual({
      name: "ops.1",
      account: "ops",
      rights: ["profile", "zones"],
      createdAt: "2026-01-01T00:00:00Z",
    });
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    const [record] = await store.tokens();
    expect(record).toMatchObject({ digest: tokenDigest(token), createdAt: NOW });
    expect(record!.rights.toSorted()).toEqual(["profile", "zones"]);
    const headers = { authorization: `Bearer ${token}` };
    const caller = await app.inject({ method: "GET", url: "/v1/caller", headers });
    expect(caller.json()).toEqual({ account: "ops", rights: ["profile", "zones"] });
    const list = await call("GET", "/v1/tokens");
    expect(list.json()).toEqual({ tokens: [view] });
    for (const secret of [token, tokenDigest(token)]) {
      expect(list.body + JSON.stringify(log) + JSON.stringify(caller.json())).not.toContain(secret);
    }
  });

  test("has a token act for the account of its name, without rights, unless it is said", async () => {
    const { call } = await openApi();
    const response = await call("POST", "/v1/tokens", { name: "shop" });
    expect(response.json()).toMatchObject({ name: "shop", account: "shop", rights: [] });
  });

  test("makes another token every time", async () => {
    const { call } = await openApi();
    const names = ["a", "b", "c"];
    const made = await Promise.all(names.map((name) => call("POST", "/v1/tokens", { name, account: "x" })));
    expect(new Set(made.map((response) => response.json<MintedToken>().token)).size).toBe(3);
  });

  test("refuses a name that another token has", async () => {
    const { call, store } = await openApi();
    await call("POST", "/v1/tokens", { name: "shop" });
    const before = await store.tokens();
    const response = await call("POST", "/v1/tokens", { name: "shop", rights: ["zones"] });
    expect(problemIn(response)).toMatchObject({ status: 409, code: "token-taken" });
    expect(await store.tokens()).toEqual(before);
  });

  test.each(["a", "0", "a.b_c-d", "a".repeat(64)])("takes the name %s", async (name) => {
    const { call } = await openApi();
    expect((await call("POST", "/v1/tokens", { name })).statusCode).toBe(201);
  });

  test.each<[object, string[]]>([
    [{}, ["/name"]],
    [{ name: "" }, ["/name"]],
    [{ name: "Shop" }, ["/name"]],
    [{ name: ".shop" }, ["/name"]],
    [{ name: "shop\n" }, ["/name"]],
    [{ name: "a/b", account: "a/b" }, ["/name", "/account"]],
    [{ name: "a".repeat(65) }, ["/name"]],
    [{ name: "a", account: null }, ["/account"]],
    [{ name: "a", rights: "zones" }, ["/rights"]],
    [{ name: "a", rights: ["zones", "everything"] }, ["/rights/1"]],
    [{ name: "a", rights: [...RIGHTS, "zones"] }, ["/rights"]],
    [{ name: "a", rights: Array(1_000).fill(0) }, ["/rights"]],
    [{ name: "a", token: "mine" }, ["/token"]],
  ])("%j is no token: %j", async (body, pointers) => {
    const { call } = await openApi();
    const problem = problemIn(await call("POST", "/v1/tokens", body));
    expect(problem).toMatchObject({ status: 422, code: "request-invalid" });
    expect((problem["errors"] as { pointer: string }[]).map(({ pointer }) => pointer)).toEqual(pointers);
  });
});

describe("a token gives no more than its maker has", () => {
  /** What of a grant is refused, as pointers. */
  async function refused(account: string, rights: Right[], grant: object): Promise<string[]> {
    const { as, store } = await openApi();
    const response = await as(account, ...rights).call("POST", "/v1/tokens", { name: "new", ...grant });
    expect(await store.tokens()).toHaveLength(response.statusCode === 201 ? 2 : 1);
    if (response.statusCode === 201) return [];
    const problem = problemIn(response);
    expect(problem).toMatchObject({ status: 403, code: "forbidden" });
    return (problem["errors"] as { pointer: string }[]).map(({ pointer }) => pointer);
  }

  test.each<[string, Right[], object, string[]]>([
    ["shop", ["tokens"], { account: "shop" }, []],
    ["shop", ["tokens"], { account: "shop", rights: ["tokens"] }, []],
    [
      "shop",
      ["tokens"],
      { account: "shop", rights: ["tokens", "zones", "profile"] },
      ["/rights/1", "/rights/2"],
    ],
    ["shop", ["tokens"], {}, ["/account"]],
    ["shop", ["tokens", "all-names"], { account: "other" }, ["/account"]],
    ["shop", ["tokens", "held-names"], { account: "other" }, ["/account"]],
    ["shop", ["tokens", ...ACTING], { account: "other" }, []],
    ["shop", ["tokens", ...ACTING], { account: "admin" }, ["/account"]],
    ["shop", ["tokens", ...ACTING], { name: "admin" }, ["/account"]],
    ["shop", [...RIGHTS], { account: "admin", rights: [...RIGHTS] }, []],
    ["admin", ["tokens"], { account: "admin", rights: ["zones"] }, ["/account", "/rights/0"]],
  ])("%s with %j makes %j: refused is %j", async (account, rights, grant, pointers) => {
    expect(await refused(account, rights, grant)).toEqual(pointers);
  });

  test("in whatever order tokens are made from each other", () => {
    const someRights = fc.subarray([...RIGHTS]);
    const account = fc.constantFrom("admin", "a", "b");
    const grant = fc.record({ by: fc.nat(), account, rights: someRights });
    fc.assert(
      fc.property(account, someRights, fc.array(grant, { maxLength: 12 }), (first, rights, grants) => {
        const root: Caller = { account: first, rights: new Set(rights) };
        const callers = [root];
        for (const { by, ...wanted } of grants) {
          try {
            demandGrantable(callers[by % callers.length]!, wanted);
            callers.push({ account: wanted.account, rights: new Set(wanted.rights) });
          } catch (error) {
            expect(error).toMatchObject({ code: "forbidden" });
          }
        }
        const reaches = ACTING.every((right) => root.rights.has(right));
        for (const { account: gained, rights: held } of callers) {
          expect([...held].filter((right) => !root.rights.has(right))).toEqual([]);
          expect(gained === root.account || reaches).toBe(true);
          expect(gained !== "admin" || root.account === "admin" || root.rights.size === RIGHTS.length).toBe(
            true,
          );
        }
      }),
    );
  });
});

describe("GET /v1/tokens", () => {
  test("lists them by name, without the admin token", async () => {
    const { call } = await openApi();
    expect((await call("GET", "/v1/tokens")).json()).toEqual({ tokens: [] });
    for (const name of ["b", "c", "a"]) await call("POST", "/v1/tokens", { name });
    const { tokens } = (await call("GET", "/v1/tokens")).json<{ tokens: { name: string }[] }>();
    expect(tokens.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });
});

describe("DELETE /v1/tokens/{name}", () => {
  test("removes a token, and leaves the others", async () => {
    const { call, store } = await openApi();
    for (const name of ["a", "b"]) await call("POST", "/v1/tokens", { name });
    const response = await call("DELETE", "/v1/tokens/a");
    expect([response.statusCode, response.body]).toEqual([204, ""]);
    expect((await store.tokens()).map(({ name }) => name)).toEqual(["b"]);
    expect(problemIn(await call("DELETE", "/v1/tokens/a"))).toMatchObject({
      status: 404,
      code: "token-unknown",
    });
  });

  test("a token of another account takes the right over all names", async () => {
    const { call, as } = await openApi();
    await call("POST", "/v1/tokens", { name: "mine", account: "shop" });
    await call("POST", "/v1/tokens", { name: "theirs" });
    const shop = as("shop", "tokens");
    expect((await shop.call("DELETE", "/v1/tokens/mine")).statusCode).toBe(204);
    expect(problemIn(await shop.call("DELETE", "/v1/tokens/theirs"))).toMatchObject({ code: "forbidden" });
    expect((await as("shop", "tokens", "all-names").call("DELETE", "/v1/tokens/theirs")).statusCode).toBe(
      204,
    );
  });

  test.each<[string, Right[], Right[], number]>([
    ["shop", ["tokens"], [], 204],
    ["shop", ["tokens"], ["tokens"], 204],
    ["shop", ["tokens", "zones"], ["zones"], 204],
    ["shop", ["tokens"], ["zones"], 403],
    ["shop", ["tokens", "zones", "all-names"], ["zones", "profile"], 403],
    ["other", ["tokens", "all-names"], ["zones"], 403],
    ["other", ["tokens", "zones"], ["zones"], 403],
    ["other", ["tokens", "zones", "all-names"], ["zones"], 204],
  ])("%s with %j removes shop's token with %j: %i", async (account, rights, held, status) => {
    const { call, as, store } = await openApi();
    await call("POST", "/v1/tokens", { name: "a", account: "shop", rights: held });
    const response = await as(account, ...rights).call("DELETE", "/v1/tokens/a");
    expect(response.statusCode).toBe(status);
    expect((await store.tokens()).some(({ name }) => name === "a")).toBe(status !== 204);
    if (status === 403) expect(problemIn(response)).toMatchObject({ code: "forbidden" });
  });

  test("the refusal says which rights are missing", async () => {
    const { call, as } = await openApi();
    await call("POST", "/v1/tokens", { name: "a", account: "shop", rights: ["zones", "tokens", "profile"] });
    expect(problemIn(await as("shop", "tokens").call("DELETE", "/v1/tokens/a"))).toMatchObject({
      detail: "removing a token takes one with every right that it has: your own lacks profile, zones",
    });
  });

  test("rights that this version does not know do not keep a token", async () => {
    const { as, store } = await openApi();
    await store.addToken({ name: "a", digest: "00", account: "shop", rights: ["future"], createdAt: NOW });
    expect((await as("shop", "tokens").call("DELETE", "/v1/tokens/a")).statusCode).toBe(204);
  });

  test("a token may remove itself", async () => {
    const { as, store } = await openApi();
    const shop = as("shop", "tokens");
    await shop.call("GET", "/v1/caller");
    const [own] = await store.tokens();
    const path = `/v1/tokens/${encodeURIComponent(own!.name)}`;
    expect((await shop.call("DELETE", path)).statusCode).toBe(204);
    expect((await shop.call("GET", "/v1/caller")).statusCode).toBe(401);
  });
});

test.each([
  ["PUT", "/v1/tokens", "GET, HEAD, POST"],
  ["GET", "/v1/tokens/shop", "DELETE"],
  ["POST", "/v1/caller", "GET, HEAD"],
] as const)("%s %s is not allowed", async (method, url, allow) => {
  const { call } = await openApi();
  const response = await call(method, url, method === "GET" ? undefined : {});
  expect(problemIn(response)).toMatchObject({ status: 405, code: "method-not-allowed" });
  expect(response.headers.allow).toBe(allow);
});
