import { describe, expect, test } from "vitest";
import type { ZoneStore } from "../../../src/admin-api/ports.ts";
import { DomainError } from "../../../src/zone/errors.ts";
import { RECORDS } from "./record-samples.ts";
import {
  APEX,
  type Api,
  type Client,
  LONG_URI,
  NOW,
  OFFER,
  openApi,
  openStore,
  pathOf,
  problemIn,
  URI,
} from "./support.ts";

type Headers = Record<string, string>;
interface Request {
  readonly method: "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly body?: object;
  readonly headers?: Headers;
}

const ALICE = "alice@example.com";
const KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324";
const DAY = 86_400;

const send = ({ call }: Client, request: Request, key = KEY) =>
  call(request.method, request.url, request.body, { ...request.headers, "idempotency-key": key });
/** An answer without what every answer has of its own. */
const toldBy = (response: Awaited<ReturnType<typeof send>>) => ({
  status: response.statusCode,
  body: response.body,
  etag: response.headers["etag"],
  location: response.headers["location"],
});
const isReplayed = (response: Awaited<ReturnType<typeof send>>): unknown =>
  response.headers["idempotency-replayed"];
const serialOf = async ({ store }: Api): Promise<unknown> => (await store.zone(APEX))?.serial;

/** Requests over a zone where bob is at revision 2 and carol has expired: what each comes to, and what it would come to again. */
const WRITES: Readonly<Record<string, readonly [Request, status: number, again: number]>> = {
  "a registration": [{ method: "POST", url: "/v1/names", body: { name: ALICE, uri: URI } }, 201, 409],
  "a registration of an expired name": [
    { method: "POST", url: "/v1/names", body: { name: "carol@example.com", uri: URI } },
    201,
    409,
  ],
  "a PUT that makes a name": [{ method: "PUT", url: pathOf(ALICE), body: { uri: URI } }, 201, 200],
  "a PUT over a name": [{ method: "PUT", url: pathOf("bob@example.com"), body: { uri: LONG_URI } }, 200, 200],
  "a PUT over an expired name": [
    { method: "PUT", url: pathOf("carol@example.com"), body: { uri: URI } },
    201,
    200,
  ],
  "a PUT that expects nothing": [
    { method: "PUT", url: pathOf(ALICE), body: { uri: URI }, headers: { "if-none-match": "*" } },
    201,
    412,
  ],
  "a PUT that expects a version": [
    {
      method: "PUT",
      url: pathOf("bob@example.com"),
      body: { uri: LONG_URI },
      headers: { "if-match": '"2"' },
    },
    200,
    412,
  ],
  "a PUT that expects an expired version": [
    { method: "PUT", url: pathOf("carol@example.com"), body: { uri: URI }, headers: { "if-match": '"3"' } },
    200,
    412,
  ],
  "a deletion": [{ method: "DELETE", url: pathOf("bob@example.com") }, 204, 404],
  "a deletion of a version": [
    { method: "DELETE", url: pathOf("bob@example.com"), headers: { "if-match": '"2"' } },
    204,
    404,
  ],
};
const writes = Object.entries(WRITES).map(
  ([title, [request, status, again]]) => [title, request, status, again] as const,
);
const REGISTRATION = WRITES["a registration"]![0];

async function opened(store?: ZoneStore): Promise<Api> {
  const api = await openApi(store && { store });
  expect((await api.register("bob@example.com")).statusCode).toBe(201);
  const fields = { uri: URI, ttl: 60, expiresAt: NOW - 1, holder: "admin" };
  expect((await api.store.put(APEX, "carol", fields)).revision).toBe(3);
  return api;
}

