import { describe, expect, test } from "vitest";
import { DomainError } from "../../../src/zone/errors.ts";
import { zoneConfig } from "../../../src/zone/zone-config.ts";
import { APEX, KEY, openApi, openStore, problemIn, ZONE } from "./support.ts";

const openEmpty = async () => openApi({ store: await openStore({ empty: true }) });
const [DS2, DS4] = KEY.ds.map(({ text }) => text);

const view = {
  apex: APEX,
  domain: "example.com",
  nameServers: [
    { name: "ns1.example.net", addresses: [] },
    { name: "ns2.example.net", addresses: [] },
  ],
  contact: "hostmaster.example.com",
  timers: { refresh: 14_400, retry: 3_600, expire: 1_209_600, minimum: 60 },
  infrastructureTtl: 3_600,
  payment: { network: "mainnet", profile: "universal", reservedNames: null, holdReleased: 2_592_000 },
  serial: 1,
  names: 0,
  keys: [{ flags: 257, keyTag: 12345, algorithm: 13, dnskey: KEY.dnskey }],
  ds: [DS2, DS4],
  parent: [
    `${APEX}. 3600 IN NS ns1.example.net.`,
    `${APEX}. 3600 IN NS ns2.example.net.`,
    `${APEX}. 3600 IN DS ${DS2}`,
  ],
};

describe("POST /v1/zones", () => {
  test("makes the zone and its keys, serves it, and tells what to put into the parent", async () => {
    const { call, keys, answers } = await openEmpty();
    const response = await call("POST", "/v1/zones", ZONE);
    expect(response.statusCode).toBe(201);
    expect(response.headers.location).toBe(`/v1/zones/${APEX}`);
    expect(response.json()).toEqual(view);
    expect(keys.made).toBe(1);
    expect(answers.served).toEqual([APEX]);
  });

  test("has glue for name servers inside the zone", async () => {
    const { call } = await openEmpty();
    const nameServers = [
      { name: `ns1.${APEX}`, addresses: ["192.0.2.1", "2001:db8::1"] },
      { name: "ns2.example.net" },
    ];
    const response = await call("POST", "/v1/zones", { ...ZONE, nameServers, infrastructureTtl: 600 });
    expect(response.json<typeof view>().parent).toEqual([
      `${APEX}. 600 IN NS ns1.${APEX}.`,
      `${APEX}. 600 IN NS ns2.example.net.`,
      `${APEX}. 600 IN DS ${DS2}`,
      `ns1.${APEX}. 600 IN A 192.0.2.1`,
      `ns1.${APEX}. 600 IN AAAA 2001:db8::1`,
    ]);
  });

  test("only keys with the SEP flag are the parent's business", async () => {
    const zsk = { ...KEY, flags: 256, keyTag: 54321, ds: [{ digestType: 2, text: "54321 13 2 EF" }] };
    const keys = { create: async () => [KEY, zsk], of: async () => [KEY, zsk] };
    const { call } = await openApi({ store: await openStore({ empty: true }), keys });
    const body = (await call("POST", "/v1/zones", ZONE)).json<typeof view>();
    expect(body.keys.map(({ keyTag }) => keyTag)).toEqual([12345, 54321]);
    expect(body.ds).toEqual([DS2, DS4]);
    expect(body.parent).toEqual(view.parent);
  });

  test("of a zone that exists is refused, whatever it says", async () => {
    const { call, keys } = await openEmpty();
    await call("POST", "/v1/zones", ZONE);
    for (const body of [
      ZONE,
      { ...ZONE, infrastructureTtl: 600 },
      { ...ZONE, payment: { profile: "spec" } },
    ]) {
      const response = await call("POST", "/v1/zones", body);
      expect(response.statusCode).toBe(409);
      expect(problemIn(response)).toMatchObject({ code: "zone-taken" });
    }
    expect(keys.made).toBe(1);
  });

  test.each([
    ["of the same domain above it", { domain: "example.com", apex: "example.com" }],
    ["of the same domain below it", { domain: "example.com", apex: "user._bitcoin-payment.example.com" }],
  ])("within a zone that is served, or around it, is refused: %s", async (_which, where) => {
    const { call } = await openEmpty();
    expect((await call("POST", "/v1/zones", ZONE)).statusCode).toBe(201);
    const response = await call("POST", "/v1/zones", { ...ZONE, ...where });
    expect(problemIn(response)).toMatchObject({ status: 409, code: "zone-taken", pointer: "/apex" });
    expect((await call("GET", "/v1/zones")).json().zones).toHaveLength(1);
  });

  test("finishes what an earlier attempt left without keys", async () => {
    const { call, keys, answers } = await openEmpty();
    const { create } = keys;
    keys.create = () => Promise.reject(new DomainError("store-unavailable", "the disk is full"));
    expect(problemIn(await call("POST", "/v1/zones", ZONE))).toMatchObject({
      code: "store-unavailable",
      status: 503,
    });
    const halfway = await call("GET", `/v1/zones/${APEX}`);
    expect(halfway.json()).toEqual({ ...view, keys: [], ds: [], parent: view.parent.slice(0, 2) });
    keys.create = create;
    for (const other of [{ infrastructureTtl: 600 }, { payment: { reservedNames: [] } }]) {
      expect((await call("POST", "/v1/zones", { ...ZONE, ...other })).statusCode).toBe(409);
    }
    expect((await call("POST", "/v1/zones", ZONE)).json()).toEqual(view);
    expect(answers.served).toEqual([APEX]);
  });

  test("says that the zone stands when it cannot be served yet", async () => {
    const { call, answers } = await openEmpty();
    answers.serve = () => Promise.reject(new Error("worker 1 is silent"));
    const response = await call("POST", "/v1/zones", ZONE);
    expect(response.statusCode).toBe(503);
    expect(problemIn(response)).toMatchObject({
      code: "answer-unavailable",
      detail: expect.stringContaining("the zone stands with its keys"),
    });
    expect((await call("GET", `/v1/zones/${APEX}`)).json()).toEqual(view);
  });

  test.each([
    [{ ...ZONE, domain: "exa mple.com" }, "zone-invalid", "/domain"],
    [{ ...ZONE, apex: "example.org" }, "zone-invalid", "/apex"],
    [{ ...ZONE, nameServers: [{ name: "ns1.example.net" }] }, "zone-invalid", "/nameServers"],
    [{ ...ZONE, timers: { refresh: 1 } }, "zone-invalid", "/timers/refresh"],
    [{ ...ZONE, timers: { retry: 3600.5 } }, "zone-invalid", "/timers/retry"],
    [{ ...ZONE, payment: { holdReleased: -1 } }, "zone-invalid", "/payment/holdReleased"],
    [{ ...ZONE, payment: { reservedNames: ["a", "b c"] } }, "zone-invalid", "/payment/reservedNames/1"],
  ])("%j is refused: %s at %s", async (body, code, pointer) => {
    const { call } = await openEmpty();
    const response = await call("POST", "/v1/zones", body);
    expect(response.statusCode).toBe(422);
    expect(problemIn(response)).toMatchObject({ code, pointer });
  });
});

