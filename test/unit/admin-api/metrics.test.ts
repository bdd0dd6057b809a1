import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { DomainError } from "../../../src/zone/errors.ts";
import type { Store } from "../../../src/zone/store/port.ts";
import { zoneConfig } from "../../../src/zone/zone-config.ts";
import { samplesOf } from "./samples.ts";
import { APEX, NOW, openApi, openStore, problemIn, STANDING, URI, ZONE } from "./support.ts";

const DAY = 86_400;

/** The samples of the counts. */
const countsOf = (text: string): Record<string, string> => samplesOf(text, "paynamed_names_");

const expiring = (within: number, zone = APEX): string =>
  `paynamed_names_expiring{zone="${zone}",within="${within}"}`;
const expired = (zone = APEX): string => `paynamed_names_expired{zone="${zone}"}`;

/** A store where names of example.com end so many seconds from now. */
async function withEnds(...ends: (number | null)[]) {
  const store = await openStore();
  for (const [index, end] of ends.entries()) {
    const fields = { uri: URI, ttl: 300, expiresAt: end === null ? null : NOW + end, holder: "first" };
    await store.put(APEX, `user${index}`, fields);
  }
  return store;
}

/** The instants that names are counted between from now on. */
function counted(store: Store): (readonly [from: number, to: number])[] {
  const asked: (readonly [number, number])[] = [];
  const count = store.countExpiring.bind(store);
  store.countExpiring = (apex, from, to) => {
    asked.push([from, to]);
    return count(apex, from, to);
  };
  return asked;
}