describe("a request with an Idempotency-Key", () => {
  test.each(writes)(
    "%s: repeated it is answered as before, and carried out once",
    async (_, request, status, again) => {
      const api = await opened();
      const first = await send(api, request);
      expect(first.statusCode).toBe(status);
      expect(isReplayed(first)).toBeUndefined();
      expect(await serialOf(api)).toBe(4);
      const repeated = await send(api, request);
      expect(toldBy(repeated)).toEqual(toldBy(first));
      expect(isReplayed(repeated)).toBe("true");
      expect(await serialOf(api)).toBe(4);
      expect(api.answers.settledAt.slice(-2)).toEqual([
        [APEX, 4],
        [APEX, 4],
      ]);
      // With another key it is another request.
      expect((await send(api, request, "another")).statusCode).toBe(again);
    },
  );

  test.each(writes)("%s: it is answered as before after others have written the name", async (_, request) => {
    const api = await opened();
    const first = await send(api, request);
    for (const user of ["alice", "bob", "carol"]) {
      await api.store.put(APEX, user, { uri: URI, ttl: 99, expiresAt: null, holder: "shop" });
    }
    expect(toldBy(await send(api, request))).toEqual(toldBy(first));
    expect(await serialOf(api)).toBe(7);
    expect(await api.store.get(APEX, "bob")).toMatchObject({ ttl: 99, holder: "shop" });
  });

  test.each(writes)("%s: at two instances at once it is carried out once", async (_, request, status) => {
    const store = await openStore();
    const one = await opened(store);
    // The other instance has asked for an outcome before the first one writes.
    const other = await openApi({
      store: {
        ...store,
        outcome: async (...asked) => {
          const known = await store.outcome(...asked);
          if (known === undefined) await send(one, request);
          return known;
        },
      },
    });
    const late = await send(other, request);
    expect(late.statusCode).toBe(status);
    expect(isReplayed(late)).toBe("true");
    expect(toldBy(late)).toEqual(toldBy(await send(one, request)));
    expect(await serialOf(one)).toBe(4);
  });

  test.each(writes)(
    "%s: where its outcome was unknown it is carried out once",
    async (_, request, status) => {
      const store = await openStore();
      let isLost = true;
      const writeOnce: ZoneStore["writeOnce"] = async (...write) => {
        const outcome = await store.writeOnce(...write);
        if (isLost) throw new DomainError("outcome-unknown", "in words");
        return outcome;
      };
      const api = await opened({ ...store, writeOnce });
      expect(problemIn(await send(api, request))).toMatchObject({
        status: 503,
        code: "outcome-unknown",
        detail: "in words; repeat the request with the same Idempotency-Key",
      });
      isLost = false;
      const repeated = await send(api, request);
      expect(repeated.statusCode).toBe(status);
      expect(isReplayed(repeated)).toBe("true");
      expect(await serialOf(api)).toBe(4);
    },
  );

  test("whatever is published, its contents and warnings are told again as they were", async () => {
    const api = await openApi();
    await api.call(
      "PATCH",
      `/v1/zones/${APEX}`,
      { payment: { profile: "spec" } },
      {
        "content-type": "application/merge-patch+json",
      },
    );
    let registered = 0;
    for (const [i, record] of Object.values(RECORDS).entries()) {
      const published = typeof record === "string" ? { uri: record } : record;
      const body = { name: `a.b${i}@example.com`, ...published };
      const request: Request = { method: "POST", url: "/v1/names", body };
      const first = await send(api, request, `key ${i}`.replace(" ", "-"));
      if (first.statusCode !== 201) continue;
      registered++;
      // A name that looks alike would be warned of now.
      await api.register(`ab${i}@example.com`);
      const repeated = await send(api, request, `key-${i}`);
      expect(toldBy(repeated)).toEqual(toldBy(first));
    }
    expect(registered).toBeGreaterThan(20);
  });

  test("is not judged by rules that have come since, nor by rights that are gone", async () => {
    const api = await openApi();
    const first = await send(api.as("shop", "profile"), {
      ...REGISTRATION,
      body: { ...REGISTRATION.body, profile: "spec" },
    });
    expect(first.statusCode).toBe(201);
    await api.call(
      "PATCH",
      `/v1/zones/${APEX}`,
      { payment: { reservedNames: ["alice"] } },
      {
        "content-type": "application/merge-patch+json",
      },
    );
    const repeated = await send(api.as("shop"), {
      ...REGISTRATION,
      body: { ...REGISTRATION.body, profile: "spec" },
    });
    expect(toldBy(repeated)).toEqual(toldBy(first));
  });

  test("waits each time until this instance answers by it", async () => {
    const api = await openApi();
    const { settled } = api.answers;
    api.answers.settled = () => Promise.reject(new Error("late"));
    expect(problemIn(await send(api, REGISTRATION))).toMatchObject({
      status: 503,
      code: "answer-unavailable",
      detail: expect.stringMatching(/serial 2, .*; repeat the request with the same Idempotency-Key$/),
    });
    expect(problemIn(await send(api, REGISTRATION))).toMatchObject({ code: "answer-unavailable" });
    api.answers.settled = settled;
    expect((await send(api, REGISTRATION)).statusCode).toBe(201);
    expect(api.answers.settledAt).toEqual([[APEX, 2]]);
  });

  test("is judged anew where it was refused", async () => {
    const api = await opened();
    const request: Request = {
      method: "POST",
      url: "/v1/names",
      body: { name: "bob@example.com", uri: URI },
    };
    expect((await send(api, request)).statusCode).toBe(409);
    await api.call("DELETE", pathOf("bob@example.com"));
    const second = await send(api, request);
    expect([second.statusCode, isReplayed(second)]).toEqual([201, undefined]);
  });

  test("is refused with a wrong name or an unknown zone as without a key", async () => {
    const api = await openApi();
    for (const name of ["alice", "a b@example.com", "alice@example.net"]) {
      const request: Request = { method: "POST", url: "/v1/names", body: { name, uri: URI } };
      expect(problemIn(await send(api, request))).toMatchObject({ code: "registration-invalid" });
    }
  });

  test("is remembered for a day", async () => {
    let now = NOW;
    const api = await openApi({ now: () => now });
    const first = await send(api, REGISTRATION);
    now = NOW + DAY - 1;
    expect(toldBy(await send(api, REGISTRATION))).toEqual(toldBy(first));
    now = NOW + DAY;
    expect(problemIn(await send(api, REGISTRATION))).toMatchObject({ code: "name-taken" });
  });

  test("is not carried out where it cannot be asked whether it was before", async () => {
    const store = await openStore();
    const api = await openApi({
      store: {
        ...store,
        outcome: () => Promise.reject(new DomainError("store-unavailable", "in words")),
        writeOnce: () => Promise.reject(new Error("written")),
      },
    });
    expect(problemIn(await send(api, REGISTRATION))).toMatchObject({ code: "store-unavailable" });
  });
});

