import { expect, test } from "vitest";
import { slotOf } from "../../../../../src/zone/store/redis/slot.ts";

// https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#appendix-a-crc16-reference-implementation-in-ansi-c:
// "Output for "123456789": 31C3". The others are what CLUSTER KEYSLOT of Redis 7.0.15 replies.
test.each([
  ["123456789", 0x31c3 % 16_384],
  ["foo", 12_182],
  ["{user1000}.following", 3443],
  ["{user1000}.followers", 3443],
  ["foo{}{bar}", 8363],
  ["foo{{bar}}zap", 4015],
  ["foo{bar}{zap}", 5061],
  ["pn1:zones", 7237],
  ["", 0],
  ["pn1:zone:{bücher.example}:names", 2855],
])("the slot of %j is %i", (key, slot) => {
  expect(slotOf(key)).toBe(slot);
});
