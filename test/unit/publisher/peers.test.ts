import { expect, test } from "vitest";
import { peerDoubt } from "../../../src/publisher/peers.ts";
import type { SeenInstance, ZoneStanding } from "../../../src/zone/store/shared-port.ts";
import { APEX, NOW, STANDING } from "../admin-api/support.ts";

const found = { apex: APEX, generation: "g", serial: 7 };
const instance = (change: Partial<ZoneStanding>, of: Partial<SeenInstance> = {}): SeenInstance => ({
  id: "other",
  name: "ns2",
  version: "1",
  startedAt: NOW,
  announcedAt: NOW,
  seenAgo: 100,
  zones: [{ ...STANDING, ...change }],
  ...of,
});

test.each<[string, SeenInstance, RegExp | undefined]>([
  ["is in step", instance({}), undefined],
  ["is behind", instance({ serial: 3 }), undefined],
  ["has more than the store", instance({ serial: 8 }), /ns2 answers serial 8, and the store is at 7/],
  ["has another zone", instance({ generation: "h" }), /another zone/],
  ["does not take it over", instance({ doubt: "it is older" }), /ns2 does not take it over: it is older/],
  ["answers nothing", instance({ serial: 8, answers: "nothing" }), undefined],
  ["has more of another zone", instance({ serial: 8, apex: "other.example" }), undefined],
  ["is silent", instance({ serial: 8 }, { seenAgo: 5_001 }), undefined],
  ["is this one", instance({ serial: 8 }, { id: "own" }), undefined],
])("an instance that %s", (_, other, reason) => {
  const doubt = peerDoubt([instance({}), other], "own", found);
  if (reason === undefined) expect(doubt).toBeUndefined();
  else expect(doubt).toMatch(reason);
});
