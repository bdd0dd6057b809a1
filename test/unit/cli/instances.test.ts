import { expect, test } from "vitest";
import type { InstanceView, InstanceZoneView } from "../../../src/admin-api/client-types.ts";
import { ageText } from "../../../src/cli/ages.ts";
import { run } from "./command-run.ts";

const ZONE: InstanceZoneView = {
  apex: "_bitcoin-payment.example.com",
  answers: "store",
  serial: 12,
  lag: 0,
  names: 7,
  keys: { version: 1, tags: [56_875], phase: "active" },
  syncAge: 1,
  doubt: null,
  failure: null,
};
const INSTANCE: InstanceView = {
  id: "0f8fad5b-d9cb-469f-a165-70867728950e",
  name: "ams-1",
  version: "0.1.0",
  self: true,
  live: true,
  startedAt: "2026-01-01T00:00:00Z",
  uptime: 7_300,
  seenAgo: 0,
  zones: [ZONE],
};

test("instances shows each, and below them who is how far with which zone", async () => {
  const behind: InstanceView = {
    ...INSTANCE,
    id: "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    name: "fra-1",
    self: false,
    live: false,
    uptime: 59,
    seenAgo: 130.9,
    zones: [
      { ...ZONE, apex: "_bitcoin-payment.example.org", names: 0 },
      {
        ...ZONE,
        answers: "snapshot",
        serial: 9,
        lag: 3,
        keys: { version: 2, tags: [1, 2], phase: "active" },
        syncAge: null,
        doubt: "the store is at serial 2",
        failure: "Redis\nis away",
      },
    ],
  };
  const empty: InstanceView = {
    ...INSTANCE,
    id: "16fd2706-8baf-433b-82eb-8c7fada847da",
    name: "waw-1",
    self: false,
    seenAgo: 0.9,
    zones: [{ ...ZONE, answers: "nothing", serial: 0, lag: null, names: 0, keys: null, syncAge: null }],
  };
  const { code, stdout, stderr, seen } = await run(["instances"], {
    instances: [INSTANCE, behind, empty],
    storeFailure: null,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(seen).toMatchObject([{ method: "GET", url: "/v1/instances" }]);
  expect(stdout).toBe(
    [
      "INSTANCE      ID        VERSION  UP   STATE   SEEN",
      "ams-1 (this)  0f8fad5b  0.1.0    2h   live    0s ago",
      "fra-1         7c9e6679  0.1.0    59s  silent  2m ago",
      "waw-1         16fd2706  0.1.0    2h   live    0s ago",
      "",
      "ZONE                          INSTANCE  ANSWERS   SERIAL  LAG  NAMES  KEYS             SYNCED  REMARK",
      "_bitcoin-payment.example.com  ams-1     store     12      0    7      56875 v1 active  1s ago",
      "_bitcoin-payment.example.com  fra-1     snapshot  9       3    7      1 2 v2 active    never   not taken over: the store is at serial 2; failed: Redis is away",
      "_bitcoin-payment.example.com  waw-1     nothing   0       ?    0      none             never",
      "_bitcoin-payment.example.org  fra-1     store     12      0    0      56875 v1 active  1s ago",
      "",
    ].join("\n"),
  );
});

test("instances of one name are told apart by their ids", async () => {
  const twin = { ...INSTANCE, id: "7c9e6679-7425-40de-944b-e07fc1f90ae7", self: false };
  const { stdout } = await run(["instances"], { instances: [INSTANCE, twin], storeFailure: null });
  expect(stdout).toContain("_bitcoin-payment.example.com  ams-1 0f8fad5b  store");
  expect(stdout).toContain("_bitcoin-payment.example.com  ams-1 7c9e6679  store");
});

test("an instance without zones is shown", async () => {
  const { stdout } = await run(["instances"], {
    instances: [{ ...INSTANCE, zones: [] }],
    storeFailure: null,
  });
  expect(stdout.split("\n")).toHaveLength(3);
});

test("what an instance calls itself does not move the cursor", async () => {
  const odd = { ...INSTANCE, name: "a\u001b[2Jb", version: "1\n2", zones: [{ ...ZONE, apex: "x\u202ey" }] };
  const { stdout } = await run(["instances"], { instances: [odd], storeFailure: null });
  for (const odd of ["\u001b", "\u202e"]) expect(stdout).not.toContain(odd);
  expect(stdout.split("\n")).toHaveLength(6);
});

test("without the store this instance alone is shown, and people are told why", async () => {
  const list = { instances: [INSTANCE], storeFailure: "there is no connection to Redis" };
  const { code, stderr } = await run(["instances"], list);
  expect(code).toBe(0);
  expect(stderr).toBe("of others nothing is known now: there is no connection to Redis\n");
  const { stdout } = await run(["instances", "--json"], list);
  expect(JSON.parse(stdout)).toEqual(list);
});

test.each([
  [0, "0s"],
  [0.99, "0s"],
  [119, "119s"],
  [120, "2m"],
  [7_199, "119m"],
  [7_200, "2h"],
  [172_799, "47h"],
  [172_800, "2d"],
  [864_000, "10d"],
])("%d seconds are %s", (seconds, text) => {
  expect(ageText(seconds)).toBe(text);
});