describe("an Idempotency-Key", () => {
  const body = { name: ALICE, uri: URI };
  const others: Readonly<Record<string, Request>> = {
    "another name": { ...REGISTRATION, body: { ...body, name: "dave@example.com" } },
    "another property": { ...REGISTRATION, body: { ...body, ttl: 300 } },
    "another method": { method: "PUT", url: pathOf(ALICE), body: { uri: URI } },
    "a deletion": { method: "DELETE", url: pathOf(ALICE) },
  };

  test.each(Object.entries(others))("is refused for %s, which is not done", async (_, request) => {
    const api = await openApi();
    expect((await send(api, REGISTRATION)).statusCode).toBe(201);
    expect(problemIn(await send(api, request))).toMatchObject({
      status: 422,
      code: "idempotency-key-reused",
    });
    expect(await serialOf(api)).toBe(2);
  });

  test.each<[string, Request]>([
    [
      "another condition",
      { method: "PUT", url: pathOf(ALICE), body: { uri: URI }, headers: { "if-match": '"2"' } },
    ],
    ["none", { method: "PUT", url: pathOf(ALICE), body: { uri: URI } }],
    [
      "another name in the path",
      {
        method: "PUT",
        url: pathOf("dave@example.com"),
        body: { uri: URI },
        headers: { "if-none-match": "*" },
      },
    ],
  ])("of a PUT is refused for one with %s", async (_, request) => {
    const api = await openApi();
    const first: Request = {
      method: "PUT",
      url: pathOf(ALICE),
      body: { uri: URI },
      headers: { "if-none-match": "*" },
    };
    expect((await send(api, first)).statusCode).toBe(201);
    expect(problemIn(await send(api, request))).toMatchObject({ code: "idempotency-key-reused" });
  });

  test("knows the request again however it is written", async () => {
    const api = await openApi();
    await send(api, REGISTRATION, "a-key");
    const reversed = Object.fromEntries(Object.entries(body).reverse());
    expect(isReplayed(await send(api, { ...REGISTRATION, body: reversed }, "a-key"))).toBe("true");
    const put: Request = { method: "PUT", url: pathOf(ALICE), body: { offer: OFFER } };
    await send(api, put, "b");
    expect(isReplayed(await send(api, { ...put, url: "/v1/names/Alice@EXAMPLE.com" }, "b"))).toBe("true");
  });

  test.each([
    ["a-key", '"a-key"'],
    ["a\\b", '"a\\\\b"'],
    ["k".repeat(128), `"${"k".repeat(128)}"`],
  ])("%s is the same as %s", async (bare, quoted) => {
    const api = await openApi();
    expect((await send(api, REGISTRATION, bare)).statusCode).toBe(201);
    expect(isReplayed(await send(api, REGISTRATION, quoted))).toBe("true");
  });

  test.each(['"a \\"key\\""', '"\\""', "!", '"~"'])("may be %s", async (key) => {
    const api = await openApi();
    expect((await send(api, REGISTRATION, key)).statusCode).toBe(201);
    expect(isReplayed(await send(api, REGISTRATION, key))).toBe("true");
  });

  test.each([
    "",
    '""',
    '"',
    "two words",
    "one, two",
    'a"b',
    '"a"b"',
    '"a\\b"',
    '"a";b=1',
    "é",
    "k".repeat(129),
    `"${"k".repeat(129)}"`,
  ])("is not %j", async (key) => {
    const api = await openApi();
    expect(problemIn(await send(api, REGISTRATION, key))).toMatchObject({
      status: 400,
      code: "request-invalid",
      detail: expect.stringContaining("Idempotency-Key"),
    });
    expect(await serialOf(api)).toBe(1);
  });

  test("is the account's own", async () => {
    const api = await openApi();
    expect((await send(api.as("shop"), REGISTRATION)).statusCode).toBe(201);
    expect(isReplayed(await send(api.as("shop", "profile"), REGISTRATION))).toBe("true");
    for (const other of [api.as("shop2"), api]) {
      expect(problemIn(await send(other, REGISTRATION))).toMatchObject({ code: "name-taken" });
      const own = { ...REGISTRATION, body: { ...body, name: `of-${other === api}@example.com` } };
      expect((await send(other, own)).statusCode).toBe(201);
    }
  });

  test("leaves the store without a word of the client's", async () => {
    const store = await openStore();
    const seen: string[] = [];
    const writeOnce: ZoneStore["writeOnce"] = (apex, write, once, note) => {
      seen.push(once.key, once.fingerprint);
      return store.writeOnce(apex, write, once, note);
    };
    await send(await openApi({ store: { ...store, writeOnce } }), REGISTRATION);
    expect(seen).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(new Set(seen).size).toBe(2);
  });

  test("is not asked to be repeated where there is none", async () => {
    const store = await openStore();
    const put = () => Promise.reject(new DomainError("outcome-unknown", "in words"));
    const api = await openApi({ store: { ...store, put } });
    expect(problemIn(await api.register(ALICE))).toMatchObject({
      status: 503,
      detail: "in words; look at the name before you repeat the request",
    });
  });

  test("is of no account with a request that only reads", async () => {
    const api = await opened();
    const response = await api.call("GET", pathOf("bob@example.com"), undefined, { "idempotency-key": "" });
    expect(response.statusCode).toBe(200);
  });
});
