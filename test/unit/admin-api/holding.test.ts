import { describe, expect, test } from "vitest";
import { HOLD_LIMITS } from "../../../src/zone/payment/policy.ts";
import type { Store } from "../../../src/zone/store/port.ts";
import { zoneConfig } from "../../../src/zone/zone-config.ts";
import {
  type Client,
  heldBy,
  LONG_URI,
  NOW,
  openApi,
  openStore,
  pathOf,
  problemIn,
  URI,
  ZONE,
} from "./support.ts";

const ALICE = "alice@example.com";
const HOLD = 1_000;

/** A zone that keeps released names for {@link HOLD} seconds, and a clock to be set. */
async function openHolding(holdReleased = HOLD) {
  const store = await openStore({ empty: true });
  await store.createZone(zoneConfig({ ...ZONE, payment: { holdReleased } }));
  const clock = { now: NOW };
  return { ...(await openApi({ store, now: () => clock.now })), clock };
}
type Holding = Awaited<ReturnType<typeof openHolding>>;

const asked = (client: Client, holder?: string) =>
  client.register(ALICE, holder === undefined ? {} : { holder });

/** How a name may come free: each leaves the clock at the moment of it. */
const WAYS: readonly (readonly [string, (api: Holding, holder?: string) => Promise<void>])[] = [
  [
    "was deleted",
    async ({ as }, holder) => {
      await asked(as("first"), holder);
      expect((await as("first").call("DELETE", pathOf(ALICE))).statusCode).toBe(204);
    },
  ],
  [
    "has expired",
    async ({ as, clock }, holder) => {
      const body = {
        name: ALICE,
        uri: URI,
        expiresAt: NOW + 60,
        ...(holder === undefined ? {} : { holder }),
      };
      expect((await as("first").call("POST", "/v1/names", body)).statusCode).toBe(201);
      clock.now = NOW + 60;
    },
  ],
];

/** The requests that make a name. */
const MAKERS: readonly (readonly [string, (client: Client) => ReturnType<Client["call"]>])[] = [
  ["POST", (client) => client.register(ALICE)],
  ["PUT", (client) => client.call("PUT", pathOf(ALICE), { uri: URI })],
  [
    "PUT under If-None-Match: *",
    (client) => client.call("PUT", pathOf(ALICE), { uri: URI }, { "if-none-match": "*" }),
  ],
];

