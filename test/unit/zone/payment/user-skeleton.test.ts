import { expect, test } from "vitest";
import { userSkeleton } from "../../../../src/zone/payment/user-skeleton.ts";

test.each([
  ["alice", "alice"],
  ["a.li_c-e", "alice"],
  ["-._alice._-", "alice"],
  ["a..l__i--ce", "alice"],
  ["xn--alic-bsa", "xnalicbsa"],
  ["0.1", "01"],
  ["-._", ""],
  ["", ""],
])("%j is %j without what people overlook", (user, skeleton) => {
  expect(userSkeleton(user)).toBe(skeleton);
});