describe("GET /metrics", () => {
  test("counts the names that end soon, and those that have ended, by zone", async () => {
    const store = await withEnds(null, -1, 0, 1, DAY, DAY + 1, 7 * DAY, 7 * DAY + 1, 30 * DAY, 30 * DAY + 1);
    await store.createZone(zoneConfig({ ...ZONE, domain: "example.org" }));
    const { call } = await openApi({ store });
    const response = await call("GET", "/metrics");
    expect(response.statusCode).toBe(200);
    expect(response.headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
    const other = "_bitcoin-payment.example.org";
    expect(countsOf(response.body)).toEqual({
      [expiring(DAY)]: "2",
      [expiring(7 * DAY)]: "4",
      [expiring(30 * DAY)]: "6",
      [expiring(DAY, other)]: "0",
      [expiring(7 * DAY, other)]: "0",
      [expiring(30 * DAY, other)]: "0",
      [expired()]: "2",
      [expired(other)]: "0",
    });
  });

  test("follows the clock and the names", async () => {
    let now = NOW;
    const store = await withEnds(10);
    const { call } = await openApi({ store, now: () => now });
    const read = async () => {
      const samples = countsOf((await call("GET", "/metrics")).body);
      return [samples[expiring(DAY)], samples[expired()]];
    };
    expect(await read()).toEqual(["1", "0"]);
    now = NOW + 15;
    expect(await read()).toEqual(["0", "1"]);
    await store.delete(APEX, "user0", { releasedAt: now, forgetBefore: 0 });
    now = NOW + 30;
    expect(await read()).toEqual(["0", "0"]);
  });

  test.each<[after: number, isCounted: boolean]>([
    [0, false],
    [14, false],
    [15, true],
    [1_000, true],
    [-1, true],
  ])("after %i seconds names are counted anew: %s", async (after, isCounted) => {
    let now = NOW;
    const store = await withEnds(10);
    const asked = counted(store);
    const { call } = await openApi({ store, now: () => now });
    const first = (await call("GET", "/metrics")).body;
    expect(asked).toEqual([
      [-1, NOW],
      [NOW, NOW + DAY],
      [NOW + DAY, NOW + 7 * DAY],
      [NOW + 7 * DAY, NOW + 30 * DAY],
    ]);
    await store.put(APEX, "late", { uri: URI, ttl: 300, expiresAt: NOW + 2_000, holder: "first" });
    now = NOW + after;
    const second = (await call("GET", "/metrics")).body;
    expect(asked.length).toBe(isCounted ? 8 : 4);
    expect(second !== first).toBe(isCounted);
  });

  test("is open without a token, and tells no names", async () => {
    const { app, register } = await openApi();
    await register("alice@example.com", { expiresAt: NOW + 60 });
    const response = await app.inject({ method: "GET", url: "/metrics" });
    expect(response.statusCode).toBe(200);
    expect(response.body).not.toContain("alice");
    expect((await app.inject({ method: "HEAD", url: "/metrics" })).statusCode).toBe(200);
  });

  test.each(["zones", "countExpiring"] as const)(
    "stays there, without the counts, when the store's %s is away, and has them when it is back",
    async (away) => {
      let now = NOW;
      const store = await withEnds(100);
      const { call } = await openApi({ store, now: () => now });
      const whole = (await call("GET", "/metrics")).body;
      const working = store[away];
      const failing = () => Promise.reject(new DomainError("store-unavailable", "locked"));
      Object.assign(store, { [away]: failing });
      now += 15;
      const response = await call("GET", "/metrics");
      expect(response.statusCode).toBe(200);
      expect(countsOf(response.body)).toEqual({});
      expect(response.body).toContain("# TYPE paynamed_names_expiring gauge");
      expect(response.body).toContain("# TYPE paynamed_names_expired gauge");
      Object.assign(store, { [away]: working });
      expect((await call("GET", "/metrics")).body).toBe(whole);
    },
  );

  test("tells no half of the counts", async () => {
    const store = await withEnds(10);
    await store.createZone(zoneConfig({ ...ZONE, domain: "example.org" }));
    const count = store.countExpiring.bind(store);
    store.countExpiring = (apex, from, to) =>
      apex === APEX ? count(apex, from, to) : Promise.reject(new DomainError("store-unavailable", "locked"));
    const { call } = await openApi({ store });
    expect(countsOf((await call("GET", "/metrics")).body)).toEqual({});
  });

  test("what nobody expected is a 500", async () => {
    const store = await openStore();
    store.zones = () => Promise.reject(new TypeError("secret"));
    const { call } = await openApi({ store });
    const response = await call("GET", "/metrics");
    expect(problemIn(response)).toMatchObject({ status: 500, code: "internal" });
    expect(response.body).not.toContain("secret");
  });

  test("may be collected by several at once", async () => {
    let now = NOW;
    const store = await withEnds(100, 200);
    const asked = counted(store);
    const { call } = await openApi({ store, now: () => now });
    const alone = (await call("GET", "/metrics")).body;
    now += 15;
    const together = await Promise.all(Array.from({ length: 5 }, () => call("GET", "/metrics")));
    expect(together.map(({ body }) => body)).toEqual(together.map(() => alone));
    expect(asked.length).toBe(8);
  });

  test("a count that takes long is shared by all who come meanwhile", async () => {
    let now = NOW;
    const store = await withEnds(100);
    const asked = counted(store);
    const zonesOf = store.zones.bind(store);
    let begin = (): void => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    store.zones = async () => {
      await begun;
      return zonesOf();
    };
    const { call } = await openApi({ store, now: () => now });
    const first = call("GET", "/metrics");
    await setImmediate();
    now += 60;
    const second = call("GET", "/metrics");
    await setImmediate();
    begin();
    expect((await first).body).toBe((await second).body);
    expect(asked.length).toBe(4);
    await call("GET", "/metrics");
    expect(asked.length).toBe(8);
  });
});

test("GET /metrics says how long ago each zone was in step with the store, and which are in doubt", async () => {
  const api = await openApi();
  const standing = { ...STANDING, syncedAt: NOW - 42, doubt: "it is another zone of the same name" };
  api.answers.zones = [standing, { ...standing, apex: "b.example", syncedAt: null, doubt: null }];
  const samples = samplesOf((await api.call("GET", "/metrics")).body, "paynamed_zone_");
  expect(samples).toMatchObject({
    [`paynamed_zone_sync_age_seconds{zone="${APEX}"}`]: "42",
    [`paynamed_zone_doubted{zone="${APEX}"}`]: "1",
    'paynamed_zone_doubted{zone="b.example"}': "0",
  });
  expect(samples).not.toHaveProperty('paynamed_zone_sync_age_seconds{zone="b.example"}');
});
