import { describe, expect, test } from "vitest";
import { APEX, openApi, openStore, problemIn, ZONE } from "./support.ts";

const PATH = `/v1/zones/${APEX}`;
const DEFAULT = { network: "mainnet", profile: "universal", reservedNames: null, holdReleased: 2_592_000 };
const OTHER = { network: "signet", profile: "spec", reservedNames: ["root", "shop"], holdReleased: 0 };

describe("a zone's policy", () => {
  test("is as it was given, and by default for what was not", async () => {
    const { call } = await openApi({ store: await openStore({ empty: true }) });
    const made = await call("POST", "/v1/zones", {
      ...ZONE,
      payment: { network: "regtest", holdReleased: 60 },
    });
    expect(made.json().payment).toEqual({ ...DEFAULT, network: "regtest", holdReleased: 60 });
    expect((await call("GET", PATH)).json().payment).toEqual(made.json().payment);
    const other = { domain: "example.org", nameServers: ZONE.nameServers, payment: OTHER };
    expect((await call("POST", "/v1/zones", other)).json().payment).toEqual(OTHER);
  });

  test.each([
    [{ network: "dogecoin" }, "/payment/network"],
    [{ profile: "" }, "/payment/profile"],
    [{ reservedNames: "root" }, "/payment/reservedNames"],
    [{ holdReleased: "30d" }, "/payment/holdReleased"],
    [{ reserved: [] }, "/payment/reserved"],
  ])("cannot be %j", async (payment, pointer) => {
    const { call } = await openApi({ store: await openStore({ empty: true }) });
    for (const response of [
      await call("POST", "/v1/zones", { ...ZONE, payment }),
      await call("PATCH", PATH, { payment }),
    ]) {
      const problem = problemIn(response);
      expect(problem).toMatchObject({ status: 422, code: "request-invalid", errors: [{ pointer }] });
    }
  });
});