describe.each(WAYS)("a name that %s", (_, free) => {
  describe.each(MAKERS)("%s", (_, make) => {
    test("is refused to another account, and nothing is written", async () => {
      const api = await openHolding();
      await free(api);
      const before = await api.store.zones();
      expect(problemIn(await make(api.as("second")))).toMatchObject({ code: "name-held", status: 409 });
      expect(await api.store.zones()).toEqual(before);
    });

    test("is its former holder's to take back", async () => {
      const api = await openHolding();
      await free(api);
      const response = await make(api.as("first"));
      expect(response.statusCode).toBe(201);
      expect(response.json()).toMatchObject({ ...heldBy("first"), expired: false, expiresAt: null });
    });

    test("is for whom the right `held-names` lets pass", async () => {
      const api = await openHolding();
      await free(api);
      const response = await make(api.as("second", "held-names"));
      expect(response.statusCode).toBe(201);
      expect(response.json()).toMatchObject({ ...heldBy("second") });
    });

    test.each(["profile", "reserved-names", "all-names", "zones", "tokens"] as const)(
      "is not for who has the right `%s` alone",
      async (right) => {
        const api = await openHolding();
        await free(api);
        expect(problemIn(await make(api.as("second", right)))).toMatchObject({ code: "name-held" });
      },
    );

    test("is anybody's after the zone's time, and not a second before", async () => {
      const api = await openHolding();
      await free(api);
      api.clock.now += HOLD - 1;
      expect((await make(api.as("second"))).statusCode).toBe(409);
      api.clock.now += 1;
      const response = await make(api.as("second"));
      expect(response.statusCode).toBe(201);
      expect(response.json()).toMatchObject({ ...heldBy("second") });
    });
  });

  test.each([
    [undefined, "first", undefined, 201],
    [undefined, "first", "x", 201],
    [undefined, "second", undefined, 409],
    [undefined, "second", "first", 409],
    ["x", "first", "x", 201],
    ["x", "first", undefined, 409],
    ["x", "first", "y", 409],
    ["x", "second", "x", 409],
    // An account is no prefix of another.
    [undefined, "firs", undefined, 409],
    [undefined, "first2", undefined, 409],
  ])("of first's customer %s: %s's customer %s gets %d", async (formerly, account, holder, status) => {
    const api = await openHolding();
    await free(api, formerly);
    const response = await asked(api.as(account), holder);
    expect(response.statusCode).toBe(status);
    if (status === 409) expect(problemIn(response)).toMatchObject({ code: "name-held" });
    else
      expect(response.json()).toMatchObject({
        ...heldBy(holder === undefined ? account : `${account}/${holder}`),
      });
  });

  test("is held by the policy of today", async () => {
    const api = await openHolding();
    await free(api);
    const patch = { payment: { holdReleased: 10 } };
    expect((await api.call("PATCH", "/v1/zones/_bitcoin-payment.example.com", patch)).statusCode).toBe(200);
    api.clock.now += 9;
    expect((await asked(api.as("second"))).statusCode).toBe(409);
    api.clock.now += 1;
    expect((await asked(api.as("second"))).statusCode).toBe(201);
  });

  test("is anybody's at once where nothing is held", async () => {
    const api = await openHolding(0);
    await free(api);
    expect((await asked(api.as("second"))).statusCode).toBe(201);
  });

  test("goes to one of several who want it at once", async () => {
    const api = await openHolding();
    await free(api);
    api.clock.now += HOLD;
    const claims = ["second", "third", "fourth"].map((account) => asked(api.as(account)));
    const found = await Promise.all(claims);
    expect(found.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 409, 409]);
    const winner = found
      .find(({ statusCode }) => statusCode === 201)!
      .json<{ account: string; holder: null }>();
    const lost = found.filter(({ statusCode }) => statusCode === 409);
    expect(lost.map((response) => problemIn(response)["code"])).toEqual(["name-taken", "name-taken"]);
    expect((await api.call("GET", pathOf(ALICE))).json()).toMatchObject({ account: winner.account });
  });

  test("is told to be held by a dry run too", async () => {
    const api = await openHolding();
    await free(api);
    const trial = async (client: Client, name = ALICE) =>
      (await client.call("POST", "/v1/validate", { name, uri: URI })).json();
    expect(await trial(api.as("second"))).toMatchObject({
      valid: false,
      errors: [{ code: "name-held", pointer: "/name" }],
    });
    expect(await trial(api.as("first"))).toMatchObject({ valid: true, errors: [] });
    expect(await trial(api.as("second", "held-names"))).toMatchObject({ valid: true, errors: [] });
    api.clock.now += HOLD;
    expect(await trial(api.as("second"))).toMatchObject({ valid: true, errors: [] });
  });
});

