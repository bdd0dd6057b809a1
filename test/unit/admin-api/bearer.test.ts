import { describe, expect, test } from "vitest";
import { RIGHTS } from "../../../src/admin-api/rights.ts";
import { tokenDigest } from "../../../src/admin-api/token-secret.ts";
import { DomainError } from "../../../src/zone/errors.ts";
import type { Store } from "../../../src/zone/store/port.ts";
import { NOW, openApi, openStore, problemIn, TOKEN } from "./support.ts";

const SECRET = "dG9rZW4tb2YtYS1zaG9w";
const record = { name: "shop", digest: tokenDigest(SECRET), account: "shop", rights: [], createdAt: NOW };
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

/** The store, with this in place of how it finds tokens. */
const finding = (store: Store, token: Store["token"]): Store =>
  new Proxy(store, {
    get: (target, key) => (key === "token" ? token : Reflect.get(target, key)),
  });

describe("whom a token stands for", () => {
  test("the admin token is account admin with every right, whatever the store says", async () => {
    const store = finding(await openStore(), () => Promise.reject(new Error("not to be asked")));
    const { call } = await openApi({ store });
    expect((await call("GET", "/v1/caller")).json()).toEqual({ account: "admin", rights: [...RIGHTS] });
  });

  test("a token of the store is its account with its rights, and none that is unknown here", async () => {
    const { app, store } = await openApi();
    await store.addToken({ ...record, account: "shops", rights: ["zones", "fly", "profile"] });
    const response = await app.inject({ method: "GET", url: "/v1/caller", ...bearer(SECRET) });
    expect(response.json()).toEqual({ account: "shops", rights: ["profile", "zones"] });
  });

  test("it is known by the digest of the whole of it", async () => {
    const asked: string[] = [];
    const store = finding(await openStore(), async (digest) => void asked.push(digest));
    const { app } = await openApi({ store });
    expect((await app.inject({ method: "GET", url: "/v1/zones", ...bearer(SECRET) })).statusCode).toBe(401);
    expect(asked).toEqual([tokenDigest(SECRET)]);
  });

  test("neither a digest nor a name is a token", async () => {
    const { app, store } = await openApi();
    await store.addToken(record);
    for (const text of [record.digest, record.name, `${SECRET}A`, SECRET.slice(1)]) {
      const response = await app.inject({ method: "GET", url: "/v1/zones", ...bearer(text) });
      expect(problemIn(response)).toMatchObject({ status: 401, code: "unauthorized" });
    }
  });

  test("it is refused from its removal on", async () => {
    const { as, store } = await openApi();
    const shop = as("shop");
    expect((await shop.call("GET", "/v1/zones")).statusCode).toBe(200);
    await store.removeToken((await store.tokens())[0]!.name);
    expect((await shop.call("GET", "/v1/zones")).statusCode).toBe(401);
  });

  test("requests at the same time have callers of their own", async () => {
    const { as, call } = await openApi();
    const accounts = ["a", "b", "c"];
    const answers = await Promise.all([
      ...accounts.map((account) => as(account, "zones").call("GET", "/v1/caller")),
      call("GET", "/v1/caller"),
    ]);
    expect(answers.map((answer) => answer.json().account)).toEqual([...accounts, "admin"]);
    expect(answers[3]!.json().rights).toHaveLength(RIGHTS.length);
  });
});

test("without the store the admin token is known, and of others nobody can tell", async () => {
  const down = new DomainError("store-unavailable", "the disk is gone");
  const { app } = await openApi({ store: finding(await openStore(), () => Promise.reject(down)) });
  const ask = (token: string) => app.inject({ method: "GET", url: "/v1/caller", ...bearer(token) });
  expect((await ask(TOKEN)).statusCode).toBe(200);
  const other = await ask(SECRET);
  expect(problemIn(other)).toMatchObject({ status: 503, code: "store-unavailable" });
  expect(other.headers["www-authenticate"]).toBeUndefined();
  expect((await app.inject({ method: "GET", url: "/v1/caller" })).statusCode).toBe(401);
});

describe("what takes a right", () => {
  const DEEDS = [
    ["POST", "/v1/zones", {}, "zones"],
    ["PATCH", "/v1/zones/_bitcoin-payment.example.com", {}, "zones"],
    ["GET", "/v1/tokens", undefined, "tokens"],
    ["POST", "/v1/tokens", {}, "tokens"],
    ["DELETE", "/v1/tokens/none", undefined, "tokens"],
  ] as const;

  test.each(DEEDS)("%s %s with %j takes %s, and no other", async (method, url, body, right) => {
    const { as } = await openApi();
    const others = RIGHTS.filter((each) => each !== right);
    const without = await as("shop", ...others).call(method, url, body);
    expect(problemIn(without)).toMatchObject({ status: 403, code: "forbidden" });
    expect(problemIn(without)["detail"]).toContain(`\`${right}\``);
    expect((await as("shop", right).call(method, url, body)).statusCode).not.toBe(403);
  });

  test.each([
    "/v1/caller",
    "/v1/zones",
    "/v1/zones/_bitcoin-payment.example.com",
    "/v1/names?domain=example.com",
  ])("GET %s takes none", async (url) => {
    const { as } = await openApi();
    expect((await as("shop").call("GET", url)).statusCode).toBe(200);
  });
});