describe("GET /v1/zones", () => {
  test("lists all zones", async () => {
    const { call } = await openEmpty();
    expect((await call("GET", "/v1/zones")).json()).toEqual({ zones: [] });
    await call("POST", "/v1/zones", ZONE);
    expect((await call("GET", "/v1/zones")).json()).toEqual({ zones: [view] });
  });

  test("counts names and follows the serial", async () => {
    const { call, register } = await openApi();
    await register("alice@example.com");
    expect((await call("GET", `/v1/zones/${APEX}`)).json()).toMatchObject({ names: 1, serial: 2 });
  });

  test.each([APEX, `${APEX}.`, APEX.toUpperCase()])("finds %s", async (apex) => {
    const { call } = await openApi();
    expect((await call("GET", `/v1/zones/${apex}`)).json()).toMatchObject({ apex: APEX });
  });

  test("an unknown apex is not found", async () => {
    const { call } = await openApi();
    const response = await call("GET", "/v1/zones/example.org");
    expect(problemIn(response)).toMatchObject({ code: "zone-unknown", status: 404 });
  });

  test("the store's own fields stay inside", async () => {
    const store = await openStore({ empty: true });
    const zone = await store.createZone(zoneConfig(ZONE));
    const { call } = await openApi({ store });
    expect((await call("GET", `/v1/zones/${APEX}`)).body).not.toContain(zone.generation);
  });
});