describe("PATCH /v1/zones/{apex}", () => {
  test("changes what is given and leaves the rest", async () => {
    const { call, as } = await openApi();
    const { payment: _, ...rest } = (await call("GET", PATH)).json();
    const steps: [object, object][] = [
      [{ profile: "spec" }, { ...DEFAULT, profile: "spec" }],
      [{ reservedNames: ["root"] }, { ...DEFAULT, profile: "spec", reservedNames: ["root"] }],
      [{ holdReleased: 60 }, { ...DEFAULT, profile: "spec", reservedNames: ["root"], holdReleased: 60 }],
      [{ reservedNames: [] }, { ...DEFAULT, profile: "spec", reservedNames: [], holdReleased: 60 }],
      [{ network: "mainnet" }, { ...DEFAULT, profile: "spec", reservedNames: [], holdReleased: 60 }],
      [{ profile: null, reservedNames: null, holdReleased: null }, DEFAULT],
    ];
    for (const [payment, after] of steps) {
      const response = await as("ops", "zones").call("PATCH", PATH, { payment });
      expect(response.statusCode).toBe(200);
      expect(response.json()).toEqual({ ...rest, payment: after });
      expect((await call("GET", PATH)).json()).toEqual({ ...rest, payment: after });
    }
  });

  test.each([{}, { payment: {} }])("with %j changes nothing", async (body) => {
    const { call } = await openApi();
    const before = (await call("GET", PATH)).json();
    expect((await call("PATCH", PATH, body)).json()).toEqual(before);
  });

  test.each([
    "application/merge-patch+json",
    "application/json",
    "application/merge-patch+json; charset=utf-8",
  ])("takes %s", async (type) => {
    const { call } = await openApi();
    const body = JSON.stringify({ payment: { holdReleased: 1 } });
    const response = await call("PATCH", PATH, body, { "content-type": type });
    expect(response.json().payment.holdReleased).toBe(1);
    expect(response.headers["accept-patch"]).toBe("application/merge-patch+json, application/json");
  });

  test.each(["application/json-patch+json", "text/plain"])(
    "does not take %s, and says what it takes",
    async (type) => {
      const { call } = await openApi();
      const response = await call("PATCH", PATH, "{}", { "content-type": type });
      expect(problemIn(response)).toMatchObject({ status: 415, code: "media-type-unsupported" });
      expect(response.headers["accept-patch"]).toContain("application/merge-patch+json");
    },
  );

  test("merge patches are for patching", async () => {
    const { call } = await openApi();
    const headers = { "content-type": "application/merge-patch+json" };
    expect((await call("POST", "/v1/zones", JSON.stringify(ZONE), headers)).statusCode).toBe(415);
  });

  test.each([
    ["{", 400],
    ['{"__proto__": {}}', 400],
    ["[]", 422],
    ["null", 422],
  ])("%s is no patch", async (body, status) => {
    const { call } = await openApi();
    const response = await call("PATCH", PATH, body, { "content-type": "application/merge-patch+json" });
    expect(problemIn(response)).toMatchObject({ status, code: "request-invalid" });
  });

  test.each(["signet", null])("the network stays: %j is refused in words", async (network) => {
    const { call } = await openApi();
    const response = await call("PATCH", PATH, { payment: { network, profile: "spec" } });
    expect(problemIn(response)).toMatchObject({
      status: 422,
      code: "zone-invalid",
      pointer: "/payment/network",
      detail: "a zone keeps its network, which is mainnet here: set up another zone",
    });
    expect((await call("GET", PATH)).json().payment).toEqual(DEFAULT);
  });

  test.each([
    [{ holdReleased: -1 }, "/payment/holdReleased"],
    [{ holdReleased: 0.5 }, "/payment/holdReleased"],
    [{ reservedNames: ["root", "a b"] }, "/payment/reservedNames/1"],
  ])("%j is refused at %s", async (payment, pointer) => {
    const { call } = await openApi();
    const response = await call("PATCH", PATH, { payment });
    expect(problemIn(response)).toMatchObject({ status: 422, code: "zone-invalid", pointer });
    expect((await call("GET", PATH)).json().payment).toEqual(DEFAULT);
  });

  test.each([0, "a"])("names are counted before they are read: 10,001 times %j", async (item) => {
    const { call } = await openApi();
    const reserved = (length: number, name: unknown) =>
      call("PATCH", PATH, { payment: { reservedNames: Array(length).fill(name) } });
    expect(problemIn(await reserved(10_001, item))).toMatchObject({
      status: 422,
      code: "request-invalid",
      errors: [{ pointer: "/payment/reservedNames", code: "value-wrong" }],
    });
    expect((await reserved(10_000, "a")).statusCode).toBe(200);
  });

  test("of changes at the same time none undoes another", async () => {
    const { call, store } = await openApi();
    const zoneOf = store.zone.bind(store);
    // Whoever reads the zone waits until both have read it.
    const readers: (() => void)[] = [];
    store.zone = async (apex) => {
      const zone = await zoneOf(apex);
      if (readers.length < 2) {
        await new Promise<void>((resolve) => {
          readers.push(resolve);
          if (readers.length === 2) for (const go of readers) go();
        });
      }
      return zone;
    };
    const responses = await Promise.all(
      [{ profile: "spec" }, { holdReleased: 60 }].map((payment) => call("PATCH", PATH, { payment })),
    );
    expect(responses.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    const both = { ...DEFAULT, profile: "spec", holdReleased: 60 };
    expect((await call("GET", PATH)).json().payment).toEqual(both);
    expect(responses.map((response) => response.json().payment)).toContainEqual(both);
  });

  test("a policy that changes all the time is given up after ten attempts", async () => {
    const { call, store } = await openApi();
    const put = store.putPolicy.bind(store);
    let attempts = 0;
    store.putPolicy = async (apex, policy, expected) => {
      attempts++;
      await put(apex, { ...expected, holdReleased: attempts }, expected);
      return put(apex, policy, expected);
    };
    const response = await call("PATCH", PATH, { payment: { profile: "spec" } });
    expect(problemIn(response)).toMatchObject({ status: 412, code: "revision-mismatch" });
    expect(attempts).toBe(10);
    expect((await call("GET", PATH)).json().payment).toEqual({ ...DEFAULT, holdReleased: 10 });
  });

  test.each(["/domain", "/nameServers", "/infrastructureTtl", "/names"])(
    "%s cannot be changed",
    async (pointer) => {
      const { call } = await openApi();
      const response = await call("PATCH", PATH, { [pointer.slice(1)]: "x" });
      expect(problemIn(response)).toMatchObject({ status: 422, errors: [{ pointer }] });
    },
  );

  test("finds the zone as GET does", async () => {
    const { call } = await openApi();
    expect(
      (await call("PATCH", `${PATH.toUpperCase().replace("/V1/ZONES", "/v1/zones")}.`, {})).statusCode,
    ).toBe(200);
    expect(problemIn(await call("PATCH", "/v1/zones/example.org", {}))).toMatchObject({
      status: 404,
      code: "zone-unknown",
    });
  });
});
