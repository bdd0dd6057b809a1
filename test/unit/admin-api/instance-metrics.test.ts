import { describe, expect, test } from "vitest";
import { DomainError } from "../../../src/zone/errors.ts";
import { zoneConfig } from "../../../src/zone/zone-config.ts";
import { samplesOf } from "./samples.ts";
import { APEX, type Api, anInstance, NOW, openApi, openStore, STANDING, ZONE } from "./support.ts";

const metrics = async ({ call }: Api, metric: string): Promise<Record<string, string>> => {
  const response = await call("GET", "/metrics");
  expect(response.statusCode).toBe(200);
  return samplesOf(response.body, metric);
};
const away = () => Promise.reject(new DomainError("store-unavailable", "Redis is away"));

describe("GET /metrics of the instances", () => {
  test("counts those that are live", async () => {
    const api = await openApi();
    expect(await metrics(api, "paynamed_instances")).toEqual({ paynamed_instances: "1" });
    const silent = (seenAgo: number) => anInstance(`${seenAgo}`, [], { seenAgo });
    const another = await openApi();
    another.instances.others = [silent(0), silent(5_000), silent(5_001)];
    expect(await metrics(another, "paynamed_instances")).toEqual({ paynamed_instances: "3" });
  });

  test("tells what serial is answered of each zone, and how far that is behind the store's", async () => {
    const store = await openStore();
    await store.createZone(zoneConfig({ ...ZONE, domain: "example.org" }));
    const other = "_bitcoin-payment.example.org";
    const { generation } = (await store.zone(APEX))!;
    const api = await openApi({ store });
    await api.register("alice@example.com");
    api.answers.zones = [
      { ...STANDING, generation, serial: 1 },
      { ...STANDING, apex: other, generation: "another", serial: 9 },
      { ...STANDING, apex: "example.net", answers: "nothing", generation: null, serial: 0 },
    ];
    expect(await metrics(api, "paynamed_zone_serial")).toEqual({
      [`paynamed_zone_serial{zone="${APEX}"}`]: "1",
      [`paynamed_zone_serial{zone="${other}"}`]: "9",
      [`paynamed_zone_serial_lag{zone="${APEX}"}`]: "1",
    });
  });

  test("keeps to what is known here while the store is away", async () => {
    let now = NOW;
    const store = await openStore();
    const { generation } = (await store.zone(APEX))!;
    const api = await openApi({ store, now: () => now });
    api.answers.zones = [{ ...STANDING, generation, serial: 1 }];
    const names = async () =>
      Object.keys({
        ...(await metrics(api, "paynamed_instances")),
        ...(await metrics(api, "paynamed_zone_serial")),
      }).map((series) => series.replace(/\{.*/, ""));
    const all = ["paynamed_instances", "paynamed_zone_serial", "paynamed_zone_serial_lag"];
    expect(await names()).toEqual(all);
    now += 1;
    const { zones } = store;
    const known = api.instances.all;
    store.zones = away;
    api.instances.all = away;
    expect(await names()).toEqual(["paynamed_zone_serial"]);
    now += 1;
    store.zones = zones;
    api.instances.all = known;
    expect(await names()).toEqual(all);
  });

  test("asks the store once a second, however many collect", async () => {
    let now = NOW;
    const api = await openApi({ now: () => now });
    const { all } = api.instances;
    let asked = 0;
    api.instances.all = () => {
      asked++;
      return all();
    };
    for (const [seconds, expected] of [
      [0, 1],
      [0, 1],
      [1, 2],
    ] as const) {
      now += seconds;
      await metrics(api, "paynamed_instances");
      expect(asked).toBe(expected);
    }
  });
});