describe("what is held", () => {
  test("is one user and no other", async () => {
    const { as } = await openHolding();
    await as("first").register(ALICE);
    await as("first").call("DELETE", pathOf(ALICE));
    expect((await as("second").register("bob@example.com")).statusCode).toBe(201);
  });

  test("is held for the last holder", async () => {
    const { as } = await openHolding();
    await as("first").register(ALICE);
    await as("first").call("DELETE", pathOf(ALICE));
    await as("second", "held-names").register(ALICE);
    await as("second").call("DELETE", pathOf(ALICE));
    expect((await asked(as("first"))).statusCode).toBe(409);
    expect((await asked(as("second"))).statusCode).toBe(201);
  });

  test("stays its holder's where another deletes it", async () => {
    const { as } = await openHolding();
    await as("first").register(ALICE);
    await as("second", "all-names").call("DELETE", pathOf(ALICE));
    expect((await asked(as("second"))).statusCode).toBe(409);
    expect((await asked(as("first"))).statusCode).toBe(201);
  });

  test("is held from its expiry, if it is deleted only after that", async () => {
    const { as, clock } = await openHolding();
    await as("first").register(ALICE, { expiresAt: NOW + 60 });
    clock.now = NOW + 60 + HOLD - 1;
    await as("first").call("DELETE", pathOf(ALICE));
    expect((await asked(as("second"))).statusCode).toBe(409);
    clock.now += 1;
    expect((await asked(as("second"))).statusCode).toBe(201);
  });

  test("is kept for 30 days unless the zone says otherwise", async () => {
    const { as, clock } = await openHolding(HOLD_LIMITS.default);
    await as("first").register(ALICE);
    await as("first").call("DELETE", pathOf(ALICE));
    clock.now += 30 * 86_400 - 1;
    expect((await asked(as("second"))).statusCode).toBe(409);
    clock.now += 1;
    expect((await asked(as("second"))).statusCode).toBe(201);
  });

  test("is not taken by who builds on its last version", async () => {
    const { as, call } = await openHolding();
    await as("first").register(ALICE);
    const { etag } = (await call("GET", pathOf(ALICE))).headers;
    await as("first").call("DELETE", pathOf(ALICE));
    const response = await as("second").call(
      "PUT",
      pathOf(ALICE),
      { uri: URI },
      { "if-match": String(etag) },
    );
    expect(problemIn(response)).toMatchObject({ code: "revision-mismatch" });
  });
});

describe("a name that changes while it is asked for", () => {
  /** Does something between the look at the name and the write. */
  function afterGet(store: Pick<Store, "get">, deed: () => Promise<unknown>): void {
    const get = store.get.bind(store);
    store.get = async (apex, user) => {
      const found = await get(apex, user);
      store.get = get;
      await deed();
      return found;
    };
  }

  test("is held from who would have been refused it as another's", async () => {
    const { as, store } = await openHolding();
    await as("first").register(ALICE);
    // readReplacement() looks first, conditionalPut() after it.
    afterGet(store, () => as("first").call("DELETE", pathOf(ALICE)));
    const response = await as("second").call("PUT", pathOf(ALICE), { uri: LONG_URI });
    expect(problemIn(response)).toMatchObject({ code: "name-held" });
  });

  test("is reserved again, if it is of that kind", async () => {
    const { as, store } = await openHolding();
    await as("first", "reserved-names").register("admin@example.com");
    const path = pathOf("admin@example.com");
    afterGet(store, () => as("first").call("DELETE", path));
    const response = await as("first").call("PUT", path, { uri: LONG_URI });
    expect(problemIn(response)).toMatchObject({ status: 422, errors: [{ code: "name-reserved" }] });
    expect(await store.zones()).toMatchObject([{ names: 0 }]);
  });

  test("is taken, if somebody was faster to take what has expired", async () => {
    const { as, store, clock } = await openHolding();
    await as("first").register(ALICE, { expiresAt: NOW + 60 });
    clock.now = NOW + 60 + HOLD;
    afterGet(store, () => as("second").register(ALICE));
    const response = await as("third").register(ALICE);
    expect(problemIn(response)).toMatchObject({ code: "name-taken", status: 409 });
    expect((await as("third").call("GET", pathOf(ALICE))).json()).toMatchObject({ ...heldBy("second") });
  });

  test("is its holder's still", async () => {
    const { as, store } = await openHolding();
    await as("first").register(ALICE);
    afterGet(store, () => as("first").call("DELETE", pathOf(ALICE)));
    const response = await as("first").call("PUT", pathOf(ALICE), { uri: LONG_URI });
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({ uri: LONG_URI, ...heldBy("first") });
  });
});
