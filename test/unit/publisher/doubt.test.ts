import { expect, test } from "vitest";
import { doubtOf } from "../../../src/publisher/doubt.ts";
import type { History } from "../../../src/publisher/history.ts";
import type { ZoneVersion } from "../../../src/zone/zone-doubt.ts";

const answered: ZoneVersion = { generation: "a", serial: 7, names: 10, keyTags: [1] };
const none = { count: 0, examples: [] };
const same = { served: 10, vanished: none, older: none };

test.each<[string, Partial<ZoneVersion>, Partial<typeof same>, RegExp | undefined, History?]>([
  ["the same, further on", { serial: 8 }, {}, undefined],
  ["the same, where it was", {}, {}, undefined],
  ["older than what is answered", { serial: 6 }, {}, /serial 6 and was at 7/],
  ["another zone", { generation: "b", serial: 9 }, {}, /another zone/],
  ["another key", { serial: 9, keyTags: [2] }, {}, /other keys: 2 where 1/],
  ["further on, with a name as it was before", { serial: 9 }, { older: { ...none, count: 1 } }, /1 names as/],
  ["as many gone as may go", { serial: 9 }, { vanished: { ...none, count: 2 } }, undefined],
  ["one more gone", { serial: 9 }, { vanished: { ...none, count: 3 } }, /3 of 10 names would vanish/],
  [
    "one more gone, by writes that are known",
    { serial: 9 },
    { vanished: { ...none, count: 3 } },
    undefined,
    "whole",
  ],
  ["further on, by another way", { serial: 9 }, {}, /lost writes/, "lost"],
])("%s", (_, found, difference, reason, history = "trimmed") => {
  const doubt = doubtOf(answered, { ...answered, ...found }, history, { ...same, ...difference }, 0.2);
  if (reason === undefined) expect(doubt).toBeUndefined();
  else expect(doubt).toMatch(reason);
});
